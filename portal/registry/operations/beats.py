"""A Display tells that its page runs, and so is seen working."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.models import Display, DisplayBeat
from portal.registry.operations.holding import subject_of
from portal.registry.rules import beats as rules
from portal.registry.rules.beats import Beats
from portal.shell.database import insert_into
from portal.shell.rules import NotFound


def note_beat(session: Session, display_id: int, *, actor: Actor, now: datetime) -> Beats:
    """Note that the page of a Display ran at `now`; returns what is known of it on this day.

    After some minutes the Display counts as seen working on this day. The audit chain keeps the
    first day of a run of days only. Raises NotFound.
    """
    row = session.get(Display, display_id, options=[joinedload(Display.restaurant)])
    if row is None:
        raise NotFound("display", str(display_id))
    beat = session.scalar(
        select(DisplayBeat).where(DisplayBeat.display_id == display_id).with_for_update()
    )
    known = None if beat is None else Beats(beat.day, beat.beats, beat.last_at)
    told = rules.after(known, now=now)
    if beat is not None:
        beat.day, beat.beats, beat.last_at = told.day, told.number, told.last_at
    else:  # of two first signs at once, one is enough
        first = {"display_id": display_id, "day": told.day, "beats": 1, "last_at": now}
        session.execute(insert_into(session, DisplayBeat).values(**first).on_conflict_do_nothing())
    if told.is_seen and row.verified_on != told.day:
        _see(session, row, told, actor=actor, now=now)
    session.flush()
    return told


def _see(session: Session, row: Display, told: Beats, *, actor: Actor, now: datetime) -> None:
    is_news = rules.begins_run(row.verified_on, day=told.day)
    seen = [day for day in (row.first_verified_on, row.verified_on, told.day) if day is not None]
    row.first_verified_on, row.verified_on = min(seen), max(seen)
    session.flush()
    if is_news:
        facts = {"display": row.name, "day": told.day.isoformat()}
        record(session, actor, "display.reported", subject_of(row.restaurant), at=now, facts=facts)
