"""What the public is told of the last patrol, and what it is not."""

from datetime import date, timedelta

import pytest

from portal.findings.kinds import FindingState, PublicationKind, ViolationCode
from portal.findings.models import Publication
from portal.patrols.kinds import VisitState
from portal.patrols.operations import Confirmed, end_as_finding
from portal.patrols.queries import last_visit
from portal.patrols.rules.on_record import LastVisit, Outcome, last_visit_of
from tests.support.factories import NOON, make_camera, make_restaurant
from tests.support.findings import inspector_of
from tests.support.patrols import TODAY, make_visit, take

DAY = timedelta(days=1)


@pytest.fixture
def kitchen(any_session):
    """A Restaurant with a Camera over the stove."""
    restaurant = make_restaurant(any_session)
    make_camera(any_session, restaurant)
    return restaurant


def done(session, kitchen, *codes, at=NOON):
    """A Visit that is done, with a Finding of each of these classes; returns the Findings."""
    visit = make_visit(session, kitchen)
    actor = inspector_of(kitchen)
    rows = [take(session, visit, actor=actor) for _ in codes]
    for row, code in zip(rows, codes, strict=True):
        end_as_finding(session, visit.id, row.code, what=Confirmed(code), actor=actor, now=NOON)
    visit.state, visit.done_at = VisitState.DONE, at
    session.flush()
    for row in rows:
        session.refresh(row, ["finding"])
    return [row.finding for row in rows]


def decide(session, finding, *, is_public=True, **changes):
    fields = {"kind": PublicationKind.PENALTY, "expires_on": TODAY + 30 * DAY} if is_public else {}
    session.add(Publication(finding_id=finding.id, is_public=is_public, decided_at=NOON,
                            decided_by="officer", **fields | changes))  # fmt: skip
    session.flush()


def told(session, kitchen):
    return last_visit(session, kitchen.id, today=TODAY)


@pytest.mark.parametrize(
    ("decisions", "outcome", "findings"),
    [
        ([], Outcome.CLEAR, 0),
        ([None], Outcome.PENDING, 0),
        ([True, None], Outcome.PENDING, 0),  # neither class nor number before all are decided
        ([True, False, True], Outcome.DECIDED, 2),
        ([False], Outcome.DECIDED, 0),
    ],
)
def test_the_outcome_follows_from_what_was_decided(decisions, outcome, findings):
    assert last_visit_of(TODAY, decisions) == LastVisit(TODAY, outcome, findings)


def test_a_restaurant_that_nobody_visited_has_none(any_session, kitchen):
    make_visit(any_session, kitchen)

    assert told(any_session, kitchen) is None


def test_the_newest_visit_counts_by_its_district_day(any_session, kitchen):
    done(any_session, kitchen, at=NOON - 40 * DAY)
    done(any_session, kitchen, at=NOON.replace(hour=17, minute=30))  # after midnight there

    assert told(any_session, kitchen) == LastVisit(date(2026, 3, 5), Outcome.CLEAR)


def test_a_finding_is_being_dealt_with_until_it_is_decided(any_session, kitchen):
    first, second = done(any_session, kitchen, ViolationCode.ENV_BIN, ViolationCode.ENV_WATER)
    decide(any_session, first)

    assert told(any_session, kitchen) == LastVisit(TODAY, Outcome.PENDING)
    decide(any_session, second)
    assert told(any_session, kitchen) == LastVisit(TODAY, Outcome.DECIDED, 2)


def test_snapshots_of_one_finding_are_one(any_session, kitchen):
    findings = done(any_session, kitchen, ViolationCode.ENV_BIN, ViolationCode.ENV_BIN)
    decide(any_session, findings[0])

    assert findings[0].id == findings[1].id
    assert told(any_session, kitchen).findings == 1


@pytest.mark.parametrize(
    "changes",
    [{"is_public": False}, {"withdrawn_at": NOON}, {"expires_on": TODAY}],
    ids=["kept private", "taken back", "over"],
)
def test_a_decision_that_is_not_public_is_not_counted(any_session, kitchen, changes):
    (finding,) = done(any_session, kitchen, ViolationCode.ENV_BIN)
    decide(any_session, finding, **changes)

    assert told(any_session, kitchen) == LastVisit(TODAY, Outcome.DECIDED, 0)


@pytest.mark.parametrize("state", [FindingState.ANNULLED, FindingState.WITHDRAWN])
def test_a_finding_that_does_not_stand_is_none(any_session, kitchen, state):
    (finding,) = done(any_session, kitchen, ViolationCode.ENV_BIN)
    finding.state = state
    any_session.flush()

    assert told(any_session, kitchen) == LastVisit(TODAY, Outcome.CLEAR)
