"""Moments are stored and read back aware, in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from portal.shell.models import UtcDateTime

DIALECT = sqlite.dialect()
COLUMN = UtcDateTime()


def test_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        COLUMN.process_bind_param(datetime(2026, 11, 23), DIALECT)  # noqa: DTZ001 - the point


def test_moment_goes_in_as_utc():
    shanghai = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=8)))

    assert COLUMN.process_bind_param(shanghai, DIALECT) == datetime(2026, 11, 23, 0, tzinfo=UTC)


def test_moment_from_sqlite_comes_out_aware():
    stored = datetime(2026, 11, 23, 8)  # noqa: DTZ001 - as SQLite gives it back

    assert COLUMN.process_result_value(stored, DIALECT).tzinfo is UTC


def test_unknown_stays_unknown():
    assert COLUMN.process_bind_param(None, DIALECT) is None
    assert COLUMN.process_result_value(None, DIALECT) is None
