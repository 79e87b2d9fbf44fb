"""A Display that tells each minute that its page runs counts as seen working."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor
from portal.registry.operations import note_beat
from portal.registry.queries import displays_of
from portal.registry.rules.beats import ALIVE_FOR, SEEN_AFTER, Beats, after, begins_run
from portal.shell.rules import NotFound
from tests.support.factories import NOON, make_display, make_restaurant

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SCREENS = Actor.system("displays")
TODAY = date(2026, 3, 4)


@pytest.fixture
def display(session):
    """A Display that was never seen working."""
    return make_display(session, make_restaurant(session))


def run(session, display, *, minutes, start: datetime = NOON):
    """Its page runs for so many minutes."""
    for minute in range(minutes):
        note_beat(session, display.id, actor=SCREENS, now=start + minute * MINUTE)


def test_first_sign_begins_the_day():
    assert after(None, now=NOON) == Beats(TODAY, 1, NOON)


@pytest.mark.parametrize(
    ("seconds", "number"), [(60, 5), (46, 5), (45, 5), (44, 4), (0, 4), (86_400, 1)]
)
def test_sign_within_the_same_minute_adds_nothing_and_a_new_day_begins_anew(seconds, number):
    known = Beats(TODAY, 4, NOON)

    assert after(known, now=NOON + timedelta(seconds=seconds)).number == number


@pytest.mark.parametrize(("number", "is_seen"), [(SEEN_AFTER - 1, False), (SEEN_AFTER, True)])
def test_page_that_runs_for_some_minutes_is_seen(number, is_seen):
    assert Beats(TODAY, number, NOON).is_seen is is_seen


@pytest.mark.parametrize(
    ("verified_on", "is_news"),
    [(None, True), (TODAY - 2 * DAY, True), (TODAY - DAY, False), (TODAY, False)],
)
def test_run_of_days_begins_after_a_day_without(verified_on, is_news):
    assert begins_run(verified_on, day=TODAY) is is_news


def test_display_counts_as_seen_once_its_page_ran_long_enough(session, display):
    run(session, display, minutes=SEEN_AFTER - 1)
    before = display.verified_on
    note_beat(session, display.id, actor=SCREENS, now=NOON + SEEN_AFTER * MINUTE)

    assert before is None
    assert (display.first_verified_on, display.verified_on) == (TODAY, TODAY)


def test_many_signs_at_once_prove_nothing(session, display):
    for __ in range(3 * SEEN_AFTER):
        note_beat(session, display.id, actor=SCREENS, now=NOON)

    assert display.verified_on is None


def test_chain_keeps_the_first_day_of_a_run(session, display):
    for day in range(3):
        run(session, display, minutes=SEEN_AFTER, start=NOON + day * DAY)

    kept = session.scalars(select(AuditEntry).filter_by(act="display.reported")).all()
    assert display.verified_on == TODAY + 2 * DAY
    assert len(kept) == 1


def test_day_on_which_an_officer_saw_it_later_stays(session, display):
    display.verified_on = TODAY + DAY
    run(session, display, minutes=SEEN_AFTER)

    assert display.verified_on == TODAY + DAY


def test_unknown_display_tells_nothing(session):
    with pytest.raises(NotFound):
        note_beat(session, 4711, actor=SCREENS, now=NOON)


def test_display_is_alive_until_it_was_silent_for_some_minutes(session, display):
    silent = displays_of(session, display.restaurant_id)[0]
    run(session, display, minutes=1)
    told = displays_of(session, display.restaurant_id)[0]

    assert not silent.is_alive(NOON)
    assert told.is_alive(NOON + ALIVE_FOR)
    assert not told.is_alive(NOON + ALIVE_FOR + MINUTE)
