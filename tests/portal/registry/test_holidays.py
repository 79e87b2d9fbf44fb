"""Entering holidays: by command, into the calendar that deadlines are counted by."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor
from portal.notices.models import InboxEntry
from portal.registry.clock_files import read_days
from portal.registry.models import CalendarDay
from portal.registry.operations import enter_holidays
from portal.registry.operations.reminding import remind_of_holidays
from portal.registry.queries import calendar, deadline_of
from portal.registry.rules.working_days import is_working_day
from portal.registry.signals import calendar_changed
from tests.support.factories import NOON
from tests.support.people import make_person

HEADER = "first,last,kind,source,verified\n"
YEAR_2027 = HEADER + "2027-01-01,2027-01-03,holiday,通知,true\n2027-10-01,,holiday,通知,true\n"
ACTOR = Actor.system("test")
LATE = NOON.replace(month=12, day=31)


def enter(session, text):
    return enter_holidays(session, read_days(text), actor=ACTOR, now=NOON)


def test_a_deadline_into_an_unknown_year_is_not_certain_until_its_holidays_are_entered(session):
    before = deadline_of(session, "reply.moderate", started_at=LATE)
    enter(session, YEAR_2027)
    after = deadline_of(session, "reply.moderate", started_at=LATE)
    told = [(each.last_day, each.is_certain) for each in (before, after)]
    assert told == [(date(2027, 1, 4), False), (date(2027, 1, 5), True)]


def test_entering_a_year_again_replaces_it(session):
    enter(session, YEAR_2027)
    enter(session, HEADER + "2027-10-04,,holiday,更正,true\n")
    assert [row.day for row in session.scalars(select(CalendarDay))] == [date(2027, 10, 4)]


def test_entering_a_single_day_leaves_the_others(session):
    enter(session, YEAR_2027)
    enter(session, HEADER + "2027-08-03,,holiday,台风,false\n")
    known = calendar(session)
    days = (date(2027, 8, 3), date(2027, 10, 1))
    assert not any(is_working_day(day, known) for day in days)


def test_a_shipped_year_can_be_corrected(session):
    enter(session, HEADER + "2026-10-05,,holiday,更正,true\n")
    assert is_working_day(date(2026, 10, 1), calendar(session))


def test_the_floors_above_hear_of_it(session):
    heard = []

    def listener(sender, *, years):
        heard.append(years)

    with calendar_changed.connected_to(listener):
        enter(session, YEAR_2027)
    assert heard == [frozenset({2027})]


def test_it_is_audited(session):
    enter(session, YEAR_2027)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.facts["years"]) == ("calendar.entered", [2027])


def test_the_bureau_is_reminded_once_of_a_year_that_is_missing(session):
    officer = make_person(session, Role.BUREAU_OFFICER)
    make_person(session, Role.INSPECTOR, station="a")
    for _time in range(2):
        assert remind_of_holidays(session, now=LATE)
    assert session.scalars(select(InboxEntry.person_id)).all() == [officer.id]


def test_nobody_is_reminded_of_what_is_known(session):
    assert not remind_of_holidays(session, now=NOON)


@pytest.fixture
def command(app, tmp_path):
    """Runs `registry holidays` with a file of this content."""

    def run(content=None, *more):
        arguments = ["registry", "holidays", "--lang", "en", *more]
        if content is not None:
            path = tmp_path / "holidays.csv"
            path.write_bytes(content)
            arguments.append(str(path))
        return app.test_cli_runner().invoke(args=arguments)

    return run


def test_the_command_says_which_years_are_known(command):
    assert "2025, 2026\n" in command().output


def test_the_command_enters_a_year(command, session):
    result = command(YEAR_2027.encode())
    assert "2026, 2027\n" in result.output
    assert 2027 in calendar(session).years


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEADER.encode() + "2027-02-30,,holiday,通知,true".encode(), "Line 2: “2027-02-30” is no"),
        ("放假".encode("gb18030"), "not in UTF-8"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(command, content, words):
    result = command(content)
    assert result.exit_code == 1
    assert words in result.output
