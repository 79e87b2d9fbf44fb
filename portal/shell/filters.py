"""How numbers, moments and ratios read on a page, in the reader's language."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the filters."""
