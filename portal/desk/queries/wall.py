"""Reads for the wall: the Cameras of a scope, those with an alarm first, and what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.desk.rules import Spot, WallAsked, in_order
from portal.findings.queries.leads import pending_by_camera
from portal.live.files import Roots
from portal.live.queries import CameraView, Evidence, seen_pictures, wall_views
from portal.registry import queries as registry
from portal.registry.models import Camera, Restaurant, Station
from portal.registry.queries.register import is_active
from portal.rounds import queries as rounds
from portal.shell.rules import local_day


@dataclass(frozen=True, slots=True)
class Tile:
    """One Camera of the wall, with its Restaurant and what it shows."""

    spot: Spot
    restaurant: Restaurant
    view: CameraView


@dataclass(frozen=True, slots=True)
class Wall:
    """One page of the wall; `alarms` are the Cameras of all pages with an alarm."""

    tiles: Sequence[Tile]
    cameras: int
    alarms: int
    page: int
    pages: int

    @property
    def next_page(self) -> int:
        """The page to which it turns: the first behind the last."""
        return self.page % self.pages + 1


def wall(
    session: Session,
    asked: WallAsked,
    *,
    scope: Scope,
    now: datetime,
    roots: Roots,
    has_head_finder: bool,
) -> Wall:
    """The Cameras of `scope` that are asked for; ten statements, however many there are."""
    found = in_order(_spots(session, asked, scope=scope, now=now))
    alarms = sum(each.is_alarm for each in found)
    if asked.alarms_only:
        found = [each for each in found if each.is_alarm]
    pages = max(1, -(-len(found) // asked.size))
    page = min(asked.page, pages)
    shown = found[(page - 1) * asked.size : page * asked.size]
    codes = frozenset(each.restaurant for each in shown)
    rows = {row.code: row for row in registry.restaurants_in(session, Scope(restaurants=codes))}
    ids = [camera.id for row in rows.values() for camera in row.cameras]
    evidence = Evidence(now, roots, seen_pictures(session, ids, now=now), has_head_finder)
    views = {view.code: view for row in rows.values() for view in wall_views(row, evidence)}
    return Wall(
        tiles=[Tile(each, rows[each.restaurant], views[each.camera]) for each in shown],
        cameras=len(found),
        alarms=alarms,
        page=page,
        pages=pages,
    )


def _spots(session: Session, asked: WallAsked, *, scope: Scope, now: datetime) -> list[Spot]:
    """The Cameras in use of `scope` by Station and Restaurant, each with its alarms."""
    failing = {each.camera: each for each in rounds.failing(session, scope=scope) if each.camera}
    leads = pending_by_camera(session, scope=scope)
    rows = (
        select(Camera.id, Camera.code, Restaurant.code)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .where(registry.within(scope), is_active(local_day(now)))
        .order_by(Station.position, Station.code, Restaurant.pinyin, Restaurant.id, Camera.number)
    )
    if asked.station:
        rows = rows.where(Station.code == asked.station)
    if asked.zone is not None:
        rows = rows.where(Camera.zone == asked.zone)
    return [
        Spot(camera, restaurant, failing.get(camera), leads.get(number, 0))
        for number, camera, restaurant in session.execute(rows)
    ]
