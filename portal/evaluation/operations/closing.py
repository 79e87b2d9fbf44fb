"""Closes a Period, amends a closed one, and takes stock of one that runs."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.evaluation.models import ClosedFigure, ClosedPeriod, StockTaking
from portal.evaluation.queries import edition_of, gathered, judged_by, newest_closed
from portal.evaluation.rules.closing import (
    MAY,
    Act,
    NothingToAmend,
    check_begun,
    check_closing,
    check_own,
)
from portal.evaluation.rules.document import (
    Document,
    Evaluation,
    document_of,
    evaluate,
    is_same,
    terms_in,
)
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.spans import evaluated
from portal.patrols.rules.document import canonical
from portal.shell.rules import NotFound, local_day


def close_period(
    session: Session,
    period: str,
    *,
    required_cameras: int,
    district: tuple[str, str] = ("", ""),
    actor: Actor,
    now: datetime,
) -> ClosedPeriod:
    """Freeze a Period: its rows, figures, points and problems, with their digest.

    `district` is whose they are, in Chinese and in English, as the document says. Raises
    PeriodUnreadable, NotAllowed, PeriodRunning or PeriodClosed.
    """
    is_closed = newest_closed(session, period) is not None
    check_closing(evaluated(period), actor=actor, today=local_day(now), is_closed=is_closed)
    terms = Terms(required_cameras, now, district)
    evaluation = judged(session, period, terms)
    closed = kept(session, document_of(evaluation), evaluation, actor=actor)
    record(session, actor, "evaluation.closed", f"evaluation {period}", at=now,
           facts={"digest": closed.digest})  # fmt: skip
    session.flush()
    return closed


def amend(
    session: Session, period: str, *, reason: str, actor: Actor, now: datetime
) -> ClosedPeriod:  # fmt: skip
    """Judge a closed Period anew by the same terms, as a numbered amendment that says why.

    Raises NotAllowed, NotFound for one that is not closed, PeriodAdopted, NothingToAmend.
    """
    check_closing(evaluated(period), actor=actor, today=local_day(now), is_closed=False)
    former = newest_closed(session, period)
    if former is None:
        raise NotFound("evaluation", period)
    check_own(period, edition_of(former).district)
    before = former.read()
    evaluation = judged(session, period, replace(terms_in(before), counted_at=now))
    document = document_of(evaluation)
    if not reason.strip() or is_same(before, document):
        raise NothingToAmend(period)
    closed = kept(session, document, evaluation, number=former.number + 1, reason=reason.strip(),
                  actor=actor)  # fmt: skip
    record(session, actor, "evaluation.amended", f"evaluation {period}", at=now,
           facts={"digest": closed.digest, "number": closed.number})  # fmt: skip
    session.flush()
    return closed


def take_stock(
    session: Session, period: str, *, required_cameras: int, actor: Actor, now: datetime
) -> StockTaking:
    """Keep a Period as it stands now, to follow it while it runs and to draft its report.

    Raises PeriodUnreadable, NotAllowed, PeriodAhead.
    """
    if actor.person_id is not None and not actor.has(MAY[Act.EXPLAIN]):
        raise NotAllowed(Act.EXPLAIN.value)
    check_begun(evaluated(period), today=local_day(now))
    document = document_of(judged(session, period, Terms(required_cameras, now)))
    taken = StockTaking(
        period=period, taken_at=now, taken_by=actor.name, digest=document["digest"],
        document=canonical(document).decode(),
    )  # fmt: skip
    session.add(taken)
    session.flush()
    record(session, actor, "evaluation.stock_taken", f"evaluation {period}", at=now,
           facts={"digest": taken.digest})  # fmt: skip
    return taken


def judged(session: Session, period: str, terms: Terms) -> Evaluation:
    """A Period judged by its rows as they are now; nothing is written."""
    __, tables = gathered(
        session, period, required_cameras=terms.required_cameras, now=terms.counted_at
    )
    return evaluate(period, terms=terms, tables=tables, plan=judged_by(session, period))


def kept(
    session: Session, document: Document, evaluation: Evaluation, *, number: int = 0,
    reason: str = "", actor: Actor,
) -> ClosedPeriod:  # fmt: skip
    """Add the row of a document, which is that of `evaluation`, with its figures."""
    closed = ClosedPeriod(
        period=evaluation.period,
        number=number,
        reason=reason,
        closed_at=evaluation.terms.counted_at,
        closed_by=actor.name,
        digest=document["digest"],
        document=canonical(document).decode(),
        figures=[
            ClosedFigure(
                name=each.name, formula=each.formula, part=each.part, whole=each.whole,
                value=None if each.value is None else str(each.value), digest=each.digest,
            )
            for each in evaluation.figures.values()
        ],
    )  # fmt: skip
    session.add(closed)
    session.flush()
    return closed
