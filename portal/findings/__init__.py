"""The findings floor: what a person confirmed, and how it is put right, appealed and published."""

from flask import Flask

from portal.findings import (
    models,  # noqa: F401 - the tables, before a migration looks for them
)


def init_app(app: Flask) -> None:
    """Register this floor."""
