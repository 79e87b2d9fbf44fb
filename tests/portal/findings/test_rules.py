"""Classes, clocks, opening, publication, lists and figures of Findings."""

from datetime import date, timedelta
from math import isclose

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.findings.kinds import (
    FindingState,
    Origin,
    PublicationKind,
    Severity,
    ViolationCode,
)
from portal.findings.rules.clocks import (
    DueUnlikely,
    due,
    extended,
    is_overdue,
    looks,
    next_look,
    resumed,
)
from portal.findings.rules.codes import CLAUSES, CODES, Method, clauses_of, severity_of
from portal.findings.rules.figures import FindingRecord, finding_figures
from portal.findings.rules.lists import QUEUES, Queue, Wanted, queues_of
from portal.findings.rules.opening import (
    NewFinding,
    SeenUnlikely,
    ZoneUnfit,
    check_new,
    finding_number,
)
from portal.findings.rules.publication import (
    EXPIRIES,
    WordsMissing,
    expires_on,
    is_shown,
    public_words,
)
from portal.findings.rules.published import published
from portal.notices.rules.figures import spread
from portal.registry.kinds import Zone
from portal.shell.lists import Order
from portal.shell.rules import Ratio
from tests.support.factories import NOON

HOUR = timedelta(hours=1)
V, S = ViolationCode, Severity


def test_every_class_has_its_row_with_a_basis_that_is_known():
    assert list(CODES) == list(ViolationCode)
    assert {each.clause for row in CODES.values() for each in row.basis} <= CLAUSES.keys()
    assert all(row.basis and row.zones for row in CODES.values())


def test_no_link_to_a_clause_is_called_verified():
    assert not any(is_verified for code in CODES for _clause, is_verified in clauses_of(code))


def test_topics_of_the_standard_have_no_invented_numbers():
    topics = [each for each in CLAUSES.values() if each.law == "GB31654"]

    assert all(each.article.isalpha() and each.read_on is None for each in topics)


@pytest.mark.parametrize(
    ("code", "zone", "severity"),
    [
        (V.PPE_CAP, Zone.SPECIAL, S.II),
        (V.PPE_CAP, Zone.DISHING, S.II),
        (V.PPE_CAP, Zone.COOKING, S.III),
        (V.PPE_CAP, None, S.III),
        (V.PST_RAT, Zone.STORAGE, S.I),
        (V.ENV_BIN, None, S.II),
    ],
)
def test_how_grave_it_is_depends_on_the_zone(code, zone, severity):
    assert severity_of(code, zone) is severity


def test_trials_and_the_restaurants_own_option_are_off():
    off = {row.code for row in CODES.values() if not row.is_on}

    assert off == {row.code for row in CODES.values() if row.method is Method.TRIAL} | {
        V.INT_STRANGE
    }


def test_fire_is_no_matter_of_food_law():
    assert {row.code for row in CODES.values() if not row.is_food} == {V.FIR_LEAVE, V.FIR_SMOKE}


@pytest.mark.parametrize(
    ("severity", "reply", "rectify"),
    [(S.I, 2 * HOUR, 24 * HOUR), (S.II, 2 * HOUR, 72 * HOUR), (S.III, None, 168 * HOUR)],
)
def test_time_to_answer_and_to_put_right_follows_severity(severity, reply, rectify):
    times = due(severity, opened_at=NOON)

    assert times.reply_at == (None if reply is None else NOON + reply)
    assert times.rectify_at == NOON + rectify


def test_an_officers_own_day_goes_before_the_table():
    times = due(S.II, opened_at=NOON, typed=NOON + HOUR)

    assert (times.reply_at, times.rectify_at) == (NOON + HOUR, NOON + HOUR)


@pytest.mark.parametrize("typed", [NOON, NOON - HOUR, NOON + timedelta(days=91)])
def test_a_day_that_is_over_or_too_far_is_refused(typed):
    with pytest.raises(DueUnlikely):
        due(S.II, opened_at=NOON, typed=typed)


@pytest.mark.parametrize(
    "until", [NOON + HOUR, NOON + 2 * HOUR, NOON + timedelta(days=30, hours=3)]
)
def test_more_time_lies_behind_the_present_one_and_within_a_month(until):
    with pytest.raises(DueUnlikely):
        extended(NOON + 2 * HOUR, until, now=NOON)

    assert extended(NOON, NOON + 5 * HOUR, now=NOON + HOUR) == NOON + 5 * HOUR


