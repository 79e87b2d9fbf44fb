"""Reads of Stations, Restaurants and Cameras."""

import logging
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.rules import WHOLE, Scope
from portal.registry.addresses import AddressGate, Resolver, resolve
from portal.registry.cipher import AddressCipher, AddressUnreadable
from portal.registry.kinds import RestaurantType, Status
from portal.registry.models import Camera, Display, HoursSpan, Restaurant, Station, StatusSpan
from portal.registry.rules.address import AddressRefused, Network
from portal.registry.rules.dated_hours import DatedHours
from portal.shell import clock
from portal.shell.lists import PER_PAGE, ListPage
from portal.shell.paging import one_page
from portal.shell.rules import NotFound
from transcoder.camera import CameraSource, Polygon

LONGEST_SEARCH = 100  # characters of a search text that are looked at
NUMBERS_A_STATEMENT = 5_000  # databases limit the values of one statement

log = logging.getLogger(__name__)

_STATUS_ORDER = {Status.OPEN: 0, Status.SUSPENDED: 1, Status.PLANNED: 2, Status.MOVED: 4,
                 Status.CLOSED: 5}  # fmt: skip
_UNKNOWN_ORDER = 3


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What may be asked of a search: `station` is a code, `statuses` empty means any.

    A Status of None is one that nobody recorded.
    """

    text: str = ""
    station: str | None = None
    type: RestaurantType | None = None
    scope: Scope = WHOLE
    statuses: frozenset[Status | None] = frozenset()


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """How much the register holds at a moment.

    `open_restaurants` are those known to be open, `cameras` those active on that day.
    """

    stations: int
    restaurants: int
    open_restaurants: int
    cameras: int
    displays: int


def restaurant_by_code(session: Session, code: str) -> Restaurant | None:
    """The Restaurant of this public code with all that belongs to it, None when there is none."""
    return session.scalar(_by_code(), {"code": code})


@cache  # each kitchen's page runs it, and putting it together takes longer than the database does
def _by_code() -> Select[Restaurant]:
    return (
        select(Restaurant)
        .where(Restaurant.code == bindparam("code"))
        .options(*_with_parts(), selectinload(Restaurant.embed_origins))
    )


def dated_hours(session: Session, restaurant: Restaurant) -> DatedHours:
    """The business hours of each day of `restaurant`."""
    rows = session.scalars(select(HoursSpan).where(HoursSpan.restaurant_id == restaurant.id))
    return DatedHours.told(restaurant.hours, rows)


def restaurant_names(session: Session, codes: Collection[str]) -> list[tuple[str, str, str | None]]:
    """Code, Chinese name and English name (None: not known) of the Restaurants of these codes."""
    rows = session.execute(
        select(Restaurant.code, Restaurant.name, Restaurant.name_en).where(
            Restaurant.code.in_(codes)
        )
    )
    return [(code, name, name_en) for code, name, name_en in rows]


def camera_by_code(session: Session, code: str) -> Camera | None:
    """The Camera of this public code with its Restaurant and its spans, None if there is none."""
    return session.scalar(select(Camera).where(Camera.code == code).options(*_with_restaurant()))


def cameras_by_codes(session: Session, codes: Collection[str]) -> list[Camera]:
    """The Cameras of these public codes, each with its Restaurant."""
    rows = session.scalars(
        select(Camera).where(Camera.code.in_(codes)).options(joinedload(Camera.restaurant))
    )
    return list(rows)


def restaurants_in(session: Session, scope: Scope) -> list[Restaurant]:
    """All Restaurants of `scope` by name, with all that belongs to them.

    For a scope of a few: a person's own Restaurants.
    """
    return list(
        session.scalars(
            select(Restaurant)
            .join(Restaurant.station)
            .where(within(scope))
            .order_by(Restaurant.name, Restaurant.id)
            .options(*_with_parts())
        )
    )


def stations(session: Session) -> list[Station]:
    """All Stations by position, then code."""
    return list(session.scalars(select(Station).order_by(Station.position, Station.code)))


def restaurants_by_licence(session: Session, numbers: Iterable[str]) -> dict[str, Restaurant]:
    """The Restaurants of these licence numbers, unknown ones missing, with all their parts."""
    wanted = list(dict.fromkeys(numbers))
    found: dict[str, Restaurant] = {}
    for start in range(0, len(wanted), NUMBERS_A_STATEMENT):
        some = wanted[start : start + NUMBERS_A_STATEMENT]
        rows = session.scalars(
            select(Restaurant)
            .where(Restaurant.licence_no.in_(some))
            .options(*_with_parts(), selectinload(Restaurant.hours_spans))
        )
        found |= {row.licence_no: row for row in rows}
    return found


def search_restaurants(
    session: Session,
    *,
    text: str = "",
    station: str | None = None,
    type: RestaurantType | None = None,
    page: int = 1,
    per_page: int = 20,
) -> ListPage[Restaurant]:
    """Restaurants whose name, its pinyin or initials, street or address hold `text`.

    `station` is a Station's code. Open ones first, then by pinyin; with Station, Status spans,
    Cameras and Displays. Always the same number of statements, however many rows.
    """
    return search_register(
        session,
        RegisterFilter(text=text, station=station, type=type),
        page=page,
        per_page=per_page,
    )


def search_register(
    session: Session, wanted: RegisterFilter, *, page: int = 1, per_page: int = PER_PAGE
) -> ListPage[Restaurant]:
    """The same as `search_restaurants`, with what only staff ask for."""
    now = clock.now()
    return one_page(
        session,
        select(Restaurant).join(Restaurant.station).where(*_conditions(wanted, now)),
        order=_order(now),
        options=_with_parts(),
        page=page,
        per_page=per_page,
    )


def active_cameras(session: Session, *, day: date) -> list[Camera]:
    """Cameras active on the district's `day`, with Restaurant, Station and spans.

    By Restaurant, then number. A Restaurant's Status is not looked at.
    """
    return list(
        session.scalars(
            select(Camera)
            .where(is_active(day))
            .order_by(Camera.restaurant_id, Camera.number)
            .options(*_with_restaurant())
        )
    )


def camera_sources(
    session: Session,
    *,
    day: date,
    cipher: AddressCipher,
    networks: tuple[Network, ...],
    resolver: Resolver = resolve,
) -> dict[str, CameraSource]:
    """The sources of the Cameras active on `day`, by code, each pinned to a checked IP address.

    One whose address cannot be read, or leads outside `networks` now, is left out and logged.
    """
    gate = AddressGate(networks, resolver)
    sources: dict[str, CameraSource] = {}
    for camera in session.scalars(select(Camera).where(is_active(day)).order_by(Camera.id)):
        try:
            url = gate.pinned(cipher.decrypt(camera.url_encrypted))
        except (AddressRefused, AddressUnreadable) as error:
            reason = error.fault.value if isinstance(error, AddressRefused) else error.code
            log.warning("camera_left_out", extra={"camera": camera.code, "reason": reason})
            continue
        sources[camera.code] = source_of(camera, url)
    return sources


def register_counts(session: Session, *, now: datetime, day: date) -> RegisterCounts:
    """How much the register holds at `now`, which lies in the district's `day`."""
    open_now = (
        select(func.count(func.distinct(StatusSpan.restaurant_id)))
        .where(_holds_at(now), StatusSpan.status == Status.OPEN)
        .scalar_subquery()
    )
    row = session.execute(
        select(
            select(func.count(Station.id)).scalar_subquery(),
            select(func.count(Restaurant.id)).scalar_subquery(),
            open_now,
            select(func.count(Camera.id)).where(is_active(day)).scalar_subquery(),
            select(func.count(Display.id)).scalar_subquery(),
        )
    ).one()
    return RegisterCounts(*row)


