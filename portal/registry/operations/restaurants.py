"""Registers Restaurants and corrects what the register says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.kinds import RestaurantType, Status
from portal.registry.models import Restaurant, Station
from portal.registry.operations.holding import held, place_of, subject_of
from portal.registry.operations.status import status_facts, write_status
from portal.registry.rules.hours import Hours
from portal.registry.rules.permissions import Act, Place, check
from portal.registry.rules.requests import MoveTo
from portal.registry.rules.restaurants import CorrectionUnknown, LicenceTaken, check_first_status
from portal.registry.rules.status import StatusChange
from portal.registry.spelling import search_keys
from portal.shell.rules import NotFound

CORRECTABLE = ("name", "name_en", "type", "street", "address", "is_key", "built_on",
               "licence_until")  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewRestaurant:
    """A Restaurant to be registered, planned or open from `starts_at` on; `station` is a code."""

    licence_no: str
    name: str
    type: RestaurantType
    station: str
    address: str
    hours: str
    status: Status
    starts_at: datetime
    street: str = ""
    name_en: str | None = None
    is_key: bool = False
    built_on: date | None = None
    licence_until: date | None = None


def register_restaurant(
    session: Session, told: NewRestaurant, *, actor: Actor, now: datetime
) -> Restaurant:
    """Bring a Restaurant into the register; returns it.

    Raises NotAllowed, NotFound for an unknown Station, LicenceTaken, HoursInvalid or
    FirstStatusUnfit.
    """
    check(actor, Act.REGISTER, Place(told.station))
    check_first_status(told.status)
    row = _created(
        session, _station(session, told.station), licence_no=told.licence_no, name=told.name,
        fields={
            "type": told.type, "address": told.address, "hours": str(Hours.parse(told.hours)),
            "street": told.street, "name_en": told.name_en, "is_key": told.is_key,
            "built_on": told.built_on, "licence_until": told.licence_until,
        },
    )  # fmt: skip
    change = StatusChange(told.status, told.starts_at)
    write_status(session, row, change=change, now=now)
    facts = {"licence_no": row.licence_no, "name": row.name} | status_facts(change)
    record(session, actor, "restaurant.registered", subject_of(row), at=now, facts=facts)
    return row


def correct_restaurant(
    session: Session, code: str, *, changes: Mapping[str, Any], actor: Actor, now: datetime
) -> Restaurant:
    """Give the Restaurant of this code other values of CORRECTABLE; returns it.

    Raises NotFound, NotAllowed, or CorrectionUnknown for another field.
    """
    restaurant = held(session, code)
    check(actor, Act.CORRECT, place_of(restaurant))
    told = dict(changes)
    unknown = told.keys() - set(CORRECTABLE)
    if unknown:
        raise CorrectionUnknown(min(unknown))
    before = {name: getattr(restaurant, name) for name in told}
    for name, value in told.items():
        setattr(restaurant, name, value)
    if "name" in told:
        _spell(restaurant)
    session.flush()
    facts = {
        name: {"before": _plain(before[name]), "after": _plain(value)}
        for name, value in told.items()
        if before[name] != value
    }
    if facts:
        record(session, actor, "restaurant.corrected", subject_of(restaurant), at=now, facts=facts)
    return restaurant


def moved_restaurant(
    session: Session, former: Restaurant, to: MoveTo, *, starts_at: datetime, now: datetime
) -> Restaurant:
    """The new row of a Restaurant that moves, open from `starts_at` on and linked to `former`.

    Its Cameras and Displays stay with the former place: what hangs at the new one is new.
    Raises NotFound for an unknown Station, or LicenceTaken.
    """
    row = _created(
        session, _station(session, to.station), licence_no=to.licence_no, name=former.name,
        fields={
            "type": former.type, "address": to.address, "street": to.street,
            "hours": former.hours, "name_en": former.name_en, "is_key": former.is_key,
            "moved_from_id": former.id,
        },
    )  # fmt: skip
    write_status(session, row, change=StatusChange(Status.OPEN, starts_at), now=now)
    return row


def _created(
    session: Session, station: Station, *, licence_no: str, name: str, fields: Mapping[str, Any]
) -> Restaurant:
    taken_by = session.scalar(select(Restaurant.code).where(Restaurant.licence_no == licence_no))
    if taken_by is not None:
        raise LicenceTaken(licence_no, taken_by)
    row = Restaurant(
        licence_no=licence_no, name=name, station=station,
        status_spans=[], hours_spans=[], cameras=[], displays=[], embed_origins=[], **fields,
    )  # fmt: skip
    _spell(row)
    session.add(row)
    session.flush()
    return row


def _station(session: Session, code: str) -> Station:
    station = session.scalar(select(Station).where(Station.code == code))
    if station is None:
        raise NotFound("station", code)
    return station


def _spell(row: Restaurant) -> None:
    keys = search_keys(row.name)
    row.pinyin, row.initials = keys.pinyin, keys.initials


def _plain(value: object) -> object:
    """A field's value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date) else value
