"""Reads Periods that are closed or of which stock was taken, and the history of their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from portal.evaluation.models import ClosedFigure, ClosedPeriod, StockTaking
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
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which telling of a Period this is: `number` None is a draft, 0 the closing.

    `district` is whose it is, in Chinese and in English, where it was adopted; None: our own.
    """

    period: str
    number: int | None
    at: datetime
    by: str
    reason: str
    digest: str
    district: tuple[str, str] | None = None


def closed_periods(session: Session) -> Sequence[ClosedPeriod]:
    """All closings and amendments without their documents, the newest Period first."""
    return session.scalars(
        select(ClosedPeriod)
        .options(defer(ClosedPeriod.document))
        .order_by(ClosedPeriod.period.desc(), ClosedPeriod.number.desc())
    ).all()


def newest_closed(session: Session, period: str) -> ClosedPeriod | None:
    """The closing of a Period, or its newest amendment; None while it is not closed."""
    return session.scalar(
        select(ClosedPeriod)
        .where(ClosedPeriod.period == period)
        .order_by(ClosedPeriod.number.desc())
        .limit(1)
    )


def closed_document(session: Session, period: str) -> tuple[ClosedPeriod, Document]:
    """The newest closing of a Period with its document read. Raises NotFound."""
    found = newest_closed(session, period)
    if found is None:
        raise NotFound("evaluation", period)
    return found, found.read()


def stock_takings(session: Session) -> Sequence[StockTaking]:
    """All stock-takings without their documents, the newest first."""
    return session.scalars(
        select(StockTaking)
        .options(defer(StockTaking.document))
        .order_by(StockTaking.taken_at.desc(), StockTaking.id.desc())
    ).all()


def newest_stock(session: Session, period: str) -> StockTaking | None:
    """The newest stock-taking of a Period; None while there is none."""
    return session.scalar(
        select(StockTaking)
        .where(StockTaking.period == period)
        .order_by(StockTaking.id.desc())
        .limit(1)
    )


def edition(session: Session, period: str) -> tuple[Edition, Document]:
    """What is told of a Period: its newest closing, else as it stood when stock was taken last.

    Raises NotFound.
    """
    closed = newest_closed(session, period)
    row: ClosedPeriod | StockTaking | None = closed or newest_stock(session, period)
    if row is None:
        raise NotFound("evaluation", period)
    return edition_of(row), row.read()


def told_document(session: Session, period: str) -> str:
    """The document of that edition as it is published, letter by letter. Raises NotFound."""
    row = newest_closed(session, period) or newest_stock(session, period)
    if row is None:
        raise NotFound("evaluation", period)
    return row.document


def edition_of(row: ClosedPeriod | StockTaking) -> Edition:
    """What is to be said of a closing, an amendment or a stock-taking."""
    if isinstance(row, ClosedPeriod):
        return Edition(
            row.period, row.number, row.closed_at, row.closed_by, row.reason, row.digest,
            None if row.district is None else (row.district, row.district_en or row.district),
        )  # fmt: skip
    return Edition(row.period, None, row.taken_at, row.taken_by, "", row.digest)


def figures_over(
    session: Session, code: str, periods: Sequence[str], *, district: str | None = None
) -> dict[str, Told]:
    """What was told last of an indicator in each of these spans, whichever Period told it.

    Of adopted Periods those of this `district` alone: two districts make no course.
    """
    names = [f"{code}.{period}" for period in periods]
    rows = session.scalars(
        select(ClosedFigure)
        .join(ClosedFigure.closed)
        .where(ClosedFigure.name.in_(names), ClosedPeriod.district.is_not_distinct_from(district))
        .options(joinedload(ClosedFigure.closed).defer(ClosedPeriod.document))
        .order_by(ClosedPeriod.closed_at, ClosedFigure.id)
    )
    return {row.name.partition(".")[2]: _told(row) for row in rows}


def figure_history(session: Session, period: str, name: str) -> list[Told]:
    """What each closing and amendment of a Period told of a figure, in their order."""
    rows = session.scalars(
        select(ClosedFigure)
        .join(ClosedFigure.closed)
        .where(ClosedFigure.name == name, ClosedPeriod.period == period)
        .options(joinedload(ClosedFigure.closed).defer(ClosedPeriod.document))
        .order_by(ClosedPeriod.number)
    )
    return [_told(row) for row in rows]


def _told(row: ClosedFigure) -> Told:
    closed = row.closed
    return Told(closed.number, closed.closed_at, row.formula, row.value, row.digest, closed.reason)
