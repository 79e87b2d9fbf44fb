"""Opens Findings: from here on a person answers for each."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.findings.kinds import FindingAct, FindingState
from portal.findings.models import Finding, FindingCount, FindingPicture, FindingStep
from portal.findings.operations.telling import tell
from portal.findings.rules.clocks import due, next_look
from portal.findings.rules.codes import severity_of
from portal.findings.rules.opening import (
    ForeignCamera,
    KeptPicture,
    NewFinding,
    check_new,
    finding_number,
)
from portal.findings.rules.publication import STEP
from portal.findings.rules.workflow import check_actor, check_text
from portal.findings.signals import finding_opened
from portal.registry.models import Camera, Restaurant
from portal.registry.queries import deadline_of
from portal.shell.database import insert_into
from portal.shell.rules import NotFound, local


def open_finding(session: Session, new: NewFinding, *, actor: Actor, now: datetime) -> Finding:
    """Confirm a violation, for which `actor` answers; its clock starts at `now`.

    What came from the same origin, of the same class and zone, is opened once at a Restaurant:
    the second time returns the first. Raises NotFound, NotAllowed, OwnFinding, ForeignCamera,
    DueUnlikely and what `check_new` raises. The pictures are kept before, by `findings.pictures`.
    """
    check_new(new, now=now)
    restaurant = _restaurant(session, new.restaurant_id)
    check_actor(
        actor, FindingAct.OPEN, station=restaurant.station.code, restaurant=restaurant.code,
        confirmed_by=None,
    )  # fmt: skip
    _check_camera(session, new)
    former = _former(session, new)
    if former is not None:
        return former
    finding = _row(session, new, restaurant, actor=actor, now=now)
    step = add_step(session, finding, FindingAct.OPEN, actor=actor, now=now, text=finding.note)
    add_pictures(session, finding, step, new.evidence)
    session.flush()
    finding_opened.send(session, finding=finding)
    tell(session, finding, FindingAct.OPEN, actor=actor, now=now)
    facts = {
        "violation": finding.code.value,
        "severity": finding.severity.value,
        "zone": finding.zone.value if finding.zone else None,
        "origin": finding.origin.value,
        "restaurant": restaurant.code,
        "due": finding.due_at.isoformat(),
    }
    record(session, actor, "finding.confirmed", subject_of(finding), at=now, facts=facts)
    return finding


def add_step(
    session: Session,
    finding: Finding,
    act: FindingAct,
    *,
    actor: Actor,
    now: datetime,
    text: str = "",
) -> FindingStep:
    """Add to the Finding's history that `act` was done; its state must be the new one."""
    step = FindingStep(
        finding_id=finding.id, act=act, at=now, author=actor.name,
        author_id=actor.person_id,
        becomes=finding.state, text=text,
    )  # fmt: skip
    session.add(step)
    finding.changed_by, finding.changed_at = actor.name, now
    session.flush()
    return step


def add_pictures(
    session: Session, finding: Finding, step: FindingStep, kept: tuple[KeptPicture, ...]
) -> None:
    """Write down the pictures that came with a step."""
    session.add_all(
        FindingPicture(
            finding_id=finding.id, step_id=step.id, moment=each.moment, taken_at=each.taken_at,
            code=each.code, sha256=each.sha256, size_bytes=each.size_bytes, source=each.source,
        )
        for each in kept
    )  # fmt: skip


def subject_of(finding: Finding) -> str:
    """What the audit chain calls a Finding."""
    return f"finding {finding.number}"


def _restaurant(session: Session, number: int) -> Restaurant:
    """The Restaurant; nobody else opens anything there meanwhile."""
    # Written before it is read, as in `acting.held`: of one form sent twice at once, the second
    # must see what the first has opened.
    session.execute(
        update(Restaurant).where(Restaurant.id == number).values(name=Restaurant.name),
        execution_options={"synchronize_session": False},
    )
    found = session.scalar(
        select(Restaurant).where(Restaurant.id == number).options(joinedload(Restaurant.station))
    )
    if found is None:
        raise NotFound("restaurant", str(number))
    return found


def _check_camera(session: Session, new: NewFinding) -> None:
    if new.camera_id is None:
        return
    owner = session.scalar(select(Camera.restaurant_id).where(Camera.id == new.camera_id))
    if owner != new.restaurant_id:
        raise ForeignCamera


def _former(session: Session, new: NewFinding) -> Finding | None:
    """The Finding that came of the same thing already; None where its origin has no id."""
    if not new.origin_id:
        return None
    return session.scalar(
        select(Finding).where(
            Finding.restaurant_id == new.restaurant_id,
            Finding.origin == new.origin,
            Finding.origin_id == new.origin_id,
            Finding.code == new.code,
            Finding.zone.is_(None) if new.zone is None else Finding.zone == new.zone,
        )
    )


def _row(
    session: Session, new: NewFinding, restaurant: Restaurant, *, actor: Actor, now: datetime
) -> Finding:
    severity = severity_of(new.code, new.zone)
    times = due(severity, opened_at=now, typed=new.due_at)
    finding = Finding(
        number=_next_number(session, now),
        restaurant=restaurant,
        camera_id=new.camera_id,
        code=new.code,
        severity=severity,
        zone=new.zone,
        seen_at=new.seen_at,
        origin=new.origin,
        origin_id=new.origin_id,
        facts=dict(new.facts),
        note=check_text(FindingAct.OPEN, new.note),
        opened_at=now,
        confirmed_by=actor.name,
        confirmed_by_id=actor.person_id,
        pushed_at=now,
        state=FindingState.PUSHED,
        reply_due_at=times.reply_at,
        due_at=times.rectify_at,
        next_at=next_look(severity, now, times.rectify_at, now=now),
        publish_due_at=deadline_of(session, STEP, started_at=now).due_at,
        changed_by=actor.name,
        changed_at=now,
        publication=None,
    )
    session.add(finding)
    session.flush()
    return finding


def _next_number(session: Session, opened_at: datetime) -> str:
    insert = insert_into(session, FindingCount).values(year=local(opened_at).year, last=1)
    count = session.scalars(
        insert.on_conflict_do_update(
            index_elements=["year"], set_={"last": FindingCount.last + 1}
        ).returning(FindingCount.last)
    ).one()
    return finding_number(opened_at, count)