def test_an_appeal_costs_no_time():
    assert resumed(NOON + 9 * HOUR, paused_at=NOON, now=NOON + 4 * HOUR) == NOON + 13 * HOUR


def test_the_portal_looks_at_80_100_and_150_per_cent():
    due_at = NOON + 10 * HOUR

    assert looks(S.II, NOON, due_at) == {
        80: NOON + 8 * HOUR, 100: NOON + 10 * HOUR, 150: NOON + 15 * HOUR,
    }  # fmt: skip
    assert next_look(S.II, NOON, due_at, now=NOON + 8 * HOUR) == due_at
    assert next_look(S.II, NOON, due_at, now=NOON + 15 * HOUR) is None


def test_guidance_does_not_escalate_by_itself():
    assert set(looks(S.III, NOON, NOON + HOUR)) == {80, 100}


@pytest.mark.parametrize(
    ("state", "is_late"),
    [(FindingState.PUSHED, True), (FindingState.ANSWERED, True), (FindingState.RECTIFIED, False),
     (FindingState.APPEALED, False), (FindingState.CLOSED, False)],
)  # fmt: skip
def test_a_restaurant_is_late_only_while_it_is_its_turn(state, is_late):
    assert is_overdue(state, NOON, now=NOON) is is_late
    assert not is_overdue(state, NOON + HOUR, now=NOON)


def new(**changes):
    """A Finding that can be opened."""
    fields = {"restaurant_id": 1, "code": V.SPR_DOOR, "seen_at": NOON, "origin": Origin.MANUAL}
    return NewFinding(**fields | changes)


def test_a_class_belongs_to_its_zones():
    check_new(new(zone=Zone.SPECIAL), now=NOON)
    with pytest.raises(ZoneUnfit):
        check_new(new(zone=Zone.COOKING), now=NOON)


@pytest.mark.parametrize("seen_at", [NOON + HOUR, NOON - timedelta(days=367)])
def test_what_nobody_can_have_seen_is_refused(seen_at):
    with pytest.raises(SeenUnlikely):
        check_new(new(seen_at=seen_at), now=NOON)


def test_a_number_tells_the_year():
    assert finding_number(NOON, 7) == "V-2026-000007"


@pytest.mark.parametrize(
    ("kind", "day", "until"),
    [
        (PublicationKind.RESULT, date(2026, 11, 30), date(2027, 2, 28)),
        (PublicationKind.MINOR_PENALTY, date(2026, 3, 4), date(2026, 6, 4)),
        (PublicationKind.PENALTY, date(2024, 2, 29), date(2027, 2, 28)),
    ],
)
def test_a_record_expires_by_its_kind(kind, day, until):
    assert expires_on(kind, day) == until


def test_how_long_results_of_checks_stay_is_not_called_verified():
    assert [each for each in EXPIRIES if not EXPIRIES[each].is_verified] == [PublicationKind.RESULT]


@pytest.mark.parametrize(
    ("changes", "is_public"),
    [({}, True), ({"expires": date(2026, 3, 4)}, False), ({"expires": None}, False),
     ({"is_withdrawn": True}, False), ({"state": FindingState.ANNULLED}, False),
     ({"state": FindingState.WITHDRAWN}, False)],
)  # fmt: skip
def test_a_record_is_shown_until_it_expires_or_is_void(changes, is_public):
    fields = {
        "state": FindingState.CLOSED, "expires": date(2026, 3, 5), "is_withdrawn": False,
        "today": date(2026, 3, 4),
    }  # fmt: skip
    assert is_shown(**fields | changes) is is_public


def test_nothing_is_published_without_a_word():
    assert public_words(" 责令改正 ") == "责令改正"
    with pytest.raises(WordsMissing):
        public_words(" ")


