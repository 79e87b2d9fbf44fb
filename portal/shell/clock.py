"""The one place that reads the clock; tests move it by replacing `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)
