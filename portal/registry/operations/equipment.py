"""Replaces, retires and protects Cameras, and counts Displays as seen."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.kinds import Transport
from portal.registry.models import Camera, Display, Restaurant
from portal.registry.operations.holding import held, place_of, subject_of
from portal.registry.rules.equipment import CameraRetired, former_number, may_retire, may_see
from portal.registry.rules.permissions import Act, check
from portal.registry.rules.privacy import Protection
from portal.shell.rules import NotFound, local_day


@dataclass(frozen=True, slots=True)
class CameraAt:
    """Which Camera is meant: by the code of its Restaurant, and its number within it."""

    restaurant: str
    number: int


@dataclass(frozen=True, slots=True)
class Device:
    """A Camera that takes another one's place on a day; it never prints its address."""

    url: str = field(repr=False)
    installed_on: date
    transport: Transport = Transport.TCP
    device_id: str | None = None


@dataclass(frozen=True, slots=True)
class AddressKeeper:
    """What it takes to store an address: whether it may be reached, and the cipher."""

    gate: AddressGate
    cipher: AddressCipher

    def kept(self, url: str) -> str:
        """`url` encrypted, after a check. Raises AddressRefused."""
        self.gate.pinned(url)
        return self.cipher.encrypt(url)


def replace_camera(
    session: Session,
    where: CameraAt,
    *,
    by: Device,
    keeper: AddressKeeper,
    actor: Actor,
    now: datetime,
) -> Camera:
    """Put `by` in the place of a Restaurant's Camera; returns the new row.

    The Slot goes on without a gap: the new Camera has the former's number, Zone, name and
    protection, and begins on the day on which the former, renumbered, ends. Raises NotFound,
    NotAllowed, AddressRefused, CameraRetired or DayUnfit.
    """
    restaurant = held(session, where.restaurant)
    check(actor, Act.CHANGE_EQUIPMENT, place_of(restaurant))
    former, number, day = _camera(restaurant, where.number), where.number, by.installed_on
    may_retire(
        active_from=former.active_from,
        active_until=former.active_until,
        day=day,
        today=local_day(now),
    )
    url_encrypted = keeper.kept(by.url)
    former.active_until = day
    former.number = former_number(camera.number for camera in restaurant.cameras)
    session.flush()  # before the new row is there: a number is given once
    row = Camera(
        restaurant=restaurant, number=number, zone=former.zone, name=former.name,
        url_encrypted=url_encrypted, privacy=former.privacy, privacy_basis=former.privacy_basis,
        privacy_decided_by=former.privacy_decided_by, strength=former.strength,
        polygons=former.polygons, transport=by.transport, device_id=by.device_id, active_from=day,
    )  # fmt: skip
    session.add(row)
    session.flush()
    facts = {"number": number, "former": former.code, "camera": row.code, "day": day.isoformat()}
    record(session, actor, "camera.replaced", subject_of(restaurant), at=now, facts=facts)
    return row


def retire_camera(
    session: Session, where: CameraAt, *, day: date, reason: str, actor: Actor, now: datetime
) -> Camera:
    """Take a Restaurant's Camera out of use from `day` on; returns it.

    Raises NotFound, NotAllowed, CameraRetired or DayUnfit.
    """
    restaurant = held(session, where.restaurant)
    check(actor, Act.CHANGE_EQUIPMENT, place_of(restaurant))
    row = _camera(restaurant, where.number)
    may_retire(
        active_from=row.active_from, active_until=row.active_until, day=day, today=local_day(now)
    )
    row.active_until = day
    session.flush()
    facts = {
        "number": where.number, "camera": row.code, "day": day.isoformat(), "reason": reason,
    }  # fmt: skip
    record(session, actor, "camera.retired", subject_of(restaurant), at=now, facts=facts)
    return row


def protect_camera(
    session: Session, where: CameraAt, *, by: Protection, actor: Actor, now: datetime
) -> Camera:
    """Protect people in the picture of a Restaurant's Camera in this way; returns the Camera.

    What held before stands in the audit chain. Raises NotFound, NotAllowed, CameraRetired or
    ProtectionUnfit.
    """
    restaurant = held(session, where.restaurant)
    check(actor, Act.PROTECT, place_of(restaurant))
    row = _camera(restaurant, where.number)
    if row.active_until is not None:
        raise CameraRetired(row.active_until)
    by.check(polygons=row.polygons)
    facts = {
        "number": where.number, "camera": row.code, "privacy": by.privacy.value,
        "strength": by.strength.value, "basis": by.basis, "decided_by": by.decided_by,
        "privacy_before": row.privacy.value, "strength_before": row.strength.value,
    }  # fmt: skip
    row.privacy, row.strength = by.privacy, by.strength
    row.privacy_basis, row.privacy_decided_by = by.basis, by.decided_by
    session.flush()
    record(session, actor, "camera.protected", subject_of(restaurant), at=now, facts=facts)
    return row


def verify_display(
    session: Session, code: str, name: str, *, seen_on: date, actor: Actor, now: datetime
) -> Display:
    """Note that the Display at `name` was seen working on `seen_on`; returns it.

    One that is not registered yet is from now on. Raises NotFound, NotAllowed or DayUnfit.
    """
    restaurant = held(session, code)
    check(actor, Act.VERIFY_DISPLAY, place_of(restaurant))
    may_see(seen_on=seen_on, today=local_day(now))
    row = next((each for each in restaurant.displays if each.name == name), None)
    if row is None:
        row = Display(restaurant=restaurant, name=name)
        session.add(row)
    seen = [day for day in (row.first_verified_on, row.verified_on, seen_on) if day is not None]
    row.first_verified_on, row.verified_on = min(seen), max(seen)
    session.flush()
    facts = {"display": name, "day": seen_on.isoformat()}
    record(session, actor, "display.verified", subject_of(restaurant), at=now, facts=facts)
    return row


def _camera(restaurant: Restaurant, number: int) -> Camera:
    found = next((each for each in restaurant.cameras if each.number == number), None)
    if found is None:
        raise NotFound("camera", f"{restaurant.code} {number}")
    return found
