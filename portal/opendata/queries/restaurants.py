"""Reads Restaurants with what their kitchens show now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import UNSET
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.findings.models import Finding, Publication
from portal.findings.rules.publication import SHOWN_FOR
from portal.findings.rules.workflow import VOID_STATES
from portal.front.queries import Pictures
from portal.front.rules import counted_kind
from portal.live.queries import (
    Evidence,
    KitchenView,
    is_active,
    last_word,
    seen_pictures,
    standing_at,
    wall_views,
)
from portal.live.rules import PictureKind, PictureState, best_of, withheld
from portal.opendata.rules.labels import Bright, bright
from portal.opendata.shapes import KitchenStatus, Page, Restaurant, RestaurantsAsked, Station
from portal.patrols.kinds import VisitState
from portal.patrols.models import Visit
from portal.registry import models as registry
from portal.registry.queries import restaurant_by_code, stations
from portal.registry.rules import kitchen_path, span_at
from portal.shell.rules import NotFound, day_bounds, local_day


@dataclass(frozen=True, slots=True)
class Shown:
    """What it takes to tell of kitchens: how pictures are read, and the portal's own address."""

    pictures: Pictures
    home: str


@dataclass(frozen=True, slots=True)
class _Record:
    """What is on record, by a Restaurant's id."""

    findings: Mapping[int, int]
    visits: Mapping[int, date]


def station_rows(session: Session) -> list[Station]:
    """All Stations by their position."""
    return [Station(row.code, row.name, row.name_en) for row in stations(session)]


def restaurants(session: Session, asked: RestaurantsAsked, *, shown: Shown) -> Page[Restaurant]:
    """A page of the Restaurants that are asked for, by code; always the same statements."""
    table = registry.Restaurant
    wanted = select(table).join(table.station).order_by(table.code).limit(asked.limit + 1)
    if asked.after is not UNSET:
        wanted = wanted.where(table.code > asked.after)
    if asked.station is not UNSET:
        wanted = wanted.where(registry.Station.code == asked.station)
    if asked.type is not UNSET:
        wanted = wanted.where(table.type == asked.type)
    rows = session.scalars(
        wanted.options(
            joinedload(table.station),
            selectinload(table.status_spans),
            selectinload(table.cameras),
            selectinload(table.displays),
        )
    ).all()
    page = rows[: asked.limit]
    return Page(_told(session, page, shown), page[-1].code if len(rows) > len(page) else None)


def restaurant(session: Session, code: str, *, shown: Shown) -> Restaurant:
    """The Restaurant of this code. Raises NotFound."""
    (told,) = _told(session, [_row(session, code)], shown)
    return told


def kitchen_status(
    session: Session, code: str, *, shown: Shown, labels: Mapping[Bright, tuple[str, str]]
) -> KitchenStatus:
    """Whether the Restaurant of this code may be listed with a bright kitchen. Raises NotFound."""
    row = _row(session, code)
    (view,) = _views(session, [row], shown)
    state, label = view.restaurant_state, bright(counted_kind(view.restaurant_state))
    return KitchenStatus(
        code=code,
        bright_kitchen=label,
        label=labels[label][0],
        label_en=labels[label][1],
        picture=counted_kind(state),
        since=state.since,
        as_of=last_word(view),
        page=shown.home + kitchen_path(code),
    )


def _row(session: Session, code: str) -> registry.Restaurant:
    found = restaurant_by_code(session, code)
    if found is None:
        raise NotFound("restaurant", code)
    return found


def _views(
    session: Session, rows: Sequence[registry.Restaurant], shown: Shown
) -> list[KitchenView]:
    """What the kitchens show whatever the hour, unless they are suspended or closed."""
    how = shown.pictures
    ids = [camera.id for row in rows for camera in row.cameras]
    seen = seen_pictures(session, ids, now=how.now)
    evidence = Evidence(how.now, how.roots, seen, how.has_head_finder)
    return [_view(row, evidence) for row in rows]


def _view(row: registry.Restaurant, evidence: Evidence) -> KitchenView:
    reason = withheld(standing_at(row, evidence.now), now=evidence.now)
    cameras = wall_views(row, evidence)
    if reason is not None and reason.kind is not PictureKind.CLOSED_BY_HOURS:
        state: PictureState = reason
    else:
        state = best_of(camera.picture for camera in cameras)
    return KitchenView(state, cameras)


def _told(session: Session, rows: Sequence[registry.Restaurant], shown: Shown) -> list[Restaurant]:
    record = _record(session, [row.id for row in rows], today=local_day(shown.pictures.now))
    views = _views(session, rows, shown)
    return [_one(row, view, record, shown) for row, view in zip(rows, views, strict=True)]


def _one(row: registry.Restaurant, view: KitchenView, record: _Record, shown: Shown) -> Restaurant:
    now, kind = shown.pictures.now, counted_kind(view.restaurant_state)
    span, today = span_at(row.status_spans, now), local_day(now)
    return Restaurant(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        type=row.type,
        station=row.station.code,
        street=row.street,
        address=row.address,
        licence_no=row.licence_no,
        licence_until=row.licence_until,
        hours=row.hours,
        status=span.status if span else None,
        status_since=span.starts_at if span else None,
        is_key=row.is_key,
        built_on=row.built_on,
        cameras=sum(is_active(camera, today) for camera in row.cameras),
        displays=len(row.displays),
        bright_kitchen=bright(kind),
        picture=kind,
        findings_12_months=record.findings.get(row.id, 0),
        last_visit_on=record.visits.get(row.id),
        page=shown.home + kitchen_path(row.code),
    )


def _record(session: Session, ids: Sequence[int], *, today: date) -> _Record:
    findings = session.execute(
        select(Finding.restaurant_id, func.count())
        .join(Finding.publication)
        .where(
            Finding.restaurant_id.in_(ids),
            Finding.opened_at >= day_bounds(today - SHOWN_FOR)[0],
            Finding.state.not_in(VOID_STATES),
            Publication.is_public,
            Publication.withdrawn_at.is_(None),
            Publication.expires_on > today,
        )
        .group_by(Finding.restaurant_id)
    )
    visits = session.execute(
        select(Visit.restaurant_id, func.max(Visit.done_at))
        .where(Visit.restaurant_id.in_(ids), Visit.state == VisitState.DONE)
        .group_by(Visit.restaurant_id)
    )
    return _Record(
        {row[0]: row[1] for row in findings},
        {number: local_day(done_at) for number, done_at in visits if done_at is not None},
    )