def _with_parts() -> tuple[ORMOption, ...]:
    return (
        joinedload(Restaurant.station),
        selectinload(Restaurant.status_spans),
        selectinload(Restaurant.cameras),
        selectinload(Restaurant.displays),
    )


def _with_restaurant() -> tuple[ORMOption, ...]:
    return (
        joinedload(Camera.restaurant).joinedload(Restaurant.station),
        joinedload(Camera.restaurant).selectinload(Restaurant.status_spans),
    )


def within(scope: Scope) -> ColumnElement[bool]:
    """The condition, on Restaurant joined with Station, that `scope` covers it."""
    if scope.is_whole:
        return true()
    return or_(Station.code.in_(scope.stations), Restaurant.code.in_(scope.restaurants))


def is_active(day: date) -> ColumnElement[bool]:
    """The condition on Camera that it is in use on the district's `day`."""
    return and_(
        Camera.active_from <= day, or_(Camera.active_until.is_(None), day < Camera.active_until)
    )


def _holds_at(moment: datetime) -> ColumnElement[bool]:
    return and_(
        StatusSpan.starts_at <= moment,
        or_(StatusSpan.ends_at.is_(None), moment < StatusSpan.ends_at),
    )


def _conditions(wanted: RegisterFilter, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a search, on Restaurant joined with Station."""
    conditions = [within(wanted.scope)]
    if wanted.type is not None:
        conditions.append(Restaurant.type == wanted.type)
    if wanted.station:
        conditions.append(Station.code == wanted.station)
    if wanted.statuses:
        status = _present_status(now)
        known = [each for each in wanted.statuses if each is not None]
        unknown = status.is_(None) if None in wanted.statuses else false()
        conditions.append(or_(status.in_(known), unknown))
    conditions += [_holds_word(word) for word in _words(wanted.text)]
    return conditions


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:LONGEST_SEARCH]).replace("\0", "")
    return plain.lower().split()


def _holds_word(word: str) -> ColumnElement[bool]:
    """That `word` stands in one of a Restaurant's texts; its % and _ mean themselves."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    columns = (Restaurant.name, Restaurant.name_en, Restaurant.pinyin, Restaurant.initials,
               Restaurant.street, Restaurant.address)  # fmt: skip
    return or_(false(), *(column.ilike(pattern, escape="\\") for column in columns))


