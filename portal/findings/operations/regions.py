"""Draws and removes regions: where in a Camera's picture the machine looks for a class."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.findings.models import WatchedRegion
from portal.findings.queries.regions import present_regions, region_in_scope
from portal.findings.rules.regions import (
    REGIONS_A_CAMERA,
    NewRegion,
    RegionFault,
    RegionUnfit,
    text_of,
)
from portal.registry.models import Camera
from portal.rounds.rules.desk import SUPERVISORS


def draw_region(
    session: Session, camera: Camera, new: NewRegion, *, actor: Actor, now: datetime
) -> WatchedRegion:
    """Let a region hold at `camera`, which the caller read in this person's scope; from now on.

    Raises NotAllowed, and RegionUnfit where the Camera has as many as it may.
    """
    if not actor.has(SUPERVISORS):
        raise NotAllowed("draw regions")
    if len(present_regions(session, camera.id)) >= REGIONS_A_CAMERA:
        raise RegionUnfit(RegionFault.FULL)
    row = WatchedRegion(
        camera_id=camera.id,
        name=new.name,
        corners=[[x, y] for x, y in new.corners],
        codes=sorted(code.value for code in new.codes),
        drawn_at=now,
        drawn_by=actor.name,
    )
    session.add(row)
    session.flush()
    record(session, actor, "region.drawn", f"camera {camera.code}", at=now, facts=_facts(row))
    return row


def remove_region(
    session: Session, region_id: int, *, actor: Actor, now: datetime
) -> WatchedRegion:
    """Let a region hold no longer; its row is kept. Raises NotAllowed or NotFound."""
    if not actor.has(SUPERVISORS):
        raise NotAllowed("remove regions")
    row = region_in_scope(session, region_id, scope=actor.scope(SUPERVISORS))
    row.removed_at, row.removed_by = now, actor.name
    subject = f"camera {row.camera.code}"
    record(session, actor, "region.removed", subject, at=now, facts=_facts(row))
    session.flush()
    return row


def _facts(row: WatchedRegion) -> dict[str, str]:
    return {
        "region": str(row.id),
        "region_corners": text_of(row.corners),
        "region_codes": ", ".join(row.codes),
    }
