"""The faults that can be played are those of the document, and a lost record is seen."""

import re

import pytest
from sqlalchemy import create_engine, text

from bench.faults import FAULTS, found
from bench.stage import House
from tests.portal.conftest import new_postgres, postgres_server
from tests.support.tree import ROOT

__all__ = ["new_postgres", "postgres_server"]


def test_every_fault_stands_in_the_table():
    table = (ROOT / "docs" / "design" / "faults.md").read_text(encoding="utf-8")

    assert re.findall(r"(?m)^\| `([a-z-]+)` \|", table) == list(FAULTS)


@pytest.fixture
def house(new_postgres):
    """A house of which only the database is there."""
    engine = create_engine(new_postgres())
    yield House((), 0, (), None, engine)
    engine.dispose()


def test_a_record_that_was_answered_and_is_not_there_is_missed(house):
    with house.engine.begin() as connection:
        connection.execute(text("ALTER TABLE viewing DROP CONSTRAINT fk_viewing_camera_id_camera"))
        connection.execute(
            text(
                "INSERT INTO viewing (id, camera_id, started_at, last_seen_at, stalls) "
                "VALUES ('kept', 1, now(), now(), 0)"
            )
        )

    assert found(house, ["kept", "lost"]) == 1
