"""Drops Visits that cannot be made any more, since the Restaurant is gone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.patrols.kinds import DropReason, VisitState
from portal.patrols.models import Patrol, Visit
from portal.registry.models import Restaurant
from portal.registry.rules import Status, status_at

ACTOR = Actor.system("patrols")
OPEN = (VisitState.PLANNED, VisitState.BEGUN)
GONE = {Status.CLOSED: DropReason.CLOSED, Status.MOVED: DropReason.MOVED}


def drop_gone(session: Session, *, now: datetime) -> int:
    """Drop planned Visits of Restaurants that have closed or moved; returns how many.

    One that is begun stays: whoever began it says what they saw. A suspended Restaurant keeps its
    Visit, which is overdue until it opens again or a head of Station drops it.
    """
    rows = session.scalars(
        select(Visit)
        .where(Visit.state == VisitState.PLANNED)
        .options(joinedload(Visit.restaurant).selectinload(Restaurant.status_spans))
    ).all()
    dropped = []
    for row in rows:
        status = status_at(row.restaurant.status_spans, now)
        if status in GONE:
            row.state, row.drop_reason = VisitState.DROPPED, GONE[status]
            row.version += 1
            dropped.append(row)
    session.flush()
    end_empty_patrols(session, {row.patrol_id for row in dropped}, now=now)
    for row in dropped:
        facts = {"reason": str(row.drop_reason), "restaurant": row.restaurant.code}
        record(session, ACTOR, "visit.dropped", f"visit {row.id}", at=now, facts=facts)
    return len(dropped)


def end_empty_patrols(session: Session, ids: Collection[int], *, now: datetime | None) -> None:
    """Note the end of those of these Patrols that have nothing left to visit."""
    open_visits = exists().where(Visit.patrol_id == Patrol.id, Visit.state.in_(OPEN))
    session.execute(
        update(Patrol)
        .where(Patrol.id.in_(ids), Patrol.ended_at.is_(None), ~open_visits)
        .values(ended_at=now),
        execution_options={"synchronize_session": False},
    )
