"""Begins, saves, ends and drops Visits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.patrols.kinds import Answer, DropReason, VisitState
from portal.patrols.models import LONGEST_NOTE, Visit, VisitCheck
from portal.patrols.operations.holding import held, subject_of
from portal.patrols.operations.tidying import end_empty_patrols
from portal.patrols.rules.permissions import Act
from portal.patrols.rules.visits import (
    DropUnexplained,
    Seen,
    VisitUnfinished,
    check_open,
    check_status,
    check_version,
    obstacles,
    zones_of,
)
from portal.registry.kinds import Zone
from portal.registry.rules import status_at
from portal.shell.rules import local_day


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What an officer filled in; `version` is that of the Visit they saw, None: the newest."""

    answers: Mapping[Zone, Answer] = field(default_factory=dict)
    notes: Mapping[Zone, str] = field(default_factory=dict)
    note: str = ""
    version: int | None = None


def begin_visit(session: Session, number: int, *, actor: Actor, now: datetime) -> Visit:
    """Note that somebody looks at the Restaurant now; the first time counts.

    Raises NotFound, NotAllowed, VisitOver or RestaurantGone.
    """
    visit = _open(session, number, actor=actor, now=now)
    _begin(session, visit, actor=actor, now=now)
    return visit


def save_visit(
    session: Session, number: int, form: VisitForm, *, actor: Actor, now: datetime
) -> Visit:
    """Keep what is filled in so far; a Visit that was not begun begins by this.

    Raises as `begin_visit` does, and VisitChanged where somebody else was quicker.
    """
    visit = _open(session, number, actor=actor, now=now)
    _check_version(visit, form)
    _begin(session, visit, actor=actor, now=now)
    if _fill(session, visit, form):
        visit.version += 1
    session.flush()
    return visit


def end_visit(
    session: Session, number: int, form: VisitForm, *, actor: Actor, now: datetime
) -> Visit:
    """End a Visit with what is filled in; it counts from now on and changes no more.

    The same form twice ends it once. Raises as `save_visit` does, and VisitUnfinished where an
    answer or a decision is missing.
    """
    visit = held(session, number, actor=actor, act=Act.VISIT)
    if visit.state is VisitState.DONE and visit.done_by == actor.name:
        return visit
    check_open(visit.state)
    _check_version(visit, form)
    _fill(session, visit, form)
    missing = obstacles(seen_of(visit, now=now))
    if missing:
        raise VisitUnfinished(missing)
    if visit.begun_at is None:
        visit.begun_at, visit.begun_by = now, actor.name
        visit.patrol.begun_at = visit.patrol.begun_at or now
    visit.state, visit.done_at, visit.done_by = VisitState.DONE, now, actor.name
    visit.version += 1
    session.flush()
    end_empty_patrols(session, [visit.patrol_id], now=now)
    facts = {
        "restaurant": visit.restaurant.code,
        "patrol": visit.patrol.number,
        "snapshots": len(visit.snapshots),
        "findings": len({each.finding_id for each in visit.snapshots if each.finding_id}),
    }
    record(session, actor, "visit.done", subject_of(visit), at=now, facts=facts)
    return visit


def drop_visit(
    session: Session, number: int, *, reason: DropReason, note: str, actor: Actor, now: datetime
) -> Visit:
    """Say that a planned Visit is not made, and why.

    Raises NotFound, NotAllowed, VisitOver or DropUnexplained.
    """
    visit = held(session, number, actor=actor, act=Act.DROP)
    check_open(visit.state)
    if reason is DropReason.OTHER and not note.strip():
        raise DropUnexplained
    visit.state, visit.drop_reason = VisitState.DROPPED, reason
    visit.drop_note = note.strip()[:LONGEST_NOTE]
    visit.version += 1
    session.flush()
    end_empty_patrols(session, [visit.patrol_id], now=now)
    facts = {
        "restaurant": visit.restaurant.code,
        "reason": reason.value,
        "note": visit.drop_note,
    }
    record(session, actor, "visit.dropped", subject_of(visit), at=now, facts=facts)
    return visit


def seen_of(visit: Visit, *, now: datetime) -> Seen:
    """What the form of a Visit says so far; Cameras, form and Snapshots must be loaded."""
    return Seen(
        zones=zones_of(visit.restaurant.cameras, local_day(now), way=visit.way),
        answers={each.zone: each.answer for each in visit.checks},
        snapshots=[(each.zone, each.ended) for each in visit.snapshots],
    )


def _open(session: Session, number: int, *, actor: Actor, now: datetime) -> Visit:
    """A Visit that can still be made, held."""
    visit = held(session, number, actor=actor, act=Act.VISIT)
    check_open(visit.state)
    check_status(status_at(visit.restaurant.status_spans, now))
    return visit


def _begin(session: Session, visit: Visit, *, actor: Actor, now: datetime) -> None:
    if visit.state is not VisitState.PLANNED:
        return
    visit.state, visit.begun_at, visit.begun_by = VisitState.BEGUN, now, actor.name
    visit.version += 1
    visit.patrol.begun_at = visit.patrol.begun_at or now
    session.flush()
    facts = {"restaurant": visit.restaurant.code, "patrol": visit.patrol.number}
    record(session, actor, "visit.begun", subject_of(visit), at=now, facts=facts)


def _check_version(visit: Visit, form: VisitForm) -> None:
    check_version(form.version, visit.version, by=visit.begun_by)


def _fill(session: Session, visit: Visit, form: VisitForm) -> bool:
    """Write the form's answers into the Visit; returns whether anything became another."""
    before = (visit.note, [(each.zone, each.answer, each.note) for each in visit.checks])
    visit.note = form.note.strip()[:LONGEST_NOTE]
    known = {each.zone: each for each in visit.checks}
    for zone, answer in form.answers.items():
        note = form.notes.get(zone, "").strip()[:LONGEST_NOTE]
        if zone in known:
            known[zone].answer, known[zone].note = answer, note
        else:
            visit.checks.append(VisitCheck(zone=zone, answer=answer, note=note))
    session.flush()
    return before != (visit.note, [(each.zone, each.answer, each.note) for each in visit.checks])
