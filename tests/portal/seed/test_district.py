"""The demo district holds what the demo promises, and the simulator agrees with the register."""

from collections import Counter

import pytest

from portal.registry.rules import Hours, Privacy, RestaurantType, is_code
from portal.seed.district import (
    ALWAYS,
    FILMED,
    RESTAURANTS,
    SAMPLE,
    STATIONS,
    Picture,
    demo_cameras,
    demo_code,
    simulated_cameras,
)
from transcoder.simulator.clips import DEMO


def test_the_district_has_the_promised_size():
    assert (len(RESTAURANTS), len(STATIONS), len(demo_cameras())) == (12, 2, 40)


def test_every_station_looks_after_half_of_the_restaurants():
    assert set(Counter(each.station.code for each in RESTAURANTS).values()) == {6}


def test_each_misbehaviour_is_there_once():
    unusual = Counter(camera.picture for camera in demo_cameras())
    del unusual[Picture.NORMAL]

    assert unusual == dict.fromkeys(
        (Picture.BLACK, Picture.COVERED, Picture.FROZEN, Picture.H265, Picture.MISSING), 1
    )


def test_one_restaurant_is_suspended():
    assert sum(each.is_suspended for each in RESTAURANTS) == 1


def test_two_cameras_are_masked_and_three_blurred():
    kinds = Counter(camera.privacy for camera in demo_cameras())

    assert (kinds[Privacy.MASK], kinds[Privacy.BLUR]) == (2, 3)


def test_the_camera_that_may_show_a_film_hides_people():
    assert FILMED in demo_cameras()
    assert FILMED.privacy is Privacy.BLUR


def test_masked_cameras_alone_have_areas():
    assert all(bool(camera.masked) is (camera.privacy is Privacy.MASK) for camera in demo_cameras())


def test_the_school_alone_closes():
    limited = [each for each in RESTAURANTS if each.hours != ALWAYS]

    assert [each.type for each in limited] == [RestaurantType.SCHOOL_CANTEEN]
    assert not Hours.parse(limited[0].hours).is_always


def test_the_sample_kitchen_has_nothing_unusual():
    assert {(each.picture, each.privacy) for each in SAMPLE.cameras} == {
        (Picture.NORMAL, Privacy.OPEN)
    }


def test_the_sample_address_never_changes():
    assert SAMPLE.code == "ckyzx1z5ty"


def test_codes_are_codes_and_differ():
    codes = [each.code for each in RESTAURANTS] + [each.code for each in demo_cameras()]

    assert len(set(codes)) == len(codes)
    assert all(is_code(code) for code in codes)


@pytest.mark.parametrize("field", ["licence_no", "name", "name_en", "key", "address"])
def test_no_two_restaurants_share_a(field):
    assert len({getattr(each, field) for each in RESTAURANTS}) == len(RESTAURANTS)


def test_another_name_gives_another_code():
    assert demo_code("one") != demo_code("two")


def test_every_simulated_camera_has_a_clip():
    assert {camera.clip for camera in simulated_cameras()} <= set(DEMO)


def test_the_missing_camera_is_not_simulated():
    missing = set(demo_cameras()) - set(simulated_cameras())

    assert [camera.picture for camera in missing] == [Picture.MISSING]
