"""Reads what the public is told of patrols at a Restaurant."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from portal.findings.models import Finding, Publication
from portal.findings.rules.workflow import VOID_STATES
from portal.patrols.kinds import VisitState
from portal.patrols.models import Snapshot, Visit
from portal.patrols.rules.on_record import LastVisit, last_visit_of
from portal.shell.rules import local_day


def last_visit(session: Session, restaurant_id: int, *, today: date) -> LastVisit | None:
    """The newest Visit that was made, and what came of it; None: none was. One statement.

    Findings that were annulled or withdrawn are none.
    """
    rows = session.execute(_last_visit(), {"restaurant": restaurant_id}).all()
    if not rows:
        return None
    done_at: datetime = rows[0][0]
    return last_visit_of(
        local_day(done_at),
        [
            None if decided is None else _is_shown(*told, today=today)
            for __, finding, decided, *told in rows
            if finding is not None
        ],
    )


@cache  # each kitchen's page runs it, and putting it together takes longer than the database does
def _last_visit() -> Select[*tuple[Any, ...]]:
    newest = (
        select(Visit.id, Visit.done_at)
        .where(Visit.restaurant_id == bindparam("restaurant"), Visit.state == VisitState.DONE)
        .order_by(Visit.done_at.desc(), Visit.id.desc())
        .limit(1)
        .subquery()
    )
    return (
        select(
            newest.c.done_at, Finding.id, Publication.id, Publication.is_public,
            Publication.withdrawn_at, Publication.expires_on,
        )
        .outerjoin(Snapshot, Snapshot.visit_id == newest.c.id)
        .outerjoin(
            Finding,
            and_(Finding.id == Snapshot.finding_id, Finding.state.not_in(VOID_STATES)),
        )
        .outerjoin(Publication, Publication.finding_id == Finding.id)
        .distinct()
    )  # fmt: skip


def _is_shown(
    is_public: bool,
    withdrawn_at: datetime | None,
    expires_on: date | None,
    *,
    today: date,
) -> bool:
    """Whether a decision about a Finding is public today."""
    return is_public and withdrawn_at is None and expires_on is not None and expires_on > today
