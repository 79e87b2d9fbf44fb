"""The accounts floor: people, what they may do, and the chain of what was done."""

from flask import Flask

from portal.accounts import models  # noqa: F401 - the tables, before a migration looks for them


def init_app(app: Flask) -> None:
    """Register what this floor offers."""
