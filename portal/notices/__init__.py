"""The notices floor: inbox, mail, SMS, chat robots and webhooks; who is told of what, and when."""

from flask import Flask

from portal.notices import (
    models,  # noqa: F401 - the tables, before a migration looks for them
)


def init_app(app: Flask) -> None:
    """Register this floor."""
