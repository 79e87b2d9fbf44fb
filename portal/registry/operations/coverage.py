"""Keeps what people know of a coverage gap."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.kinds import GapKind
from portal.registry.models import CoverageGap
from portal.registry.operations.holding import held, place_of, subject_of
from portal.registry.rules.coverage import GapNote, check_note
from portal.registry.rules.permissions import Act, check


def note_gap(
    session: Session, code: str, kind: GapKind, *, note: GapNote, actor: Actor, now: datetime
) -> CoverageGap:
    """Keep `note` about a gap of the Restaurant of this code, in place of any former one.

    Raises NotFound, NotAllowed or CostUnlikely.
    """
    restaurant = held(session, code)
    check(actor, Act.NOTE_GAP, place_of(restaurant))
    check_note(note)
    row = session.scalar(
        select(CoverageGap).where(
            CoverageGap.restaurant_id == restaurant.id, CoverageGap.kind == kind
        )
    )
    if row is None:
        row = CoverageGap(restaurant_id=restaurant.id, kind=kind)
        session.add(row)
    row.cause, row.owner, row.due_on = note.cause, note.owner, note.due_on
    row.note, row.cost_fen = note.note.strip(), note.cost_fen
    row.noted_by, row.noted_at = actor.name, now
    session.flush()
    facts = {
        "gap": kind.value,
        "cause": note.cause.value,
        "owner": note.owner.value if note.owner else None,
        "due_on": note.due_on.isoformat() if note.due_on else None,
        "cost_fen": note.cost_fen,
        "note": row.note,
    }
    record(session, actor, "coverage_gap.noted", subject_of(restaurant), at=now, facts=facts)
    return row
