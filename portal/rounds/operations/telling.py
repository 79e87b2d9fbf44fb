"""Tells the vendor and the restaurant what failed and what works again.

Not within the transaction that notes looks: a network that goes down makes hundreds of Faults at
once, and who is told of each takes statements of its own. The rows say what was told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.kinds import RESTAURANT_ROLES, Role
from portal.notices.kinds import Severity
from portal.notices.operations import announce
from portal.notices.rules import About, Bilingual, FieldValue, News, To
from portal.registry.models import Camera, Display, Restaurant
from portal.rounds.kinds import FaultEnd
from portal.rounds.models import CameraOutage, Fault

MOST = 500  # of one minute; the next takes the rest
VENDORS = To(roles=frozenset({Role.VENDOR}))


def tell_faults(session: Session, *, now: datetime) -> int:
    """Announce Faults that opened or ended and were not told; returns how many news it made.

    Those of one Restaurant are one piece of news, to the vendor and to the restaurant each. One
    that ended before its opening was told is told by nothing, and neither is one that was
    withdrawn.
    """
    rows = session.scalars(_untold()).all()
    opened = [row for row in rows if row.opening_told_at is None and row.ended_at is None]
    ended = [
        row for row in rows
        if row.opening_told_at is not None and row.ended is FaultEnd.REPAIRED
    ]  # fmt: skip
    made = sum(_tell(session, opened, is_end=False, now=now))
    made += sum(_tell(session, ended, is_end=True, now=now))
    for row in rows:
        row.opening_told_at = row.opening_told_at or now
        if row.ended_at is not None:
            row.end_told_at = now
    session.flush()
    return made


def _untold() -> Select[Fault]:
    """Faults of which something was not told, with what they are about, the oldest first."""
    by_camera = joinedload(Fault.outage).joinedload(CameraOutage.camera)
    by_display = joinedload(Fault.display)
    return (
        select(Fault)
        .where(
            or_(
                Fault.opening_told_at.is_(None),
                Fault.ended_at.is_not(None) & Fault.end_told_at.is_(None),
            )
        )
        .order_by(Fault.id)
        .limit(MOST)
        .options(
            by_camera.joinedload(Camera.restaurant).joinedload(Restaurant.station),
            by_display.joinedload(Display.restaurant).joinedload(Restaurant.station),
        )
    )


def _tell(
    session: Session, faults: Iterable[Fault], *, is_end: bool, now: datetime
) -> Iterator[int]:
    """Announce `faults`, Restaurant by Restaurant; gives how much news each made."""
    by_restaurant: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_restaurant[_restaurant(fault).code].append(fault)
    for code, group in by_restaurant.items():
        restaurant = _restaurant(group[0])
        station = restaurant.station.code
        vendor = To(roles=VENDORS.roles, station=station)
        own = To(roles=RESTAURANT_ROLES, restaurant=code, station=station)
        announce(session, _vendor_news(group, is_end=is_end), to=vendor, now=now)
        announce(session, _restaurant_news(group, is_end=is_end), to=own, now=now)
        yield 2


def _vendor_news(group: list[Fault], *, is_end: bool) -> News:
    first = group[0]
    return News(
        kind="fault.repaired" if is_end else "fault.opened",
        severity=Severity.III if is_end else Severity.II,
        about=About("fault", first.number),
        link=f"/desk/faults/{first.number}",
        occurred_at=_occurred_at(group, is_end=is_end),
        fields=_fields(group) | {"due": min(fault.repair_due_at for fault in group)},
    )


def _restaurant_news(group: list[Fault], *, is_end: bool) -> News:
    restaurant = _restaurant(group[0])
    return News(
        kind="equipment.works" if is_end else "equipment.fails",
        severity=Severity.III if is_end else Severity.II,
        about=About("restaurant", restaurant.code),
        link=f"/desk/register/{restaurant.code}",
        occurred_at=_occurred_at(group, is_end=is_end),
        fields=_fields(group),
        key=group[0].number,
    )


def _fields(group: list[Fault]) -> dict[str, FieldValue]:
    restaurant = _restaurant(group[0])
    return {
        "restaurant": Bilingual(restaurant.name, restaurant.name_en or ""),
        "devices": Bilingual(
            "、".join(_device(fault, english=False) for fault in group),
            ", ".join(_device(fault, english=True) for fault in group),
        ),
        "code": group[0].code.value,
        "since": min(_began_at(fault) for fault in group),
    }


def _occurred_at(group: list[Fault], *, is_end: bool) -> datetime:
    """Of the first of them: the first bad look, or the good one that ended it."""
    if is_end:
        return min(fault.ended_at for fault in group if fault.ended_at is not None)
    return min(_began_at(fault) for fault in group)


def _began_at(fault: Fault) -> datetime:
    return fault.outage.began_at if fault.outage is not None else fault.opened_at


def _device(fault: Fault, *, english: bool) -> str:
    """What fails, as people on the spot know it."""
    if fault.outage is not None:
        camera = fault.outage.camera
        number = f"camera {camera.number}" if english else f"{camera.number} 号摄像头"
        return camera.name or number
    return fault.display.name if fault.display is not None else ""


def _restaurant(fault: Fault) -> Restaurant:
    if fault.outage is not None:
        return fault.outage.camera.restaurant
    if fault.display is not None:
        return fault.display.restaurant
    raise ValueError("a Fault is about a Camera or a Display")  # the database sees to it
