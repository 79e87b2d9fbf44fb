"""Reads of gaps, requests and scopes, on both databases."""

from datetime import date, timedelta

import pytest

from portal.accounts.rules import NOTHING, WHOLE, Scope
from portal.registry import queries
from portal.registry.kinds import Ask, GapCause, GapKind, RequestState, Status
from portal.registry.operations import ask, decide, note_gap
from portal.registry.rules.coverage import UNNOTED, GapNote
from portal.registry.rules.requests import Wish
from tests.support.factories import NOON, make_camera, make_display, make_restaurant
from tests.support.staff import officer

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)


def found(session, *, scope=WHOLE, connected=(), required=1):
    return queries.coverage_rows(
        session, scope=scope, connected=connected, required=required, now=NOON
    )


def built(session, **changes):
    return make_restaurant(session, **{"is_key": True, "built_on": TODAY} | changes)


def test_a_gap_is_told_with_its_note(any_session):
    row = built(any_session)
    make_display(any_session, row, verified_on=TODAY)
    note = GapNote(GapCause.NETWORK, None, TODAY, "光缆", 5)
    note_gap(any_session, row.code, GapKind.NOT_CONNECTED, note=note, actor=officer(), now=NOON)
    rows, expected = found(any_session, required=0)
    assert [(each.gap.kind, each.note, each.is_noted) for each in rows] == [
        (GapKind.NOT_CONNECTED, note, True)
    ]
    assert expected == 1


def test_cameras_in_use_today_count_and_no_others(any_session):
    row = built(any_session)
    make_display(any_session, row, verified_on=TODAY)
    make_camera(any_session, row)
    make_camera(any_session, row, active_until=TODAY)
    make_camera(any_session, row, active_from=TODAY + DAY)
    rows, __ = found(any_session, connected={row.id}, required=3)
    assert [(each.gap.kind, each.gap.missing) for each in rows] == [(GapKind.FEW_CAMERAS, 2)]


def test_a_display_counts_once_it_was_seen(any_session):
    row = built(any_session)
    make_display(any_session, row)
    rows, __ = found(any_session, connected={row.id}, required=0)
    assert [each.gap.kind for each in rows] == [GapKind.NO_DISPLAY]


def test_what_is_built_tomorrow_is_not_built(session):
    built(session, built_on=TODAY + DAY)
    rows, __ = found(session)
    assert [each.gap.kind for each in rows] == [GapKind.NOT_BUILT]


def test_who_is_gone_is_expected_no_more(session):
    built(session, status=Status.CLOSED)
    assert found(session) == ([], 0)


@pytest.mark.parametrize("part", ["station", "restaurant", "nothing"])
def test_a_scope_limits_the_rows(any_session, part):
    row = built(any_session)
    built(any_session)
    scope = {
        "station": Scope(stations=frozenset({row.station.code})),
        "restaurant": Scope(restaurants=frozenset({row.code})),
        "nothing": NOTHING,
    }[part]
    codes = {each.restaurant.code for each in found(any_session, scope=scope)[0]}
    assert codes == (set() if part == "nothing" else {row.code})


def test_the_first_due_comes_first_and_those_without_a_day_last(session):
    rows = [built(session) for __ in range(3)]
    for row, due_on in ((rows[1], TODAY + DAY), (rows[2], TODAY)):
        note_gap(
            session, row.code, GapKind.NOT_CONNECTED, note=GapNote(due_on=due_on),
            actor=officer(), now=NOON,
        )  # fmt: skip
    told = [
        each.restaurant.id for each in found(session)[0] if each.gap.kind is GapKind.NOT_CONNECTED
    ]
    assert told == [rows[2].id, rows[1].id, rows[0].id]


def test_a_gap_nobody_wrote_about_is_unnoted(session):
    row = built(session)
    assert queries.gap_note(session, row.id, GapKind.NO_DISPLAY) == UNNOTED


def test_closure_facts_tell_status_licence_picture_and_report(any_session):
    row = built(any_session, licence_until=TODAY)
    wish = Wish(Ask.CLOSE, NOON, reason="x")
    ask(any_session, row.code, wish=wish, actor=officer(), now=NOON)
    ((listed, sighting),) = queries.closure_facts(
        any_session, scope=WHOLE, last_good_on={row.id: TODAY - DAY}, now=NOON
    )
    assert (listed.code, sighting.status, sighting.licence_until) == (
        row.code, Status.OPEN, TODAY,
    )  # fmt: skip
    assert (sighting.last_good_on, sighting.reported_on) == (TODAY - DAY, TODAY)


def suspension(session, row, days):
    start = NOON + days * DAY
    wish = Wish(Ask.SUSPEND, start, start + DAY, reason="x")
    return ask(session, row.code, wish=wish, actor=officer(), now=NOON + days * timedelta(hours=1))


def test_the_queue_is_by_beginning_and_the_past_by_newest(any_session):
    rows = [make_restaurant(any_session) for __ in range(3)]
    later, sooner, decided = (
        suspension(any_session, row, days) for row, days in zip(rows, (3, 1, 2), strict=True)
    )
    decide(any_session, decided.id, is_granted=False, why="x", actor=officer(7), now=NOON)
    queue = queries.status_requests(any_session, scope=WHOLE, state=RequestState.PENDING)
    all_of_them = queries.status_requests(any_session, scope=WHOLE)
    assert [each.id for each in queue.rows] == [sooner.id, later.id]
    assert [each.id for each in all_of_them.rows] == [later.id, decided.id, sooner.id]
    assert (all_of_them.total, all_of_them.pages) == (3, 1)


def test_pages_of_requests_do_not_overlap(session):
    for days in (1, 2, 3):
        suspension(session, make_restaurant(session), days)
    pages = [
        queries.status_requests(session, scope=WHOLE, page=number, per_page=2).rows
        for number in (1, 2)
    ]
    assert [len(page) for page in pages] == [2, 1]
    assert not {each.id for each in pages[0]} & {each.id for each in pages[1]}


def test_a_request_outside_the_scope_is_none(session):
    request = suspension(session, make_restaurant(session), 1)
    assert queries.request_by_id(session, request.id, scope=NOTHING) is None
    assert queries.pending_requests(session, scope=NOTHING) == []


def test_granted_changes_are_counted_from_a_moment_on(session):
    request = suspension(session, make_restaurant(session), 1)
    decide(session, request.id, is_granted=True, why="", actor=officer(7), now=NOON)
    assert queries.granted_since(session, NOON, scope=WHOLE) == 1
    assert queries.granted_since(session, NOON + DAY, scope=WHOLE) == 0
    assert queries.granted_since(session, NOON, scope=NOTHING) == 0
