"""How deadlines read."""

from datetime import date

import pytest

from portal.registry.clock_files import shipped_days
from portal.registry.forms import due_text
from portal.registry.rules.clocks import Term, TermUnknown, Unit, deadline
from portal.registry.rules.working_days import Calendar
from portal.shell.errors import text_of
from tests.support.factories import NOON
from tests.support.pauses import Paused

CALENDAR = Calendar.of(shipped_days())
LATE = NOON.replace(month=12, day=31)


def told(app, unit, *, start=NOON, pauses=()):
    """What is said of three `unit` from `start` on."""
    term = Term("step", 3, unit, date(2020, 1, 1), None, "test", is_verified=True)
    found = deadline(term, started_at=start, calendar=CALENDAR, pauses=pauses)
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/en"}):
        return due_text(found)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (Unit.WORKING_DAYS, "by the end of 9 March 2026"),
        (Unit.HOURS, "by 4 Mar 15:00"),
    ],
)
def test_a_due_date_is_a_day_or_a_moment(app, set_clock, unit, words):
    assert told(app, unit) == words


def test_what_is_not_certain_is_said(app):
    assert "holidays of that year are not announced" in told(app, Unit.WORKING_DAYS, start=LATE)


def test_a_clock_that_stands_still_names_no_day(app):
    pauses = [Paused(NOON, None, "waits")]
    assert told(app, Unit.WORKING_DAYS, pauses=pauses) == "The clock stands still"


def test_a_missing_term_is_told_in_words(app):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/en"}):
        text = text_of(TermUnknown("case.sleep", date(2026, 3, 4)))
    assert "case.sleep" in text
    assert "4 March 2026" in text
