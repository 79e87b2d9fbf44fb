"""Valid rows of the register, with what a test cares about given by keyword.

Each function adds and flushes its row; a test that goes through `client` commits first.
"""

from datetime import UTC, date, datetime
from itertools import count

from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from portal.registry.cipher import AddressCipher
from portal.registry.kinds import Privacy, RestaurantType, Status, Zone
from portal.registry.models import (
    Camera,
    Display,
    EmbedOrigin,
    Restaurant,
    Station,
    StatusSpan,
)

CAMERA_KEY = Fernet.generate_key().decode()
CIPHER = AddressCipher([CAMERA_KEY])
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # a Wednesday, 12:00 in the district
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)

_numbers = count(1)


def make_station(session: Session, **changes) -> Station:
    """A Station, another one each time."""
    number = next(_numbers)
    fields = {
        "code": f"station-{number}",
        "name": f"第{number}监管所",
        "name_en": f"Station {number}",
        "position": number,
    }
    return _added(session, Station(**fields | changes))


def make_restaurant(
    session: Session,
    *,
    station: Station | None = None,
    status: Status | None = Status.OPEN,
    since: datetime = LONG_AGO,
    **changes,
) -> Restaurant:
    """A Restaurant open at all hours, of a Station of its own unless one is given.

    `status=None` records none, so that it is not known.
    """
    number = next(_numbers)
    fields = {
        "licence_no": f"JY1440310{number:07}",
        "name": f"示范餐厅{number}",
        "name_en": f"Demo restaurant {number}",
        "pinyin": f"shifancanting{number}",
        "initials": f"sfct{number}",
        "type": RestaurantType.MEDIUM,
        "street": "坪山街道",
        "address": f"示范路{number}号",
        "hours": "24h",
        "status_spans": [],  # told to be empty, so that a test can look without a query
        "hours_spans": [],
        "cameras": [],
        "displays": [],
        "embed_origins": [],
    }
    row = Restaurant(**fields | changes)
    row.station = station or make_station(session)
    _added(session, row)
    if status is not None:
        make_status_span(session, row, status=status, starts_at=since)
    return row


def make_status_span(session: Session, restaurant: Restaurant, **changes) -> StatusSpan:
    """A StatusSpan of `restaurant`, open since long ago."""
    fields = {"status": Status.OPEN, "starts_at": LONG_AGO, "recorded_at": LONG_AGO}
    return _added(session, StatusSpan(restaurant=restaurant, **fields | changes))


def make_camera(
    session: Session,
    restaurant: Restaurant | None = None,
    *,
    url: str = "rtsp://viewer:hidden@10.0.0.9:554/main",
    **changes,
) -> Camera:
    """A Camera over the stove, of a Restaurant of its own unless one is given."""
    restaurant = restaurant or make_restaurant(session)
    fields = {
        "number": next(_numbers),
        "zone": Zone.COOKING,
        "name": "灶台",
        "url_encrypted": CIPHER.encrypt(url),
        "active_from": date(2021, 1, 1),
    }
    if changes.get("privacy") is Privacy.MASK:  # the register refuses a mask without areas
        fields["polygons"] = [[[0, 0], [0.2, 0], [0.2, 0.2]]]
    if changes.get("privacy") is Privacy.OPEN:  # nor an open picture that nobody answers for
        fields |= {"privacy_basis": "consent on file", "privacy_decided_by": "局长"}
    return _added(session, Camera(restaurant=restaurant, **fields | changes))


def make_display(session: Session, restaurant: Restaurant, **changes) -> Display:
    """A Display in the dining room of `restaurant`."""
    fields = {"name": f"大堂{next(_numbers)}"}
    return _added(session, Display(restaurant=restaurant, **fields | changes))


def make_embed_origin(session: Session, restaurant: Restaurant, origin: str) -> EmbedOrigin:
    """Leave for the pages of `origin` to frame the player of `restaurant`."""
    return _added(session, EmbedOrigin(restaurant=restaurant, origin=origin))


def _added(session, row):
    session.add(row)
    session.flush()
    return row
