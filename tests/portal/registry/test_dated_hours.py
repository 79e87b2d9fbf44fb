"""Business hours with their days: the rule, and the two acts that write them."""

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.registry.models import HoursSpan
from portal.registry.operations import change_hours
from portal.registry.queries import dated_hours
from portal.registry.rules import DatedHours, FormerHours, Hours
from portal.registry.rules.dated_hours import HoursChange, HoursUnreasoned
from portal.registry.rules.equipment import DayUnfit
from portal.shell.rules import NotFound
from tests.support.factories import NOON, make_restaurant
from tests.support.staff import officer, owner_of

TODAY = date(2026, 3, 4)  # of NOON
DAY = timedelta(days=1)
A, B, C = Hours.parse("24h"), Hours.parse("09:00-21:00"), Hours.parse("Mon-Fri 06:30-13:30")
WAS_A = DatedHours(B, (FormerHours(TODAY, A),))
WAS_A_AND_B = DatedHours(C, (FormerHours(TODAY - 10 * DAY, A), FormerHours(TODAY, B)))


# -- The rule --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dated", "offset", "hours"),
    [
        (DatedHours(A), -9999, A),
        (DatedHours(A), 0, A),
        (WAS_A, -1, A),
        (WAS_A, 0, B),
        (WAS_A, 1, B),
        (WAS_A_AND_B, -9999, A),
        (WAS_A_AND_B, -11, A),
        (WAS_A_AND_B, -10, B),
        (WAS_A_AND_B, -1, B),
        (WAS_A_AND_B, 0, C),
    ],
)
def test_each_day_has_its_own_hours(dated, offset, hours):
    assert dated.on(TODAY + offset * DAY) == hours


@pytest.mark.parametrize(
    ("before", "hours", "since", "after"),
    [
        # a change from today on
        (DatedHours(A), B, TODAY, WAS_A),
        # to what holds already
        (DatedHours(A), A, TODAY, DatedHours(A)),
        (WAS_A, B, TODAY, WAS_A),
        (WAS_A, B, TODAY + DAY, WAS_A),
        # a second one of the same day: the last counts, and no row has no days
        (WAS_A, C, TODAY, DatedHours(C, (FormerHours(TODAY, A),))),
        # and back again, as if nothing had been
        (WAS_A, A, TODAY, DatedHours(A)),
        # several
        (WAS_A, C, TODAY + DAY,
         DatedHours(C, (FormerHours(TODAY, A), FormerHours(TODAY + DAY, B)))),
        # the present ones were never right, and the former stay
        (WAS_A_AND_B, A, TODAY, DatedHours(A, WAS_A_AND_B.former)),
        # nor were those before them
        (WAS_A_AND_B, C, TODAY - 10 * DAY, DatedHours(C, (FormerHours(TODAY - 10 * DAY, A),))),
        (WAS_A_AND_B, A, TODAY - 10 * DAY, DatedHours(A)),
        # not even the first
        (WAS_A_AND_B, C, TODAY - 20 * DAY, DatedHours(C, (FormerHours(TODAY - 20 * DAY, A),))),
        (WAS_A_AND_B, A, date.min, DatedHours(A)),
        # from within the days of former ones
        (WAS_A_AND_B, A, TODAY - 3 * DAY,
         DatedHours(A, (FormerHours(TODAY - 10 * DAY, A), FormerHours(TODAY - 3 * DAY, B)))),
        (WAS_A_AND_B, B, TODAY - 3 * DAY, DatedHours(B, (FormerHours(TODAY - 10 * DAY, A),))),
    ],
)  # fmt: skip
def test_a_change_holds_from_its_day_on(before, hours, since, after):
    assert before.changed(hours, since=since) == after


@given(st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(-9, 9)), max_size=9))
def test_changes_are_those_of_a_calendar_overwritten_day_by_day(changes):
    calendar = dict.fromkeys(range(-10, 11), A)
    dated = DatedHours(A)
    for hours, number in changes:
        dated = dated.changed(hours, since=TODAY + number * DAY)
        calendar |= dict.fromkeys(range(number, 11), hours)

    assert {number: dated.on(TODAY + number * DAY) for number in calendar} == calendar
    ends = [each.until for each in dated.former]
    assert ends == sorted(set(ends))
    held = [*(each.hours for each in dated.former), dated.present]
    assert all(one != next_ for one, next_ in pairwise(held))


def test_the_present_hours_began_when_the_last_former_ended():
    assert (DatedHours(A).since, WAS_A_AND_B.since) == (None, TODAY)


def test_stored_texts_are_read_in_any_order():
    rows = [SimpleNamespace(until=each.until, hours=str(each.hours)) for each in WAS_A_AND_B.former]
    assert DatedHours.told(str(C), reversed(rows)) == WAS_A_AND_B


