"""Every component in every state, for who works on the portal."""

from flask import current_app, render_template, url_for

from portal.front.public.blueprint import bp
from portal.registry.forms import ZONES
from portal.rounds.rules.strip import Run, Shade, Strip
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.rules import NotFound, Ratio

STRIP = Strip(tuple(
    Run(shade, 288 * place, 288 * (place + 1)) for place, shade in enumerate(Shade)
))  # fmt: skip


@bp.get("/gallery")
@anyone
def gallery() -> str:
    """The components of pages, in debug and tests only; elsewhere it is not found."""
    if not (current_app.debug or current_app.testing):
        raise NotFound("page", "gallery")
    return render_template(
        "front/gallery.html",
        now=clock.now(),
        share=Ratio(2210, 2683),
        nothing=Ratio(0, 0),
        zones=ZONES.items(),
        strip=STRIP,
        address=lambda page: url_for(".gallery", page=page),
    )
