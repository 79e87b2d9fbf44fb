"""A refused password is not tried again by itself, and a wrong path seldom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.rounds.kinds import Refused
from portal.rounds.rules.refusals import (
    Login,
    NothingRefused,
    Refusal,
    TriedLately,
    may_release,
    standing,
)

THEN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LOGIN = Login(address="a1", user="u", password="p")
NEIGHBOUR = Login(address="a2", user="u", password="p")
PASSWORD = Refusal(1, Refused.BAD_PASSWORD, LOGIN, THEN)
PATH = Refusal(1, Refused.NO_SUCH_PATH, LOGIN, THEN)


def held(camera_id, login, *refusals, after=timedelta(hours=5)):
    return standing(camera_id, login, refusals, now=THEN + after)


def test_a_camera_that_refused_nothing_is_tried():
    assert held(1, LOGIN) is None


def test_a_refused_password_stands():
    assert held(1, LOGIN, PASSWORD, after=timedelta(days=300)) is Refused.BAD_PASSWORD


def test_another_address_is_tried_at_once():
    assert held(1, replace(LOGIN, address="a9", password="p9"), PASSWORD) is None


def test_a_person_can_have_a_refused_password_tried_once_more():
    released = replace(PASSWORD, released_at=THEN + timedelta(minutes=1))

    assert held(1, LOGIN, released) is None


def test_refused_once_more_it_stands_again():
    again = replace(PASSWORD, released_at=THEN - timedelta(minutes=1))

    assert held(1, LOGIN, again) is Refused.BAD_PASSWORD


@pytest.mark.parametrize(("minutes", "stands"), [(0, True), (4.9, True), (5, False), (-1, False)])
def test_a_wrong_path_is_tried_every_five_minutes(minutes, stands):
    held_by = held(1, LOGIN, PATH, after=timedelta(minutes=minutes))

    assert held_by is (Refused.NO_SUCH_PATH if stands else None)


def test_one_refusal_does_not_pause_a_user():
    assert held(2, NEIGHBOUR, PASSWORD) is None


def test_two_refusals_pause_the_user_at_that_host():
    second = replace(PASSWORD, camera_id=3, login=replace(LOGIN, address="a3"))

    assert held(2, NEIGHBOUR, PASSWORD, second) is Refused.BAD_PASSWORD


@pytest.mark.parametrize(
    "differences",
    [
        {"login": Login("a3", "other user", "p")},
        {"is_bearing": False},
        {"cause": Refused.NO_SUCH_PATH},
    ],
    ids=["of another user", "of a user accepted since", "of a path"],
)
def test_a_second_refusal_does_not_pause_when_it_is(differences):
    second = replace(PASSWORD, camera_id=3, **differences)

    assert held(2, NEIGHBOUR, PASSWORD, second) is None


def test_a_new_password_of_a_paused_user_is_tried_once():
    second = replace(PASSWORD, camera_id=3, login=replace(LOGIN, address="a3"))
    changed = replace(NEIGHBOUR, password="p2")

    assert held(2, changed, PASSWORD, second) is None


def test_a_new_password_refused_as_well_stands():
    second = replace(PASSWORD, camera_id=3, login=replace(LOGIN, address="a3"))
    changed = replace(NEIGHBOUR, password="p2")
    own = Refusal(2, Refused.BAD_PASSWORD, changed, THEN)

    assert held(2, changed, PASSWORD, second, own) is Refused.BAD_PASSWORD


def test_what_refused_nothing_cannot_be_released():
    with pytest.raises(NothingRefused):
        may_release(None, now=THEN)


def test_a_refusal_can_be_released_at_once():
    may_release(PASSWORD, now=THEN)


@pytest.mark.parametrize("minutes", [0, 59.9])
def test_it_can_be_released_once_an_hour_only(minutes):
    released = replace(PASSWORD, released_at=THEN)

    with pytest.raises(TriedLately) as refused:
        may_release(released, now=THEN + timedelta(minutes=minutes))
    assert refused.value.next_at == THEN + timedelta(hours=1)


@pytest.mark.parametrize("minutes", [60, -5])
def test_an_hour_later_or_with_the_clock_set_back_it_can_be_released(minutes):
    may_release(replace(PASSWORD, released_at=THEN), now=THEN + timedelta(minutes=minutes))