def _order(now: datetime) -> tuple[Any, ...]:
    """The open ones first, those of unknown Status before the moved and closed."""
    rank = case(_STATUS_ORDER, value=_present_status(now), else_=_UNKNOWN_ORDER)
    return rank, Restaurant.pinyin, Restaurant.id


def _present_status(now: datetime) -> ScalarSelect[Status]:
    """A Restaurant's Status at `now`; null where none is recorded."""
    return (
        select(StatusSpan.status)
        .where(StatusSpan.restaurant_id == Restaurant.id, _holds_at(now))
        .order_by(StatusSpan.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def camera_numbered(restaurant: Restaurant, number: int) -> Camera:
    """The Camera of that number within a Restaurant that came with its Cameras. Raises NotFound."""
    found = next((each for each in restaurant.cameras if each.number == number), None)
    if found is None:
        raise NotFound("camera", f"{restaurant.code} {number}")
    return found


def polygons_of(camera: Camera) -> tuple[Polygon, ...]:
    """The areas of `camera` that MASK burns in, as the engine takes them."""
    return tuple(tuple((x, y) for x, y in polygon) for polygon in camera.polygons)


def source_of(camera: Camera, url: str) -> CameraSource:
    """The source of `camera` for the engine, `url` being its pinned address."""
    return CameraSource(
        code=camera.code,
        url=url,
        privacy=camera.privacy,
        strength=camera.strength,
        polygons=polygons_of(camera),
        transport=camera.transport,
    )
