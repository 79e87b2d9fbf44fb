"""Minutes are only ever added, whoever comes first."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.rounds.models import FirstPicture
from portal.rounds.operations import store_looks
from portal.rounds.queries import minute_maps
from portal.rounds.rules.minutes import MinuteMap
from portal.rounds.rules.period import Period
from tests.support.factories import make_camera
from tests.support.minutes import MONDAY

MARCH = Period.parse("2021-03")
DAY_BEFORE = MONDAY - timedelta(days=1)


def stored(session):
    """What is stored of March, without its empty days."""
    return {day: maps for day, maps in minute_maps(session, MARCH) if maps}


def first_pictures(session):
    return {row.camera_id: row.day for row in session.scalars(select(FirstPicture))}


def test_a_round_adds_to_what_was_seen_before(any_session):
    camera = make_camera(any_session).id
    store_looks(any_session, MONDAY, {camera: MinuteMap.of(good=[1], bad=[2])})
    store_looks(any_session, MONDAY, {camera: MinuteMap.of(good=[3])})

    assert stored(any_session) == {MONDAY: {camera: MinuteMap.of(good=[1, 3], bad=[2])}}


def test_minutes_are_stored_in_the_transaction_that_has_read_some(any_session):
    camera = make_camera(any_session).id
    stored(any_session)
    store_looks(any_session, MONDAY, {camera: MinuteMap.of(good=[1])})

    assert stored(any_session) == {MONDAY: {camera: MinuteMap.of(good=[1])}}


def test_a_batch_that_comes_twice_changes_nothing(any_session):
    camera = make_camera(any_session).id
    maps = {camera: MinuteMap.of(good=[1], bad=[2])}
    store_looks(any_session, MONDAY, maps)
    store_looks(any_session, MONDAY, maps)

    assert stored(any_session) == {MONDAY: maps}


def test_days_and_cameras_are_kept_apart(any_session):
    one, other = make_camera(any_session).id, make_camera(any_session).id
    next_day = MONDAY + timedelta(days=1)
    store_looks(any_session, MONDAY, {one: MinuteMap.of(good=[1]), other: MinuteMap.of(bad=[1])})
    store_looks(any_session, next_day, {one: MinuteMap.of(bad=[5])})

    assert stored(any_session) == {
        MONDAY: {one: MinuteMap.of(good=[1]), other: MinuteMap.of(bad=[1])},
        next_day: {one: MinuteMap.of(bad=[5])},
    }


def test_every_day_of_a_period_comes_though_nothing_was_seen(session):
    assert [maps for __, maps in minute_maps(session, MARCH)] == [{}] * 31


def test_days_outside_the_period_do_not_come(session):
    store_looks(session, DAY_BEFORE, {make_camera(session).id: MinuteMap.of(good=[1])})

    assert stored(session) == {}


def test_the_first_good_picture_of_a_camera_is_kept(any_session):
    camera, dark = make_camera(any_session).id, make_camera(any_session).id
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        maps = {camera: MinuteMap.of(good=[1]), dark: MinuteMap.of(bad=[1])}
        store_looks(any_session, day, maps)

    assert first_pictures(any_session) == {camera: MONDAY}


def test_an_earlier_day_that_comes_late_is_the_first_then(any_session):
    camera = make_camera(any_session).id
    for day in (MONDAY, DAY_BEFORE):
        store_looks(any_session, day, {camera: MinuteMap.of(good=[1])})

    assert first_pictures(any_session) == {camera: DAY_BEFORE}


def test_more_cameras_than_a_statement_takes_are_all_stored(session, monkeypatch):
    monkeypatch.setattr("portal.rounds.operations.maps.CAMERAS_A_STATEMENT", 2)
    maps = {make_camera(session).id: MinuteMap.of(good=[minute]) for minute in range(5)}
    store_looks(session, MONDAY, maps)

    assert stored(session) == {MONDAY: maps}


def test_nothing_seen_stores_nothing(session):
    store_looks(session, MONDAY, {})

    assert stored(session) == {}


def test_an_unknown_camera_is_refused(any_session):
    with pytest.raises(IntegrityError):
        store_looks(any_session, MONDAY, {987654: MinuteMap.of(good=[1])})
