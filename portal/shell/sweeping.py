"""Takes due rows and acts on each once, in however many processes this runs."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Mapper, Session

from portal.shell.rules import MingchuError

LEASE = timedelta(minutes=10)
MOST = 200

log = logging.getLogger(__name__)

Due = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def claim_due(
    session: Session,
    due_at: Due,
    *,
    now: datetime,
    where: Iterable[ColumnElement[bool]] = (),
    lease: timedelta = LEASE,
    most: int = MOST,
) -> list[int]:
    """Take up to `most` rows whose column `due_at` has come, the longest due first, by number.

    One statement moves their column to the end of the `lease`, so that no other process takes
    them and, should this one die, the next does. Which is why the column is one for sweeping,
    such as `next_at`, and never the date that people were told. Commit before acting on them.
    """
    mapper: Mapper[Any] = inspect(due_at.class_)
    number = mapper.primary_key[0]
    due = (
        select(number)
        .where(due_at <= now, *where)
        .order_by(due_at, number)
        .limit(most)
        .with_for_update(skip_locked=True)  # SQLite has one writer, and leaves this out
    )
    taken = session.execute(
        update(due_at.class_)
        .where(number.in_(due.scalar_subquery()), due_at <= now)
        .values({due_at.key: now + lease})
        .returning(number)
        .execution_options(synchronize_session=False)
    )
    return sorted(taken.scalars())


def sweep(
    session: Session,
    due_at: Due,
    act: Callable[[int], object],
    *,
    now: datetime,
    where: Iterable[ColumnElement[bool]] = (),
) -> int:
    """Let `act` have each row whose `due_at` has come, by number; returns how many it did.

    Commits after each, since a task owns its transactions. `act` works within `session`, checks
    that the row still wants it, and sets the column to when it is due again, or to None. A row
    it fails on is rolled back, named in the log, and due again after the lease.
    """
    numbers = claim_due(session, due_at, now=now, where=where)
    session.commit()
    done = 0
    for number in numbers:
        try:
            act(number)
            session.commit()
        except (MingchuError, SQLAlchemyError) as error:
            session.rollback()
            facts = {
                "table": due_at.class_.__tablename__, "number": number,
                "reason": type(error).__name__,
            }  # fmt: skip
            log.error("sweep_failed", extra=facts)  # noqa: TRY400 - one line
            continue
        done += 1
    return done
