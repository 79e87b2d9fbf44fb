"""Findings and who acts on them, valid, with what a test cares about given by keyword."""

import io
from datetime import timedelta
from itertools import count

from PIL import Image

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.findings.kinds import Origin, PictureMoment, ViolationCode
from portal.findings.operations import open_finding
from portal.findings.rules.opening import KeptPicture, NewFinding, Sent
from portal.registry.kinds import Zone
from tests.support.factories import NOON

_numbers = count(1)


def inspector_of(restaurant, number=11):
    """An inspector of the Station of `restaurant`."""
    grant = Grant(Role.INSPECTOR, station=restaurant.station.code)
    return Actor(f"inspector-{number}", number, frozenset({grant}))


def new_finding(restaurant, **changes):
    """What an inspector confirms at `restaurant`, seen ten minutes ago."""
    fields = {
        "restaurant_id": restaurant.id,
        "code": ViolationCode.ENV_BIN,
        "seen_at": NOON - timedelta(minutes=10),
        "origin": Origin.MANUAL,
        "zone": Zone.COOKING,
        "note": "请立即盖好垃圾桶",
    }
    return NewFinding(**fields | changes)


def make_finding(session, restaurant, *, actor=None, now=NOON, **changes):
    """A Finding of severity II, confirmed at noon by an inspector."""
    actor = actor or inspector_of(restaurant)
    return open_finding(session, new_finding(restaurant, **changes), actor=actor, now=now)


def kept_picture(moment=PictureMoment.AFTER):
    """A picture as if kept; there is no file."""
    return KeptPicture(f"{next(_numbers):032}", "0" * 64, 10, NOON, moment)


def proof(**changes):
    """What a Restaurant sends to show that it is put right."""
    return Sent(**{"text": "已整改", "pictures": (kept_picture(),)} | changes)


def photo(colour="green", size=(64, 36), kind="JPEG"):
    """The bytes of a photograph."""
    saved = io.BytesIO()
    Image.new("RGB", size, colour).save(saved, format=kind)
    return saved.getvalue()
