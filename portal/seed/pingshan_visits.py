"""Writes the patrols of Pingshan's year: Patrols, Visits, Snapshots and their Findings."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.findings.kinds import Origin, ViolationCode
from portal.findings.operations import open_finding
from portal.findings.rules.codes import CODES, Method
from portal.findings.rules.opening import NewFinding
from portal.patrols.kinds import Answer, PictureKind, SnapshotEnd, VisitState, Way
from portal.patrols.models import Patrol, PatrolCount, Snapshot, Visit, VisitCheck
from portal.patrols.rules.launching import patrol_number
from portal.registry.models import Restaurant, Station
from portal.registry.rules import Zone
from portal.seed.district import demo_code
from portal.seed.pingshan import SeedRestaurant, draw
from portal.seed.pingshan_patrols import Place, SeedPatrol, SeedSnapshot, SeedVisit, patrols

OFFICER = Actor("合成监管员", None, frozenset({Grant(Role.BUREAU_OFFICER)}))


def seed_visits(
    session: Session,
    places: Sequence[Place],
    *,
    stations: Sequence[Station],
    restaurants: Mapping[int, Restaurant],
    cameras: Mapping[int, Sequence[int]],
) -> int:
    """Write the year's Patrols with all that belongs to them; returns how many Visits.

    `restaurants` and `cameras` (ids in order) by the Restaurant's number.
    """
    rows = patrols(places)
    visits = []
    for row in rows:
        patrol = _patrol(row, stations[row.station])
        session.add(patrol)
        session.flush()
        for each in row.visits:
            visit = _visit(each, patrol, restaurants[each.restaurant.number])
            session.add(visit)
            visits.append((each, visit))
    session.add(PatrolCount(year=2021, last=len(rows)))
    session.flush()
    checks: list[dict[str, Any]] = []
    snapshots: list[dict[str, Any]] = []
    for each, visit in visits:
        checks += _checks(each, visit)
        snapshots += _snapshots(session, each, visit, cameras[each.restaurant.number])
    session.execute(insert(VisitCheck), checks)
    session.execute(insert(Snapshot), snapshots)
    return len(visits)


def _patrol(row: SeedPatrol, station: Station) -> Patrol:
    moments = [each.done_at for each in row.visits]
    return Patrol(
        number=patrol_number(2021, row.number),
        station=station,
        way=Way.ONLINE,
        starts_on=row.starts_on,
        until=row.until,
        launched_by=OFFICER.name,
        begun_at=min(moments),
        ended_at=max(moments),
    )


def _visit(each: SeedVisit, patrol: Patrol, restaurant: Restaurant) -> Visit:
    return Visit(
        patrol_id=patrol.id,
        restaurant_id=restaurant.id,
        way=each.way,
        state=VisitState.DONE,
        begun_at=each.done_at,
        begun_by=OFFICER.name,
        done_at=each.done_at,
        done_by=OFFICER.name,
    )


def _checks(each: SeedVisit, visit: Visit) -> list[dict[str, Any]]:
    found = {snapshot.zone for snapshot in each.snapshots if snapshot.is_finding}
    zones = dict.fromkeys(snapshot.zone for snapshot in each.snapshots)
    return [
        {"visit_id": visit.id, "zone": zone, "note": "",
         "answer": Answer.FINDING if zone in found else Answer.CLEAR}
        for zone in zones
    ]  # fmt: skip


def _snapshots(
    session: Session, each: SeedVisit, visit: Visit, cameras: Sequence[int]
) -> list[dict[str, Any]]:
    rows = []
    for turn, snapshot in enumerate(each.snapshots):
        camera = cameras[snapshot.camera - 1]
        finding = _finding(session, each, visit, snapshot, camera) if snapshot.is_finding else None
        rows.append(
            {
                "code": _code(each.restaurant, visit, turn),
                "visit_id": visit.id,
                "camera_id": camera,
                "zone": snapshot.zone,
                "source": snapshot.source,
                "picture": PictureKind.NONE,
                "sha256": None,
                "size_bytes": 0,
                "once": str(turn),
                "taken_at": each.done_at,
                "kept_at": each.done_at,
                "kept_by": OFFICER.name,
                "ended": SnapshotEnd.FINDING if snapshot.is_finding else SnapshotEnd.NOTHING,
                "ended_at": each.done_at,
                "ended_by": OFFICER.name,
                "finding_id": finding,
            }
        )
    return rows


def _finding(
    session: Session, each: SeedVisit, visit: Visit, snapshot: SeedSnapshot, camera: int
) -> int:
    finding = open_finding(
        session,
        NewFinding(
            restaurant_id=visit.restaurant_id,
            code=_class(each, snapshot.zone),
            seen_at=each.done_at,
            origin=Origin.PATROL,
            origin_id=str(visit.id),
            camera_id=camera,
            zone=snapshot.zone,
            note="合成记录",
        ),
        actor=OFFICER,
        now=each.done_at,
    )
    return finding.id


def _class(each: SeedVisit, zone: Zone) -> ViolationCode:
    """A class that can be seen in `zone` without the machine's trials."""
    fit = [
        row.code
        for row in CODES.values()
        if zone in row.zones and row.method is not Method.TRIAL and row.is_food
    ]
    return fit[draw("class", each.restaurant.number, each.done_at, zone, below=len(fit))]


def _code(seed: SeedRestaurant, visit: Visit, turn: int) -> str:
    return "".join(
        demo_code(f"snapshot {seed.number} {visit.id} {turn} {part}") for part in range(3)
    )
