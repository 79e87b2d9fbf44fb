"""The faults that can be played are those of the document, and what is lost or wrong is seen."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, text

from bench.chaos.faults import FAULTS
from bench.chaos.places import PLACES
from bench.chaos.scene import (
    Outcome,
    bad_minutes,
    found,
    strange_minutes,
    unknown_minutes,
)
from bench.chaos.table import row, table
from bench.stage import House
from portal.rounds.rules.minutes import MinuteMap
from tests.portal.conftest import new_postgres, postgres_server
from tests.support.factories import NOON
from tests.support.tree import ROOT

__all__ = ["new_postgres", "postgres_server"]

TODAY, AT_NOON = date(2026, 3, 4), 12 * 60


def outcome(fault="web", **different):
    well = {
        "broken": 1.0, "well_after_mending": 2.0, "longest_without_list": 1.0,
        "longest_without_picture": 4.0, "slowest_answer": 1.0, "answers": {"page 200": 9},
        "records": 9, "records_lost": 0, "minutes_lost": 0, "minutes_unknown": 0,
        "minutes_wrong": 0,
    }  # fmt: skip
    return Outcome(fault, **{**well, **different})


def test_every_fault_stands_in_the_table():
    told = (ROOT / "docs" / "design" / "faults.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"(?m)^\| `([a-z-]+)` \|", told)) == sorted(FAULTS)


def test_every_fault_is_played_somewhere():
    assert {fault.place for fault in FAULTS.values()} == set(PLACES)


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


def test_a_minute_that_is_over_and_that_nobody_looked_at_is_unknown():
    minutes = {(1, TODAY): MinuteMap.of(good=[AT_NOON + 1], bad=[AT_NOON + 2])}
    began, ended = NOON + timedelta(seconds=30), NOON + timedelta(minutes=4, seconds=30)

    assert unknown_minutes(minutes, began=began, ended=ended) == 1


def test_a_bad_minute_is_counted_where_it_is_new():
    before = {(1, TODAY): MinuteMap.of(bad=[1])}
    after = {(1, TODAY): MinuteMap.of(bad=[1, 2]), (2, TODAY): MinuteMap.of(bad=[3], good=[4])}

    assert bad_minutes(after, before) == 2


def test_a_minute_of_another_time_is_strange():
    after = {(1, TODAY): MinuteMap.of(good=[AT_NOON - 60, AT_NOON, AT_NOON + 1, AT_NOON + 2])}
    before = {(1, TODAY): MinuteMap.of(good=[AT_NOON - 60])}
    ended = NOON + timedelta(minutes=1)

    assert strange_minutes(after, before, began=NOON, ended=ended) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"records_lost": 1}, {"minutes_lost": 1}, {"minutes_wrong": 1}, {"well_after_mending": None}],
)
def test_what_is_lost_wrong_or_not_mended_is_not_kept(wrong):
    assert (outcome().is_kept, outcome(**wrong).is_kept) == (True, False)


def test_the_worst_stand_first():
    outcomes = [
        outcome("web"), outcome("queue", longest_without_picture=9.0),
        outcome("power", well_after_mending=None), outcome("nginx", records_lost=1),
    ]  # fmt: skip

    assert re.findall(r"(?m)^\| `([a-z-]+)`", table(outcomes, FAULTS)) == [
        "nginx", "power", "queue", "web",
    ]  # fmt: skip


def test_a_row_tells_what_went_wrong():
    answers = {"page 200": 7, "page 503": 2, "playlist nothing": 1, "report 201": 5}

    assert row(outcome(answers=answers), "gone")[2] == "2 × page 503, 1 × playlist nothing"
