"""The participation floor: citizens are asked, and what they say is counted honestly."""

from flask import Flask

from portal.participation import models  # noqa: F401 - the tables, before a migration looks


def init_app(app: Flask) -> None:
    """Register this floor."""
