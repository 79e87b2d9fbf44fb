"""How connections are opened, and whose clock is right."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.rounds import tasks
from portal.rounds.tasks import CLOCK_MAY_DIFFER
from portal.shell.database import PATIENCE, SHUT_SECONDS, Door, clock_ahead, engine_options


class Away(Exception):
    pass


class Ticks:
    now = 100.0

    def __call__(self):
        return self.now


def dialect(answers):
    """A dialect whose driver fails where an answer is None."""

    def connect(*told, **options):
        answer = next(answers)
        if answer is None:
            raise Away
        return answer

    return SimpleNamespace(loaded_dbapi=SimpleNamespace(OperationalError=Away), connect=connect)


def test_a_silent_network_is_noticed_where_there_is_one():
    assert engine_options("postgresql+psycopg://host/name")["connect_args"] == PATIENCE
    assert engine_options("sqlite:///file") == {}


def test_what_the_address_tells_itself_stays():
    told = engine_options("postgresql+psycopg://host/name?connect_timeout=60")["connect_args"]

    assert set(PATIENCE) - set(told) == {"connect_timeout"}


def test_after_a_failure_nobody_knocks_for_a_moment():
    ticks, there = Ticks(), dialect(iter([None, "opened", "opened"]))
    door = Door(tick=ticks)
    for _ in range(2):
        with pytest.raises(Away):
            door(there, None, (), {})
    ticks.now += SHUT_SECONDS

    assert [door(there, None, (), {}) for _ in range(2)] == ["opened", "opened"]


def test_while_one_knocks_the_others_are_told_at_once():
    ticks = Ticks()
    door = Door(tick=ticks)
    with pytest.raises(Away):
        door(dialect(iter([None])), None, (), {})
    ticks.now += SHUT_SECONDS

    def another(*told, **options):
        with pytest.raises(Away):
            door(dialect(iter(["opened"])), None, (), {})
        return "opened"

    driver = SimpleNamespace(OperationalError=Away)
    assert door(SimpleNamespace(loaded_dbapi=driver, connect=another), None, (), {}) == "opened"


def test_the_clock_of_the_same_machine_is_right(session):
    assert clock_ahead(session, now=datetime(2000, 1, 1, tzinfo=UTC)) == timedelta()


def test_a_clock_is_held_against_the_databases(new_postgres):
    engine = create_engine(new_postgres())
    with Session(engine) as session:
        assert clock_ahead(session, now=datetime(2000, 1, 1, tzinfo=UTC)).days < -365 * 25
    engine.dispose()


@pytest.mark.parametrize(
    ("ahead", "is_handed_out"), [(CLOCK_MAY_DIFFER, True), (-2 * CLOCK_MAY_DIFFER, False)]
)
def test_whose_clock_is_wrong_hands_out_nothing(app, monkeypatch, ahead, is_handed_out):
    asked = []
    monkeypatch.setattr(tasks, "clock_ahead", lambda session, *, now: ahead)
    monkeypatch.setattr(tasks, "_claimed", lambda *told, **more: asked.append(told) or [])
    with app.app_context():
        monkeypatch.setattr(tasks, "LEAST_SECONDS", 0.0)
        tasks.begin_round()

    assert bool(asked) is is_handed_out
