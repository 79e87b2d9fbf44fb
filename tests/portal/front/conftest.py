"""A small district with a kitchen in each state, and pages read as elements."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.registry.kinds import Privacy, RestaurantType, Status, Zone
from tests.support.factories import (
    make_camera,
    make_display,
    make_restaurant,
    make_station,
    make_status_span,
)
from tests.support.looks import good, note
from tests.support.page import read
from transcoder.demand import Activity, CameraState, write_state
from transcoder.errors import Cause

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in the district
SINCE = NOW - timedelta(hours=2)


@pytest.fixture(autouse=True)
def at_noon(set_clock):
    set_clock(NOW)


@pytest.fixture
def see(client):
    """Fetch a page and read it; fails unless it is answered by `status`."""

    def fetch(path, status=200):
        answer = client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return read(answer.text)

    return fetch


@pytest.fixture
def engine_says(settings):
    """Write what the transcoder would say of a camera."""

    def write(camera, activity=Activity.RESTING, **more):
        state = CameraState(activity=activity, since=SINCE, updated_at=NOW, **more)
        write_state(settings.live_directory, camera.code, state)

    return write


@pytest.fixture
def rounds_say(session):
    """Have the rounds look at a camera half a minute ago: `rounds_say(camera, bad)`."""

    def look(camera, kind=good, *, minutes_ago=0.5, **more):
        looked = replace(kind(0, camera.id, **more), at=NOW - timedelta(minutes=minutes_ago))
        note(session, looked, now=NOW)

    return look


@pytest.fixture
def kitchen(session, engine_says, rounds_say):
    """Make a restaurant whose cameras are all in one state, each of another zone.

    Those at rest were seen to work.
    """

    def make(activity=Activity.RESTING, *, zones=(Zone.COOKING, Zone.CUTTING), cause=None, **more):
        row = make_restaurant(session, **more)
        for number, zone in enumerate(zones, start=1):
            camera = make_camera(session, row, number=number, zone=zone, privacy=Privacy.MASK)
            engine_says(camera, activity, cause=cause)
            if activity is Activity.RESTING:
                rounds_say(camera)
        session.commit()
        session.refresh(row, ["cameras"])
        return row

    return make


@pytest.fixture
def district(session, kitchen):
    """Two stations: five kitchens that count, two of them to be watched, and one closed."""
    north = make_station(session, code="north", name="北所", name_en="North Station", position=1)
    south = make_station(session, code="south", name="南所", name_en="South Station", position=2)
    rows = {
        "ready": kitchen(
            station=north, name="阳光小馆", name_en="Sunshine Bistro", pinyin="yangguangxiaoguan",
            initials="ygxg", type=RestaurantType.SMALL, street="坪山街道",
        ),
        "starting": kitchen(Activity.STARTING, station=north),
        "offline": kitchen(Activity.DOWN, station=south, cause=Cause.UNREACHABLE),
        "by_hours": kitchen(station=south, hours="Mon-Fri 18:00-21:00"),
        "suspended": kitchen(station=south, status=None),
        "closed": kitchen(station=south, status=Status.CLOSED),
    }  # fmt: skip
    make_status_span(
        session, rows["suspended"], status=Status.SUSPENDED, starts_at=SINCE, reason="厨房改造"
    )
    make_display(session, rows["ready"], verified_on=date(2026, 11, 12))
    session.commit()
    return rows