def test_a_list_asks_for_what_its_address_says():
    asked = {
        "queue": "verify", "q": " 阳光 ", "station": "hewan", "code": "PST-RAT", "severity": "I",
        "overdue": "1", "mine": "1", "order": "risk", "page": "3",
    }  # fmt: skip
    wanted = Wanted.asked(asked)

    assert wanted == Wanted(
        Queue.VERIFY, "阳光", "hewan", V.PST_RAT, S.I, True, True, Order.RISK, 3
    )
    assert Wanted.asked(wanted.arguments | {"page": "3"}) == wanted


def test_an_address_that_means_nothing_asks_for_all_that_is_open():
    odd = {"queue": "x", "code": "x", "severity": "x", "order": "x", "page": "x"}

    assert Wanted.asked(odd) == Wanted()
    assert Wanted().arguments == {"queue": "open", "order": "due"}


def test_every_queue_has_its_states():
    assert QUEUES.keys() == set(Queue)
    assert QUEUES[Queue.OPEN] | QUEUES[Queue.DONE] == QUEUES[Queue.ALL] == set(FindingState)


@pytest.mark.parametrize(
    ("role", "queues"),
    [
        (Role.INSPECTOR, (Queue.VERIFY, Queue.APPEALS, Queue.EXTENSIONS)),
        (Role.STATION_HEAD, (Queue.VERIFY, Queue.APPEALS, Queue.EXTENSIONS, Queue.ESCALATED)),
        (Role.BUREAU_OFFICER, (Queue.ESCALATED, Queue.APPEALS, Queue.PUBLISH)),
        (Role.RESTAURANT_STAFF, (Queue.RESTAURANT,)),
        (Role.AUDITOR, ()),
    ],
)
def test_a_role_finds_what_waits_for_it(role, queues):
    assert queues_of(Actor("x", 1, frozenset({Grant(role)}))) == queues


def record(state=FindingState.CLOSED, **changes):
    """A Finding of severity II that was put right in an hour."""
    is_closed = state is FindingState.CLOSED
    fields = {
        "number": "V-1", "restaurant_id": 1, "station": "hewan", "code": V.ENV_BIN,
        "severity": S.II, "origin": Origin.MACHINE, "seen_at": NOON - HOUR / 2, "opened_at": NOON,
        "pushed_at": NOON, "due_at": NOON + 72 * HOUR, "state": state,
        "rectified_at": NOON + HOUR if is_closed else None,
        "closed_at": NOON + 80 * HOUR if is_closed else None,
    }  # fmt: skip
    return FindingRecord(**fields | changes)


def test_figures_count_what_stands():
    rows = [
        record(),
        record(rectified_at=NOON + 73 * HOUR),
        record(rectified_at=None),  # closed by the officer's own look, too late
        record(FindingState.ESCALATED, number="V-2"),
        record(FindingState.PUSHED, number="V-3", due_at=NOON + 200 * HOUR),
        record(FindingState.ANNULLED),
        record(FindingState.WITHDRAWN),
    ]
    found = finding_figures(rows, now=NOON + 100 * HOUR)

    assert (found.opened, found.confirmed, found.annulled, found.withdrawn) == (7, 5, 1, 1)
    assert found.rectified == Ratio(3, 5)
    assert found.on_time == Ratio(1, 4)
    assert found.open == ("V-2", "V-3")
    assert isclose(found.push_minutes, 30)


def test_a_period_without_findings_has_no_rate():
    told = published(finding_figures([], now=NOON), spread([]), rows=True)

    assert told["Q5"]["rectified"]["value"] is None
    assert told["T1-push"]["minutes_median"] is None
    assert told["T1-notice"]["seconds_median"] is None
    assert told["Q5"]["not_rectified"] == []


def test_time_to_notice_is_published_with_its_number():
    told = published(finding_figures([], now=NOON), spread([HOUR, 2 * HOUR, HOUR]), rows=False)

    assert told["T1-notice"] == {
        "notices": 3, "seconds_median": 3600.0, "seconds_p90": 7200.0, "formula": "T1-notice/1",
    }  # fmt: skip


def test_published_figures_have_their_counts():
    told = published(finding_figures([record()], now=NOON), spread([]), rows=False)["Q5"]

    assert told["rectified"] == {
        "part": 1, "whole": 1, "value": 100.0, "formula": "Q5-rectified/1",
    }  # fmt: skip
    assert told["by_class"] == {"ENV-BIN": 1}
    assert "not_rectified" not in told
