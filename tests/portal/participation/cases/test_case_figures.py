"""Figures of Cases: how many were answered in time."""

from datetime import timedelta

from portal.participation.case_kinds import CaseState
from portal.participation.queries.case_figures import answered_on_time
from portal.participation.queries.results import Days
from portal.shell.rules import Ratio, local_day
from tests.portal.participation.cases.conftest import NOW
from tests.support.page import read

DAY = timedelta(days=1)
TODAY = Days(local_day(NOW), local_day(NOW + DAY))


def set_state(case, state=CaseState.DECIDED, *, late=False):
    case.state, case.overdue_since = state, NOW if late else None


def test_answers_on_time_are_counted_of_those_that_are_over_or_late(filed, session):
    set_state(filed().case)
    set_state(filed().case, late=True)
    set_state(filed().case, CaseState.CHECKING, late=True)
    set_state(filed().case, CaseState.WITHDRAWN, late=True)
    set_state(filed(at=NOW - 2 * DAY).case)
    filed()
    session.flush()

    assert answered_on_time(session, TODAY) == Ratio(1, 3)


def test_where_nothing_is_due_yet_nothing_is_known(filed, session):
    set_state(filed().case)
    session.flush()

    assert answered_on_time(session, TODAY, places=[]) is None


def test_the_page_of_the_index_shows_both_counts(client, filed, session):
    set_state(filed().case)
    set_state(filed().case, late=True)
    session.commit()

    page = read(client.get("/en/convenience").get_data(as_text=True)).one("main").text

    assert "50.0 % (1/2)" in page
