"""Patterns by which figures could be embellished: thresholds, rows, and the auditors' page."""

from datetime import UTC, date, datetime

import pytest

from portal.accounts.kinds import Role
from portal.evaluation.rules.gaming import (
    Pattern,
    Suspended,
    Where,
    late_suspensions,
    looped,
    one_device,
    reaimed,
    same_places,
)
from portal.participation.kinds import Doubt
from portal.participation.models import SetAside
from portal.participation.rules.doubts import SetAsideGroup
from portal.registry.kinds import Status
from portal.registry.models import StatusSpan
from portal.rounds.kinds import FaultCode
from portal.rounds.rules.period import Period
from portal.rounds.rules.suspicion import CameraFault

QUARTER = Period.parse("2025Q4")
PLACES = {number: Where(f"r{number}", f"R{number}", "a") for number in range(10)}
HOME = "/en/desk/evaluation/patterns"


def suspended(*days):
    return [Suspended(PLACES[0], day, None if day.day % 2 else day, is_late=False) for day in days]


def fault(camera="c1", code=FaultCode.DEV_MOVED, accepted=None, restaurant=1):
    return CameraFault("F-1", restaurant, camera, code, date(2025, 11, 3), accepted)


LATE, EARLY = date(2025, 12, 20), date(2025, 10, 9)


@pytest.mark.parametrize(
    ("days", "is_raised"),
    [
        ([LATE] * 3, True),
        ([LATE] * 2, False),
        ([LATE] * 3 + [EARLY] * 10, False),
        ([EARLY] * 9, False),
        ([], False),
    ],
)
def test_suspensions_at_the_end_are_raised_where_they_heap_up(days, is_raised):
    found = late_suspensions(suspended(*days), QUARTER)

    assert (found.is_raised, found.looked_at) == (is_raised, len(days))
    assert len(found.signs) == days.count(LATE)


def test_the_last_fourteen_days_begin_on_the_eighteenth():
    found = late_suspensions(suspended(date(2025, 12, 17), date(2025, 12, 18)), QUARTER)

    assert [each.day.day for each in found.signs] == [18]


@pytest.mark.parametrize(
    ("faults", "signs"),
    [
        ([fault()], 0),
        ([fault(), fault()], 2),
        ([fault(accepted=date(2025, 11, 5))], 1),
        ([fault(accepted=date(2025, 11, 30))], 0),
        ([fault(accepted=date(2025, 11, 1))], 0),
        ([fault(code=FaultCode.DEV_LOOP), fault(code=FaultCode.DEV_LOOP)], 0),
    ],
)
def test_a_camera_that_moves_twice_or_is_soon_accepted_is_raised(faults, signs):
    found = reaimed(faults, PLACES)

    assert (len(found.signs), found.is_raised) == (signs, bool(signs))


def test_every_repeated_picture_is_raised():
    found = looped([fault(), fault(code=FaultCode.DEV_LOOP)], PLACES)

    assert ([each.number for each in found.signs], found.is_raised) == ([1], True)


@pytest.mark.parametrize(
    ("visits", "signs"),
    [
        ([1, 1, 1], [(1, 3)]),
        ([1, 1, 1, 2, 3, 4, 5, 6], []),  # more than half were reached
        ([1, 1, 2, 3], []),  # nobody three times
        ([1, 1, 1, 2, 2, 3, 3], []),  # fewer than half of the visits
        ([], []),
    ],
)
def test_the_same_doors_are_raised_where_half_of_them_were_never_reached(visits, signs):
    found = same_places(visits, {"a": range(10)}, PLACES)

    assert [(int(each.where.code[1:]), each.number) for each in found.signs] == signs
    assert found.is_raised is bool(signs)


def test_five_answers_of_one_hand_are_raised():
    groups = [
        SetAsideGroup(1, LATE, Doubt.ONE_NETWORK, 5),
        SetAsideGroup(2, LATE, Doubt.ONE_NETWORK, 4),
        SetAsideGroup(99, LATE, Doubt.ONE_NETWORK, 9),
    ]
    found = one_device(groups, PLACES)

    assert ([each.where.code for each in found.signs], found.looked_at) == (["r1"], 18)


@pytest.fixture
def suspicious(session, district):
    """A district whose last quarter has late suspensions, and answers of one hand."""
    restaurant = district[0]
    for day in (19, 22, 26):
        start = datetime(2025, 12, day, tzinfo=UTC)
        session.add(StatusSpan(restaurant_id=restaurant.id, status=Status.SUSPENDED,
                               starts_at=start, ends_at=start.replace(hour=9),
                               recorded_at=start))  # fmt: skip
    session.add(SetAside(restaurant_id=restaurant.id, day=LATE, reason=Doubt.ONE_NETWORK,
                         state="aside", number=7, praise=7, blame=0))  # fmt: skip
    session.commit()
    return restaurant


def test_an_auditor_sees_patterns_with_rows_and_innocent_reasons(as_, suspicious):
    page = as_(Role.AUDITOR).get(f"{HOME}?quarter=2025Q4").text

    assert "3 of 3 looked at" in page
    assert "Most of the day from one network" in page
    assert "School holidays, the new year and works" in page
    assert f"/r/{suspicious.code}" in page


def test_the_last_quarter_that_is_over_is_shown_first(as_, suspicious):
    browser = as_(Role.AUDITOR)

    assert "Patterns Q4 2025" in browser.get(HOME).text
    assert "Patterns Q1 2019" in browser.get(f"{HOME}?quarter=2019Q1").text


@pytest.mark.parametrize("pattern", [*Pattern, "odd"])
def test_the_rows_of_a_pattern_are_saved_as_a_file(as_, suspicious, pattern):
    answer = as_(Role.AUDITOR).get(f"{HOME}/{pattern}.csv?quarter=2025Q4")

    assert answer.status_code == 200
    rows = answer.data.decode("utf-8-sig").splitlines()
    assert len(rows) == {"suspensions": 4, "one_device": 2, "odd": 4}.get(pattern, 1)


def test_who_is_judged_does_not_see_the_panel(as_, session):
    assert as_(Role.BUREAU_OFFICER).get(HOME).status_code == 403
