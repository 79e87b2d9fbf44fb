"""Patrols and Visits, valid, with what a test cares about given by keyword."""

from datetime import timedelta
from itertools import count

from portal.patrols.kinds import PictureKind, Way
from portal.patrols.operations import Launch, NewSnapshot, add_patrol, keep_snapshot
from portal.patrols.pictures import KeptPicture
from portal.registry.kinds import Zone
from portal.shell.rules import local_day
from tests.support.factories import NOON, make_camera, make_restaurant

_numbers = count(1)
TODAY = local_day(NOON)


def make_patrol(session, *restaurants, people=(), **changes):
    """A Patrol of the first Restaurant's Station, for this fortnight, all Visits planned."""
    station = restaurants[0].station
    fields = {
        "station": station.code,
        "way": Way.ONLINE,
        "starts_on": TODAY,
        "until": TODAY + timedelta(days=14),
        "restaurants": tuple(each.code for each in restaurants),
    }
    launch = Launch(**fields | changes)
    return add_patrol(
        session, launch, station=station if launch.station else None, restaurants=restaurants,
        people=people, by="test",
    )  # fmt: skip


def make_visit(session, restaurant=None, **changes):
    """A planned Visit of a Restaurant with a Camera over the stove."""
    if restaurant is None:
        restaurant = make_restaurant(session)
        make_camera(session, restaurant)
    return make_patrol(session, restaurant, **changes).visits[0]


def kept(**changes):
    """A picture as if kept; there is no file."""
    fields = {
        "code": f"{next(_numbers):032}", "sha256": "0" * 64, "size_bytes": 10, "taken_at": NOON,
        "kind": PictureKind.UNPROTECTED,
    }  # fmt: skip
    return KeptPicture(**fields | changes)


def take(session, visit, *, actor, zone=Zone.COOKING, once=None, now=NOON):
    """A Snapshot of the stove that nobody has decided about."""
    new = NewSnapshot(kept(), zone, once or f"tap-{next(_numbers)}")
    return keep_snapshot(session, visit.id, new, actor=actor, now=now)
