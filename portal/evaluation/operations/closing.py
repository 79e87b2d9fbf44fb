"""Closes a Period, amends a closed one, and takes stock of one that runs."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.evaluation.models import ClosedFigure, ClosedPeriod, StockTaking
from portal.evaluation.queries import gathered, judged_by, newest_closed
from portal.evaluation.rules.closing import (
    MAY,
    Act,
    NothingToAmend,
    check_begun,
    check_closing,
)
from portal.evaluation.rules.document import Evaluation, document_of, evaluate, is_same
from portal.evaluation.rules.spans import evaluated
from portal.patrols.rules.document import canonical
from portal.shell.rules import NotFound, local_day


def close_period(
    session: Session, period: str, *, required_cameras: int, actor: Actor, now: datetime
) -> ClosedPeriod:
    """Freeze a Period: its rows, figures, points and problems, with their digest.

    Raises PeriodUnreadable, NotAllowed, PeriodRunning or PeriodClosed.
    """
    is_closed = newest_closed(session, period) is not None
    check_closing(evaluated(period), actor=actor, today=local_day(now), is_closed=is_closed)
    evaluation = judged(session, period, required_cameras=required_cameras, now=now)
    closed = _kept(session, evaluation, number=0, reason="", actor=actor, now=now)
    record(session, actor, "evaluation.closed", f"evaluation {period}", at=now,
           facts={"digest": closed.digest})  # fmt: skip
    session.flush()
    return closed


def amend(
    session: Session, period: str, *, reason: str, actor: Actor, now: datetime
) -> ClosedPeriod:  # fmt: skip
    """Judge a closed Period anew by the same terms, as a numbered amendment that says why.

    Raises NotAllowed, NotFound for one that is not closed, NothingToAmend.
    """
    check_closing(evaluated(period), actor=actor, today=local_day(now), is_closed=False)
    former = newest_closed(session, period)
    if former is None:
        raise NotFound("evaluation", period)
    before = former.read()
    required = before["terms"]["required_cameras"]
    evaluation = judged(session, period, required_cameras=required, now=now)
    if not reason.strip() or is_same(before, document_of(evaluation)):
        raise NothingToAmend(period)
    closed = _kept(session, evaluation, number=former.number + 1, reason=reason.strip(),
                   actor=actor, now=now)  # fmt: skip
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
    evaluation = judged(session, period, required_cameras=required_cameras, now=now)
    document = document_of(evaluation)
    taken = StockTaking(
        period=period, taken_at=now, taken_by=actor.name, digest=document["digest"],
        document=canonical(document).decode(),
    )  # fmt: skip
    session.add(taken)
    session.flush()
    record(session, actor, "evaluation.stock_taken", f"evaluation {period}", at=now,
           facts={"digest": taken.digest})  # fmt: skip
    return taken


def judged(session: Session, period: str, *, required_cameras: int, now: datetime) -> Evaluation:
    """A Period judged by its rows as they are now; nothing is written."""
    terms, tables = gathered(session, period, required_cameras=required_cameras, now=now)
    return evaluate(period, terms=terms, tables=tables, plan=judged_by(session, period))


def _kept(
    session: Session, evaluation: Evaluation, *, number: int, reason: str, actor: Actor,
    now: datetime,
) -> ClosedPeriod:  # fmt: skip
    document = document_of(evaluation)
    closed = ClosedPeriod(
        period=evaluation.period,
        number=number,
        reason=reason,
        closed_at=now,
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
