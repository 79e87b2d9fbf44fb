"""Reads of who should be connected and is not, and of who may have closed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.registry.kinds import Ask, GapKind, RequestState, Status
from portal.registry.models import (
    Camera,
    CoverageGap,
    Display,
    Restaurant,
    Station,
    StatusRequest,
    StatusSpan,
)
from portal.registry.queries.register import is_active, within
from portal.registry.rules.closures import Sighting
from portal.registry.rules.coverage import UNNOTED, Coverage, Gap, GapNote, gaps
from portal.registry.rules.status import status_at
from portal.shell.rules import local_day

Key = tuple[int, GapKind]


@dataclass(frozen=True, slots=True)
class Listed:
    """A Restaurant as lists of the register name it."""

    id: int
    code: str
    licence_no: str
    name: str
    name_en: str | None
    street: str
    address: str
    station_code: str
    station: str
    station_en: str
    status: Status | None


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap with its Restaurant and what people know of it; `is_noted`: anybody wrote it."""

    restaurant: Listed
    gap: Gap
    note: GapNote
    is_noted: bool


@dataclass(frozen=True, slots=True)
class _Facts:
    listed: Listed
    coverage: Coverage
    licence_until: date | None


def coverage_rows(
    session: Session,
    *,
    scope: Scope,
    connected: Collection[int],
    required: int,
    now: datetime,
) -> tuple[list[GapRow], int]:
    """The gaps of `scope`, by due day (none set: last), Station and name; and how many are
    expected to be connected.

    `connected` are the ids of Restaurants that show pictures; `required` is the build
    standard's number of Cameras.
    """
    notes = _notes(session, scope)
    rows: list[GapRow] = []
    expected = 0
    for facts in _facts(session, scope, connected=connected, now=now):
        expected += facts.coverage.is_expected
        for gap in gaps(facts.coverage, required=required):
            note = notes.get((facts.listed.id, gap.kind))
            rows.append(GapRow(facts.listed, gap, note or UNNOTED, is_noted=note is not None))
    return sorted(rows, key=_by_due_day), expected


def gap_note(session: Session, restaurant_id: int, kind: GapKind) -> GapNote:
    """What people know of a Restaurant's gap; UNNOTED where nobody wrote anything."""
    row = session.scalar(
        select(CoverageGap).where(
            CoverageGap.restaurant_id == restaurant_id, CoverageGap.kind == kind
        )
    )
    return _note(row) if row is not None else UNNOTED


def closure_facts(
    session: Session, *, scope: Scope, last_good_on: Mapping[int, date], now: datetime
) -> list[tuple[Listed, Sighting]]:
    """Each Restaurant of `scope` with what may speak for its having closed, by name.

    `last_good_on` is the last day of a good picture by Restaurant's id; others never had one.
    """
    reported = _reported(session)
    found = [
        (
            facts.listed,
            Sighting(
                status=facts.listed.status,
                licence_until=facts.licence_until,
                last_good_on=last_good_on.get(facts.listed.id),
                reported_on=reported.get(facts.listed.id),
            ),
        )
        for facts in _facts(session, scope, connected=(), now=now)
    ]
    return sorted(found, key=lambda each: (each[0].name, each[0].id))


def _by_due_day(row: GapRow) -> tuple[bool, date, str, str, int]:
    due_on = row.note.due_on
    return (
        due_on is None,
        due_on or date.min,
        row.restaurant.station_code,
        row.restaurant.name,
        row.restaurant.id,
    )


def _facts(
    session: Session, scope: Scope, *, connected: Collection[int], now: datetime
) -> list[_Facts]:
    """What the register tells of each Restaurant of `scope`, in four statements."""
    day = local_day(now)
    statuses = _statuses(session, scope, now)
    cameras = _counted_cameras(session, day)
    seen = set(
        session.scalars(select(Display.restaurant_id).where(Display.verified_on.is_not(None)))
    )
    rows = session.execute(
        select(Restaurant, Station)
        .join(Restaurant.station)
        .where(within(scope))
        .order_by(Restaurant.id)
    )
    return [
        _Facts(
            _listed(restaurant, station, statuses.get(restaurant.id)),
            Coverage(
                status=statuses.get(restaurant.id),
                is_key=restaurant.is_key,
                is_built=restaurant.built_on is not None and restaurant.built_on <= day,
                is_connected=restaurant.id in connected,
                cameras=cameras.get(restaurant.id, 0),
                has_display=restaurant.id in seen,
            ),
            restaurant.licence_until,
        )
        for restaurant, station in rows
    ]


def _listed(restaurant: Restaurant, station: Station, status: Status | None) -> Listed:
    return Listed(
        id=restaurant.id,
        code=restaurant.code,
        licence_no=restaurant.licence_no,
        name=restaurant.name,
        name_en=restaurant.name_en,
        street=restaurant.street,
        address=restaurant.address,
        station_code=station.code,
        station=station.name,
        station_en=station.name_en,
        status=status,
    )


def _statuses(session: Session, scope: Scope, now: datetime) -> dict[int, Status | None]:
    spans: dict[int, list[StatusSpan]] = {}
    found = session.scalars(
        select(StatusSpan)
        .join(StatusSpan.restaurant)
        .join(Restaurant.station)
        .where(within(scope), StatusSpan.starts_at <= now)
    )
    for span in found:
        spans.setdefault(span.restaurant_id, []).append(span)
    return {number: status_at(own, now) for number, own in spans.items()}


def _counted_cameras(session: Session, day: date) -> dict[int, int]:
    rows = session.execute(
        select(Camera.restaurant_id, func.count()).where(is_active(day)).group_by(
            Camera.restaurant_id
        )
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _notes(session: Session, scope: Scope) -> dict[Key, GapNote]:
    rows = session.scalars(
        select(CoverageGap)
        .join(Restaurant, Restaurant.id == CoverageGap.restaurant_id)
        .join(Restaurant.station)
        .where(within(scope))
    )
    return {(row.restaurant_id, row.kind): _note(row) for row in rows}


def _note(row: CoverageGap) -> GapNote:
    return GapNote(row.cause, row.owner, row.due_on, row.note, row.cost_fen)


def _reported(session: Session) -> dict[int, date]:
    """The day on which somebody asked to record a Restaurant as closed, still undecided."""
    rows = session.execute(
        select(StatusRequest.restaurant_id, StatusRequest.asked_at).where(
            StatusRequest.state == RequestState.PENDING, StatusRequest.ask == Ask.CLOSE
        )
    )
    return {row[0]: local_day(row[1]) for row in rows}
