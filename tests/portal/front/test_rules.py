"""What the public pages count and choose."""

from dataclasses import dataclass

import pytest

from portal.front.rules import (
    DOTS_ACROSS,
    LONGEST_SEARCH,
    Search,
    StationNow,
    chosen_camera,
    counted_kind,
    plain_code,
    station_tile,
    tally,
)
from portal.live.rules import Flaw, PictureKind, PictureState
from portal.registry.rules import RestaurantType
from portal.rounds.kinds import FaultCode
from tests.support.factories import NOON


@dataclass(frozen=True)
class SomeCamera:
    code: str
    picture: PictureState


def camera(code, kind):
    return SomeCamera(code, PictureState(kind))


@pytest.mark.parametrize("kind", ["live", "delayed", "ready", "starting", "waiting"])
def test_kitchen_that_moves_or_would_on_a_tap_can_be_watched(kind):
    assert tally([PictureKind(kind)]).watchable == 1


@pytest.mark.parametrize(
    "kind", ["offline", "still_only", "closed_by_hours", "suspended", "unknown"]
)
def test_kitchen_without_moving_picture_stays_in_the_whole(kind):
    count = tally([PictureKind(kind)])

    assert (count.watchable, count.whole, count.others) == (0, 1, ((PictureKind(kind), 1),))


def test_picture_with_a_flaw_is_counted_as_none():
    black = PictureState(PictureKind.LIVE, flaw=Flaw(FaultCode.DEV_DARK, NOON))

    assert counted_kind(black) is PictureKind.OFFLINE
    assert counted_kind(PictureState(PictureKind.LIVE)) is PictureKind.LIVE


def test_kitchen_closed_for_good_leaves_the_whole():
    count = tally([PictureKind.CLOSED, PictureKind.LIVE])

    assert (count.watchable, count.whole, count.others) == (1, 1, ())


def test_others_stand_with_the_most_frequent_first():
    kinds = [PictureKind.UNKNOWN, *[PictureKind.OFFLINE] * 2, PictureKind.SUSPENDED]

    assert [number for _, number in tally(kinds).others] == [2, 1, 1]


def test_district_without_kitchens_counts_nothing():
    assert (tally([]).watchable, tally([]).whole) == (0, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("k007yg4mzq", "k007yg4mzq"),
        ("K007YG4MZQ", "k007yg4mzq"),
        ("kOO7yg4mzq", "k007yg4mzq"),
        ("kil7yg4mzq", "k117yg4mzq"),
        ("k007y-g4mzq", "k007yg4mzq"),
        (" k007yg4mzq ", "k007yg4mzq"),
    ],
)
def test_code_typed_off_a_sign_is_understood(text, code):
    assert plain_code(text) == code


def test_asked_camera_is_chosen_even_if_another_is_live():
    cameras = [camera("a", PictureKind.LIVE), camera("b", PictureKind.OFFLINE)]

    assert chosen_camera(cameras, "b").code == "b"


@pytest.mark.parametrize("asked", [None, "", "nowhere"])
def test_first_camera_with_a_moving_picture_is_chosen(asked):
    cameras = [camera("a", PictureKind.OFFLINE), camera("b", PictureKind.READY)]

    assert chosen_camera(cameras, asked).code == "b"


def test_camera_with_a_good_picture_is_chosen_before_one_with_a_flaw():
    black = PictureState(PictureKind.LIVE, flaw=Flaw(FaultCode.DEV_DARK, NOON))
    cameras = [SomeCamera("a", black), camera("b", PictureKind.READY)]

    assert chosen_camera(cameras, None).code == "b"


def test_first_camera_is_chosen_when_none_moves():
    cameras = [camera("a", PictureKind.OFFLINE), camera("b", PictureKind.UNKNOWN)]

    assert chosen_camera(cameras, None).code == "a"


def test_kitchen_without_cameras_has_none_to_choose():
    assert chosen_camera([], "a") is None


@pytest.mark.parametrize(
    ("asked", "search"),
    [
        (("", "", ""), Search()),
        ((" 阳光 ", "north", "small"), Search("阳光", "north", RestaurantType.SMALL)),
        (("", "", "palace"), Search()),
        (("x" * 500, "", ""), Search("x" * LONGEST_SEARCH)),
    ],
)
def test_search_is_read_from_an_address(asked, search):
    text, station, kind = asked

    assert Search.asked(text, station=station, type=kind) == search


def station(code, **numbers):
    kinds = [PictureKind(kind) for kind, number in numbers.items() for __ in range(number)]
    return StationNow(code, f"{code}所", f"{code} Station", tally(kinds))


def test_station_is_drawn_with_a_point_for_each_kitchen_that_counts():
    tile = station_tile(station("east", ready=3, offline=2, suspended=1, closed=4))

    assert [path.count("M") for path in (tile.live, tile.down, tile.rest)] == [3, 2, 1]


def test_drawing_of_a_station_has_room_for_every_row_of_points():
    full = station_tile(station("a", ready=DOTS_ACROSS + 1))
    bare = station_tile(station("b", ready=DOTS_ACROSS))

    assert full.height == 2 * bare.height


def test_station_without_kitchens_has_a_drawing_without_points():
    tile = station_tile(station("a"))

    assert (tile.live, tile.down, tile.rest, tile.height > 0) == ("", "", "", True)
