"""The ground floor: layout, languages, errors, headers, health and the clock."""

from pathlib import Path

from flask import Blueprint, Flask

from portal.shell import (
    clients,
    compression,
    cookies,
    errors,
    filters,
    headers,
    health,
    languages,
    monitoring,
    null_characters,
    offline,
    sent_files,
    sessions,
    shared_clock,
    tracing,
    typesetting,
)
from transcoder.logs import log_to_stderr

shell_pages = Blueprint("shell", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Give the application its layout, filters, error pages, headers and health pages."""
    if not app.testing:
        log_to_stderr()
    app.register_blueprint(shell_pages)
    shared_clock.init_app(app)
    languages.init_app(app)
    filters.init_app(app)  # of the texts that templates found by their language
    typesetting.init_app(app)
    tracing.init_app(app)
    null_characters.init_app(app)  # before any floor reads what was sent
    headers.init_app(app)
    clients.init_app(app)
    cookies.init_app(app)
    sessions.init_app(app)
    compression.init_app(app)
    errors.init_app(app)
    sent_files.init_app(app)
    health.init_app(app)
    offline.init_app(app)
    monitoring.init_app(app)


def find_static(package: Path) -> Path:
    """The folder of static files: beside the package in a checkout, inside it when installed."""
    inside = package / "static"
    return inside if inside.is_dir() else package.parent / "static"
