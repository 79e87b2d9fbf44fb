"""Mingchu 明厨: the portal as a Flask application."""

import gc
from pathlib import Path
from typing import Any

# What an import makes stays: to look through all of it again and again took a third of a start.
gc.disable()

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import (
    accounts,
    contracts,
    desk,
    evaluation,
    findings,
    front,
    live,
    notices,
    opendata,
    participation,
    patrols,
    registry,
    rounds,
    seed,
    shell,
    upkeep,
)
from portal.extensions import babel, csrf, db, limiter, migrate
from portal.settings import Settings, load
from portal.shell.counts import limits_config
from portal.shell.database import engine_options, prepare_connections
from portal.shell.languages import LanguagePrefix, chosen_locale, find_translations
from portal.shell.late import LateCommands, add_late_commands
from portal.shell.queues import bind_queues

gc.freeze()  # it is looked through no more, and processes forked from here share its memory
gc.enable()

ROOT = Path(__file__).resolve().parent
FLOORS = (
    shell,
    accounts,
    notices,
    registry,
    live,
    rounds,
    findings,
    patrols,
    participation,
    contracts,
    evaluation,
    front,
    desk,
    opendata,
    seed,
    upkeep,
)
"""From the ground up; each registers what is its own."""


def create_app(settings: Settings | None = None) -> Flask:
    """The portal with `settings`, read from the environment when none are given."""
    settings = settings or load()
    app = Flask("portal", static_folder=str(shell.find_static(ROOT)), template_folder=None)
    app.cli = LateCommands()
    app.config.update(_config(settings))
    settings.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    _bind_extensions(app)
    for floor in FLOORS:
        floor.init_app(app)
    add_late_commands(app, "portal.jobs", jobs="jobs_group")
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    if settings.trusted_proxies:  # outermost: all within see the client's own address
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def _config(settings: Settings) -> dict[str, Any]:
    """What Flask and the extensions are told."""
    return {
        "MINGCHU": settings,
        "SECRET_KEY": settings.signing_key(),
        "SQLALCHEMY_DATABASE_URI": settings.database_address,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_address),
        "BABEL_TRANSLATION_DIRECTORIES": str(find_translations(ROOT)),
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        **limits_config(settings),
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form may stay open over lunch
        "MAX_CONTENT_LENGTH": 64 * 1024,  # floors that take files raise it for their own routes
        "SESSION_COOKIE_NAME": "__Host-mingchu" if settings.behind_tls else "mingchu",
        "SESSION_COOKIE_SECURE": settings.behind_tls,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    prepare_connections(app, db)  # before the first connection
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app, locale_selector=chosen_locale)
    csrf.init_app(app)
    limiter.init_app(app)
    bind_queues(app)