@pytest.mark.parametrize(
    ("offset", "reason", "is_correction"), [(0, "", False), (0, "x", False), (-1, "x", True)]
)
def test_a_day_that_is_over_is_corrected(offset, reason, is_correction):
    change = HoursChange(A, TODAY + offset * DAY, reason)
    assert change.may_be_made(today=TODAY) is is_correction


@pytest.mark.parametrize(
    ("offset", "reason", "error"),
    [(1, "x", DayUnfit), (-1, "", HoursUnreasoned), (-1, " \n", HoursUnreasoned)],
)
def test_no_day_ahead_and_none_that_is_over_without_a_reason(offset, reason, error):
    with pytest.raises(error):
        HoursChange(A, TODAY + offset * DAY, reason).may_be_made(today=TODAY)


# -- The act ---------------------------------------------------------------------------------------


def change(session, row, hours, *, since=TODAY, reason="", actor=None, now=NOON):
    wanted = HoursChange(hours, since, reason)
    return change_hours(session, row.code, change=wanted, actor=actor or officer(), now=now)


def kept(session, row):
    """The hours as the database has them now."""
    session.expire_all()
    session.refresh(row)
    return dated_hours(session, row)


def entries(session):
    return session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()


def test_former_hours_are_kept_with_their_last_day(any_session):
    row = make_restaurant(any_session, hours=str(A))
    change(any_session, row, B)
    assert kept(any_session, row) == WAS_A
    assert any_session.scalars(select(HoursSpan.recorded_at)).all() == [NOON]
    entry = entries(any_session)[0]
    assert (entry.act, entry.facts) == (
        "restaurant.hours_changed",
        {"hours": {"before": "24h", "after": "09:00-21:00"}, "from": "2026-03-04", "reason": "",
         "overwritten": []},
    )  # fmt: skip


def test_the_day_is_the_districts(any_session):
    row = make_restaurant(any_session, hours=str(A))
    late = NOON + timedelta(hours=12)  # still 4 March in UTC
    change(any_session, row, B, since=TODAY + DAY, now=late)
    assert kept(any_session, row).since == TODAY + DAY


def test_of_two_changes_of_one_day_the_last_counts(any_session):
    row = make_restaurant(any_session, hours=str(A))
    change(any_session, row, B)
    change(any_session, row, C)
    assert kept(any_session, row) == DatedHours(C, (FormerHours(TODAY, A),))


def test_a_change_taken_back_on_its_day_leaves_no_row(any_session):
    row = make_restaurant(any_session, hours=str(A))
    change(any_session, row, B)
    change(any_session, row, A)
    assert kept(any_session, row) == DatedHours(A)
    assert any_session.scalars(select(HoursSpan)).all() == []


def test_the_same_hours_change_nothing_and_leave_no_entry(any_session):
    row = make_restaurant(any_session, hours=str(A))
    change(any_session, row, Hours.parse("daily 00:00-24:00"))
    assert kept(any_session, row) == DatedHours(A)
    assert entries(any_session) == []


def test_a_later_change_keeps_all_former_hours(any_session):
    row = make_restaurant(any_session, hours=str(A))
    for hours, days in ((B, 0), (C, 10)):
        change(any_session, row, hours, since=TODAY + days * DAY, now=NOON + days * DAY)
    assert kept(any_session, row).former == (
        FormerHours(TODAY, A), FormerHours(TODAY + 10 * DAY, B),
    )  # fmt: skip


def test_what_was_never_right_is_corrected_and_the_reason_kept(any_session):
    row = make_restaurant(any_session, hours=str(A))
    change(any_session, row, B, since=TODAY - DAY, reason="x")
    change(any_session, row, C, since=TODAY - 9 * DAY, reason=" 登记时写错 ")
    assert kept(any_session, row) == DatedHours(C, (FormerHours(TODAY - 9 * DAY, A),))
    entry = entries(any_session)[-1]
    assert entry.act == "restaurant.hours_corrected"
    assert (entry.facts["reason"], entry.facts["overwritten"]) == (
        "登记时写错", ["2026-03-03 24h"],
    )  # fmt: skip


def test_a_past_day_needs_a_reason(session):
    row = make_restaurant(session, hours=str(A))
    with pytest.raises(HoursUnreasoned):
        change(session, row, B, since=TODAY - DAY)
    assert kept(session, row) == DatedHours(A)


def test_owners_change_no_hours(session):
    row = make_restaurant(session)
    with pytest.raises(NotAllowed):
        change(session, row, B, actor=owner_of(row))


def test_hours_of_nobody_are_not_changed(session):
    with pytest.raises(NotFound):
        change(session, SimpleNamespace(code="0000000000"), B)
