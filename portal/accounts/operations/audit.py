"""Adds to the chain of what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.chain import entry_hash
from portal.accounts.models import AuditEntry, AuditHead
from portal.accounts.rules import Actor

HEAD = 1


def record(
    session: Session,
    actor: Actor,
    act: str,
    subject: str,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add "`actor` did `act` to `subject`" to the chain; returns the entry.

    `act` is such as "restaurant.suspended", `subject` such as "restaurant 7k2m…", `facts` plain
    JSON without secrets. Writers come one after the other: the chain's head is locked until the
    transaction ends, so record last, when all else is written.
    """
    # Written before it is read: that takes SQLite's write lock and PostgreSQL's lock of the row.
    session.execute(
        update(AuditHead).where(AuditHead.id == HEAD).values(number=AuditHead.number + 1),
        execution_options={"synchronize_session": False},
    )
    number, former = session.execute(
        select(AuditHead.number, AuditHead.hash).where(AuditHead.id == HEAD)
    ).one()
    entry = AuditEntry(
        number=number, at=at, actor=actor.name, person_id=actor.person_id, act=act,
        subject=subject, facts=dict(facts or {}),
    )  # fmt: skip
    entry.hash = entry_hash(entry, former)
    session.add(entry)
    session.execute(
        update(AuditHead).where(AuditHead.id == HEAD).values(hash=entry.hash),
        execution_options={"synchronize_session": False},
    )
    session.flush()
    return entry
