"""The live floor: playlist gate, media, stills, previews, viewings, signs, embeds, badges."""

from flask import Flask

from portal.live import public
from portal.live.forms import flaw_text, picture_age, picture_text, picture_tone, picture_word
from portal.live.gate import Gate
from portal.live.health import transcoder_check
from portal.live.metrics import readings_of
from portal.live.public.blueprint import GATE
from portal.live.public.previews import on_refusal
from portal.live.rules import GrantRefused
from portal.live.warm import WarmPath
from portal.settings import Settings
from portal.shell import health
from portal.shell.late import add_late_commands
from portal.shell.metrics import add_source


def init_app(app: Flask) -> None:
    """Register this floor."""
    settings: Settings = app.config["MINGCHU"]
    seats = None if settings.media_by_nginx else settings.embedded_viewers
    gate = app.extensions[GATE] = Gate(settings.live_directory, seats=seats)
    app.wsgi_app = WarmPath(  # type: ignore[method-assign]
        app.wsgi_app, gate, is_shared=settings.media_by_nginx, behind_tls=settings.behind_tls
    )
    app.register_blueprint(public.bp)
    app.register_error_handler(GrantRefused, on_refusal)
    add_late_commands(app, "portal.live.cli", live="live_group")
    app.jinja_env.globals.update(
        picture_age=picture_age,
        flaw_text=flaw_text,
        picture_text=picture_text,
        picture_tone=picture_tone,
        picture_word=picture_word,
    )
    health.add_check("transcoder", transcoder_check(settings.live_directory))
    add_source(app, "live", readings_of(settings.live_directory), needs_database=False)
