"""Reads years that are closed, and the history of their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from portal.evaluation.models import ClosedFigure, ClosedPeriod
from portal.evaluation.rules.document import Document
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as one closing or amendment told it; `value` None: "n/a"."""

    number: int
    closed_at: datetime
    formula: str
    value: str | None
    digest: str


def closed_periods(session: Session) -> Sequence[ClosedPeriod]:
    """All closings and amendments without their documents, the newest year first."""
    return session.scalars(
        select(ClosedPeriod)
        .options(defer(ClosedPeriod.document))
        .order_by(ClosedPeriod.year.desc(), ClosedPeriod.number.desc())
    ).all()


def newest_closed(session: Session, year: int) -> ClosedPeriod | None:
    """The closing of a year, or its newest amendment; None while it is not closed."""
    return session.scalar(
        select(ClosedPeriod)
        .where(ClosedPeriod.year == year)
        .order_by(ClosedPeriod.number.desc())
        .limit(1)
    )


def closed_document(session: Session, year: int) -> tuple[ClosedPeriod, Document]:
    """The newest closing of a year with its document read. Raises NotFound."""
    found = newest_closed(session, year)
    if found is None:
        raise NotFound("evaluation", str(year))
    return found, found.read()


def figure_history(session: Session, year: int, name: str) -> list[Told]:
    """What each closing and amendment of a year told of a figure, in their order."""
    rows = session.scalars(
        select(ClosedFigure)
        .join(ClosedFigure.closed)
        .where(ClosedFigure.name == name, ClosedPeriod.year == year)
        .options(joinedload(ClosedFigure.closed).defer(ClosedPeriod.document))
        .order_by(ClosedPeriod.number)
    )
    return [
        Told(row.closed.number, row.closed.closed_at, row.formula, row.value, row.digest)
        for row in rows
    ]
