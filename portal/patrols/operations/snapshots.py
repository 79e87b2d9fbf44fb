"""Keeps Snapshots, and what each came to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.findings.kinds import Origin, ViolationCode
from portal.findings.operations import open_finding
from portal.findings.rules.opening import KeptPicture as FindingPicture
from portal.findings.rules.opening import NewFinding
from portal.patrols.kinds import PictureKind, SnapshotEnd, SnapshotSource
from portal.patrols.models import ONCE_LENGTH, Snapshot, Visit
from portal.patrols.operations.holding import held, subject_of
from portal.patrols.operations.visits import begin_visit
from portal.patrols.pictures import KeptPicture, SnapshotStore
from portal.patrols.queries.visits import snapshot_by_code
from portal.patrols.rules.permissions import Act, scope_of
from portal.patrols.rules.visits import SnapshotDecided, check_open
from portal.registry.kinds import Zone
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class NewSnapshot:
    """A kept picture with what it shows; `once` names the tap, so that two taps are one."""

    kept: KeptPicture
    zone: Zone
    once: str
    camera_id: int | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What an officer answers for: a class of violation, and what is to be put right.

    `evidence` is the picture as the findings floor keeps it.
    """

    violation: ViolationCode
    note: str = ""
    evidence: FindingPicture | None = None


def keep_snapshot(
    session: Session, number: int, new: NewSnapshot, *, actor: Actor, now: datetime
) -> Snapshot:
    """Add a Snapshot to a Visit, which begins by this if need be.

    The second time of one tap returns the first, whose picture is another: the caller drops the
    one that was kept. Raises as `begin_visit` does.
    """
    visit = begin_visit(session, number, actor=actor, now=now)
    once = new.once[:ONCE_LENGTH]
    former = next((each for each in visit.snapshots if each.once == once), None)
    if former is not None:
        return former
    kept = new.kept
    snapshot = Snapshot(
        code=kept.code,
        visit_id=visit.id,
        camera_id=new.camera_id,
        zone=new.zone,
        source=SnapshotSource.MANUAL,
        picture=kept.kind,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        once=once,
        taken_at=kept.taken_at,
        kept_at=now,
        kept_by=actor.name,
    )
    session.add(snapshot)
    session.flush()
    facts = {"snapshot": kept.code, "zone": new.zone.value, "sha256": kept.sha256}
    record(session, actor, "snapshot.kept", subject_of(visit), at=now, facts=facts)
    return snapshot


def end_as_nothing(
    session: Session, number: int, code: str, *, actor: Actor, now: datetime
) -> Snapshot:
    """Say that a Snapshot shows nothing wrong.

    Raises NotFound, NotAllowed, VisitOver, or SnapshotDecided where it is a Finding.
    """
    visit, snapshot = _open(session, number, code, actor)
    if snapshot.ended is SnapshotEnd.FINDING:
        raise SnapshotDecided
    if snapshot.ended is None:
        _end(snapshot, SnapshotEnd.NOTHING, actor=actor, now=now)
        session.flush()
        facts = {"snapshot": code, "zone": snapshot.zone.value}
        record(session, actor, "snapshot.nothing", subject_of(visit), at=now, facts=facts)
    return snapshot


def end_as_finding(
    session: Session, number: int, code: str, *, what: Confirmed, actor: Actor, now: datetime
) -> Snapshot:
    """Make a Snapshot a Finding, for which `actor` answers from now on.

    Several Snapshots of one Visit, Zone and class belong to one Finding. Raises NotFound,
    NotAllowed, VisitOver, and as `open_finding` does.
    """
    visit, snapshot = _open(session, number, code, actor)
    if snapshot.ended is SnapshotEnd.FINDING:
        return snapshot
    finding = open_finding(
        session,
        NewFinding(
            restaurant_id=visit.restaurant_id,
            code=what.violation,
            seen_at=snapshot.taken_at,
            origin=Origin.PATROL,
            origin_id=str(visit.id),
            camera_id=snapshot.camera_id,
            zone=snapshot.zone,
            note=what.note,
            evidence=() if what.evidence is None else (what.evidence,),
            facts={"snapshot": code, "sha256": snapshot.sha256, "patrol": visit.patrol.number},
        ),
        actor=actor,
        now=now,
    )
    _end(snapshot, SnapshotEnd.FINDING, actor=actor, now=now)
    snapshot.finding_id = finding.id
    session.flush()
    facts = {"snapshot": code, "finding": finding.number, "zone": snapshot.zone.value}
    record(session, actor, "snapshot.finding", subject_of(visit), at=now, facts=facts)
    return snapshot


def view_snapshot(
    session: Session, code: str, *, actor: Actor, now: datetime, store: SnapshotStore
) -> bytes:
    """The picture of a Snapshot; that an unprotected one was seen is recorded.

    Raises NotFound for one that this person may not see, and where no picture is kept.
    """
    snapshot = snapshot_by_code(session, code, scope=scope_of(actor, Act.SEE_SNAPSHOT))
    content = None if snapshot.removed_at else store.read(code)
    if content is None:
        raise NotFound("picture", code)
    if snapshot.picture is PictureKind.UNPROTECTED:
        facts = {"snapshot": code, "sha256": snapshot.sha256}
        subject = f"visit {snapshot.visit_id}"
        record(session, actor, "snapshot.viewed", subject, at=now, facts=facts)
    return content


def _open(session: Session, number: int, code: str, actor: Actor) -> tuple[Visit, Snapshot]:
    """A Visit that can still change, and its Snapshot of this code."""
    visit = held(session, number, actor=actor, act=Act.VISIT)
    check_open(visit.state)
    found = next((each for each in visit.snapshots if each.code == code), None)
    if found is None:
        raise NotFound("snapshot", code)
    return visit, found


def _end(snapshot: Snapshot, end: SnapshotEnd, *, actor: Actor, now: datetime) -> None:
    snapshot.ended, snapshot.ended_at, snapshot.ended_by = end, now, actor.name
