"""What the request or task at hand runs under."""

from flask import current_app

from portal.settings import Settings


def current_settings() -> Settings:
    """The settings of the portal that serves this request or runs this task."""
    found: Settings = current_app.config["MINGCHU"]
    return found
