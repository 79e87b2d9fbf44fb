"""Reads the regions that hold at Cameras."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from detector.rules.sightings import Region
from portal.accounts.rules import Scope
from portal.findings.models import WatchedRegion
from portal.registry.models import Camera, Restaurant
from portal.registry.queries import within
from portal.shell.rules import NotFound


def present_regions(session: Session, camera_id: int) -> list[WatchedRegion]:
    """The regions that hold at a Camera, as they were drawn."""
    found = session.scalars(
        select(WatchedRegion)
        .where(WatchedRegion.camera_id == camera_id, WatchedRegion.removed_at.is_(None))
        .order_by(WatchedRegion.id)
    )
    return list(found)


def regions_by_camera(session: Session, cameras: Sequence[int]) -> dict[int, tuple[Region, ...]]:
    """The regions that hold at each of these Cameras, as the rules take them; one statement."""
    rows = session.execute(
        select(WatchedRegion.camera_id, WatchedRegion.corners, WatchedRegion.codes)
        .where(WatchedRegion.camera_id.in_(cameras), WatchedRegion.removed_at.is_(None))
        .order_by(WatchedRegion.id)
    )
    found: dict[int, list[Region]] = defaultdict(list)
    for camera, corners, codes in rows:
        bounded = frozenset(codes) or None
        found[camera].append(Region(tuple((x, y) for x, y in corners), bounded))
    return {camera: tuple(regions) for camera, regions in found.items()}


def region_in_scope(session: Session, region_id: int, *, scope: Scope) -> WatchedRegion:
    """The region of this number with its Camera, while it holds.

    Raises NotFound for an unknown one, a removed one and one outside `scope`.
    """
    row = session.scalar(
        select(WatchedRegion)
        .join(WatchedRegion.camera)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .where(WatchedRegion.id == region_id, WatchedRegion.removed_at.is_(None), within(scope))
        .options(contains_eager(WatchedRegion.camera))
        .with_for_update(of=WatchedRegion)
    )
    if row is None:
        raise NotFound("region", str(region_id))
    return row
