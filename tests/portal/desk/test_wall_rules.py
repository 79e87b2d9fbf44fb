"""Which Cameras the wall shows in which order, and what its addresses ask for."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.desk.rules import USUAL_WALL, Spot, WallAsked, in_order
from portal.registry.kinds import Zone
from portal.rounds.kinds import FaultCode
from portal.rounds.rules.desk import Failing, Place

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


def fails(minutes_ago):
    place = Place(1, "abc", "阳光小馆", None, "east", "东所", None)
    return Failing(place, NOON - timedelta(minutes=minutes_ago), next(iter(FaultCode)))


def test_leads_come_first_then_what_fails_then_the_register():
    spots = [
        Spot("calm", "a"),
        Spot("old", "a", failing=fails(90)),
        Spot("fresh", "b", failing=fails(5)),
        Spot("one", "b", leads=1),
        Spot("many", "c", failing=fails(1), leads=4),
        Spot("calm too", "c"),
    ]

    order = [each.camera for each in in_order(spots)]
    assert order == ["many", "one", "fresh", "old", "calm", "calm too"]


@pytest.mark.parametrize(
    ("spot", "is_alarm"),
    [
        (Spot("x", "a"), False),
        (Spot("x", "a", leads=1), True),
        (Spot("x", "a", failing=fails(1)), True),
    ],
)
def test_camera_with_something_to_see_to_is_an_alarm(spot, is_alarm):
    assert spot.is_alarm is is_alarm


def test_address_tells_what_is_asked_for():
    words = {"size": "16", "page": "3", "station": "east", "zone": Zone.COOKING.value}

    assert WallAsked.told({**words, "alarms": "1", "paused": "1"}) == WallAsked(
        16, 3, "east", Zone.COOKING, alarms_only=True, is_paused=True
    )


def test_odd_words_of_an_address_count_as_left_out():
    asked = WallAsked.told({"size": "7", "page": "-1", "zone": "moon"})

    assert asked == WallAsked(USUAL_WALL, 1)


def test_address_of_the_same_wall_with_another_page():
    asked = WallAsked(4, 2, "east", Zone.COOKING, alarms_only=True, is_paused=True)

    assert WallAsked.told({k: str(v) for k, v in asked.words(page=5).items()}) == WallAsked(
        4, 5, "east", Zone.COOKING, alarms_only=True, is_paused=True
    )
    assert asked.words(paused=None)["paused"] is None
    assert WallAsked().words()["station"] is None
