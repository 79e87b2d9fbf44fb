"""Reads who is looked at in a minute, and what a look at each of them needs."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher, AddressUnreadable
from portal.registry.models import Camera, Restaurant, StatusSpan
from portal.registry.queries import source_of
from portal.registry.rules import AddressRefused, Hours, Status
from portal.rounds.kinds import FaultCode, Refused
from portal.rounds.marks import Marker
from portal.rounds.models import CameraDay, CameraOutage, CameraRefusal, ReferencePicture
from portal.rounds.rules.looks import MINUTE, Rostered, batches, is_looked_at
from portal.rounds.rules.minutes import unpacked
from portal.rounds.rules.refusals import Login, Refusal, standing
from portal.shell.rules import day_bounds, local_day
from transcoder.camera import CameraSource

TO_BE_LEARNT = b""  # a reference picture that somebody asked for and that is not made yet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Post:
    """A Camera that is to be looked at now.

    `looked_at` is about when it last had a result, None when that is long ago. `referred_at` is
    when its reference picture was accepted, None when it has none. `is_refusing` says that it
    refused something before, `is_bearing` that some Camera's refusal counts against its user.
    `frozen_at` is when any machine last found its picture standing still, None when it moves.
    """

    camera_id: int
    source: CameraSource
    login: Login
    hours: Hours
    status: Status | None
    looked_at: datetime | None
    referred_at: datetime | None
    standing: Refused | None
    is_refusing: bool
    is_bearing: bool
    frozen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """What turns a stored address into one that may be opened, and into marks."""

    cipher: AddressCipher
    gate: AddressGate
    marker: Marker


def round_of(session: Session, minute: datetime, *, size: int) -> list[tuple[int, ...]]:
    """The ids of the Cameras that are looked at in `minute`, in batches of `size`."""
    return list(batches(_roster(session, minute), size=size))


def size_of_round(session: Session, minute: datetime) -> int:
    """How many Cameras are looked at in `minute`."""
    return sum(1 for _ in _roster(session, minute))


def owners(session: Session, cameras: Sequence[int]) -> dict[int, int]:
    """The id of the Restaurant of each of these Cameras."""
    rows = session.execute(
        select(Camera.id, Camera.restaurant_id).where(Camera.id.in_(cameras)).order_by(Camera.id)
    )
    return {number: owner for number, owner in rows}  # noqa: C416 - a Row is no pair to mypy


def _roster(session: Session, minute: datetime) -> Iterator[Rostered]:
    """The Cameras that are looked at in `minute`, by Restaurant."""
    day = local_day(minute)
    statuses = _statuses(session, minute)
    rows = session.execute(
        select(Camera.id, Camera.restaurant_id)
        .where(
            Camera.active_from <= day,
            or_(Camera.active_until.is_(None), day < Camera.active_until),
        )
        .order_by(Camera.restaurant_id, Camera.id)
    )
    rostered = (Rostered(number, owner, statuses.get(owner)) for number, owner in rows)
    return (each for each in rostered if is_looked_at(each, minute))


def posts_of(session: Session, cameras: Sequence[int], *, now: datetime, keys: Keys) -> list[Post]:
    """What looking at these `cameras` needs.

    One whose address cannot be read or leads outside the camera networks is left out and logged.
    """
    rows = session.execute(
        select(Camera, Restaurant.hours)
        .join(Restaurant, Restaurant.id == Camera.restaurant_id)
        .where(Camera.id.in_(cameras))
        .order_by(Camera.id)
    ).all()
    statuses = _statuses(session, now)
    found = [
        (camera, hours, url, login)
        for camera, hours in rows
        for url, login in _address(camera, keys)
    ]
    refusals = _refusals(session, cameras, {login.user for *__, login in found})
    looked, referred = _looked_at(session, cameras, now), _referred_at(session, cameras)
    frozen = _frozen_at(session, cameras)
    return [
        Post(
            camera_id=camera.id,
            source=source_of(camera, url),
            login=login,
            hours=Hours.parse(hours),
            status=statuses.get(camera.restaurant_id),
            looked_at=looked.get(camera.id),
            referred_at=referred.get(camera.id),
            standing=standing(camera.id, login, refusals, now=now),
            is_refusing=any(each.camera_id == camera.id for each in refusals),
            is_bearing=any(each.is_bearing and each.login.user == login.user for each in refusals),
            frozen_at=frozen.get(camera.id),
        )
        for camera, hours, url, login in found
    ]


def reference_pictures(session: Session, cameras: Iterable[int]) -> dict[int, bytes]:
    """The packed reference pictures of these Cameras; one without is missing."""
    rows = session.execute(
        select(ReferencePicture.camera_id, ReferencePicture.packed).where(
            ReferencePicture.camera_id.in_(cameras)
        )
    )
    return {number: packed for number, packed in rows}  # noqa: C416 - a Row is no pair to mypy


def refusal_of(session: Session, camera_id: int) -> Refusal | None:
    """What this Camera refused, None when it is not known to have refused anything."""
    row = session.get(CameraRefusal, camera_id)
    return None if row is None else _refusal(row)


def _address(camera: Camera, keys: Keys) -> Iterable[tuple[str, Login]]:
    """The pinned address and the marks of `camera`; empty when there is no way to it."""
    try:
        url = keys.cipher.decrypt(camera.url_encrypted)
        return ((keys.gate.pinned(url), keys.marker.login(url)),)
    except (AddressRefused, AddressUnreadable) as error:
        reason = error.fault.value if isinstance(error, AddressRefused) else error.code
    log.warning("camera_left_out", extra={"camera": camera.code, "reason": reason})
    return ()


def _statuses(session: Session, moment: datetime) -> Mapping[int, Status]:
    """The Status of each Restaurant at `moment`; not known ones are missing."""
    rows = session.execute(
        select(StatusSpan.restaurant_id, StatusSpan.status)
        .where(
            StatusSpan.starts_at <= moment,
            or_(StatusSpan.ends_at.is_(None), moment < StatusSpan.ends_at),
        )
        .order_by(StatusSpan.starts_at)
    )
    return {owner: status for owner, status in rows}  # noqa: C416 - the later one holds


def _refusals(session: Session, cameras: Sequence[int], users: set[str]) -> list[Refusal]:
    """The refusals of these Cameras, and those of others that concern these `users`."""
    rows = session.scalars(
        select(CameraRefusal).where(
            or_(CameraRefusal.camera_id.in_(cameras), CameraRefusal.user_mark.in_(users))
        )
    )
    return [_refusal(row) for row in rows]


def _refusal(row: CameraRefusal) -> Refusal:
    return Refusal(
        camera_id=row.camera_id,
        cause=row.cause,
        login=Login(row.address_mark, row.user_mark, row.password_mark),
        refused_at=row.refused_at,
        released_at=row.released_at,
        is_bearing=row.is_bearing,
    )


def _looked_at(session: Session, cameras: Sequence[int], now: datetime) -> dict[int, datetime]:
    """The end of the last minute with a result, of those that have one today or yesterday."""
    found: dict[int, datetime] = {}
    rows = session.execute(
        select(CameraDay.day, CameraDay.camera_id, CameraDay.looked)
        .where(
            CameraDay.day.in_((local_day(now - timedelta(days=1)), local_day(now))),
            CameraDay.camera_id.in_(cameras),
        )
        .order_by(CameraDay.day)
    )
    for day, number, looked in rows:
        last = unpacked(looked).bit_length() - 1
        if last >= 0:
            found[number] = min(now, day_bounds(day)[0] + (last + 1) * MINUTE)
    return found


def _frozen_at(session: Session, cameras: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(
        select(CameraOutage.camera_id, CameraOutage.last_bad_at).where(
            CameraOutage.camera_id.in_(cameras),
            CameraOutage.ended_at.is_(None),
            CameraOutage.code == FaultCode.DEV_FROZEN,
        )
    )
    return {number: at for number, at in rows}  # noqa: C416 - a Row is no pair to mypy


def _referred_at(session: Session, cameras: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(
        select(ReferencePicture.camera_id, ReferencePicture.accepted_at).where(
            ReferencePicture.camera_id.in_(cameras), ReferencePicture.packed != TO_BE_LEARNT
        )
    )
    return {number: at for number, at in rows}  # noqa: C416 - a Row is no pair to mypy
