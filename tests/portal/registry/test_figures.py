"""Figures of the register, by tables of cases."""

from fractions import Fraction

import pytest

from portal.registry.rules import Status
from portal.registry.rules.figures import (
    Standing,
    camera_adequacy,
    connection_rate,
    display_rate,
    task_rate,
)
from portal.shell.rules import Ratio


def standing(**changes):
    """A Restaurant in business that is connected and has all it should have."""
    fields = {
        "restaurant_id": 1, "status": Status.OPEN, "is_built": True, "is_connected": True,
        "cameras": 5, "has_display": True,
    }  # fmt: skip
    return Standing(**fields | changes)


@pytest.mark.parametrize(
    ("status", "whole"),
    [(Status.OPEN, 1), (Status.SUSPENDED, 1), (None, 1), (Status.CLOSED, 0), (Status.MOVED, 0),
     (Status.PLANNED, 0)],
)  # fmt: skip
def test_closed_moved_and_planned_restaurants_are_in_no_whole(status, whole):
    one = [standing(status=status)]

    assert connection_rate(one) == display_rate(one) == Ratio(whole, whole)
    assert camera_adequacy(one, required=5).share == Ratio(whole, whole)


def test_the_connection_rate_of_the_report():
    standings = [standing(is_connected=number < 401) for number in range(460)]

    assert str(connection_rate(standings).percent()) == "87.17"


def test_the_display_rate_of_the_report():
    standings = [standing(has_display=number < 430) for number in range(460)]

    assert str(display_rate(standings).percent()) == "93.48"


def test_the_cameras_of_the_report_are_at_least_90_short():
    adequacy = camera_adequacy(
        [standing(cameras=4 if number < 90 else 5) for number in range(460)], required=5
    )

    assert (adequacy.cameras, adequacy.mean) == (2210, Fraction(2210, 460))
    assert (adequacy.least_gap, adequacy.gap) == (90, 90)
    assert adequacy.share == Ratio(370, 460)


def test_many_cameras_here_fill_no_gap_there():
    adequacy = camera_adequacy([standing(cameras=2), standing(cameras=8)], required=5)

    assert (adequacy.gap, adequacy.least_gap, adequacy.share) == (3, 0, Ratio(1, 2))


def test_what_is_not_built_is_judged_by_no_standard_but_should_be_connected():
    one = [standing(is_built=False)]

    assert camera_adequacy(one, required=5).share == display_rate(one) == Ratio(0, 0)
    assert connection_rate(one) == Ratio(1, 1)


def test_a_standard_that_asks_for_nothing_is_not_applicable():
    assert camera_adequacy([standing()], required=0).share.percent() is None


def test_an_empty_register_is_not_applicable():
    assert connection_rate([]).percent() is display_rate([]).percent() is None
    assert camera_adequacy([], required=5).mean is None


@pytest.mark.parametrize("status", [Status.OPEN, Status.SUSPENDED, Status.CLOSED, None])
def test_the_task_list_keeps_its_length_when_one_closes(status):
    task = task_rate([standing(is_key=True), standing(is_key=True, status=status,
                                                      is_connected=False)])  # fmt: skip

    assert task == Ratio(1, 2)


@pytest.mark.parametrize(
    "changes", [{"is_key": False}, {"is_built": False}, {"status": Status.MOVED}]
)
def test_only_key_restaurants_that_are_built_are_on_the_task_list(changes):
    assert task_rate([standing(**{"is_key": True} | changes)]) == Ratio(0, 0)
