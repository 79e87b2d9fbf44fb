"""Closes a year, and amends a closed one."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.evaluation.models import ClosedFigure, ClosedPeriod
from portal.evaluation.queries import gathered, judged_by, newest_closed
from portal.evaluation.rules.closing import NothingToAmend, check_closing
from portal.evaluation.rules.document import Evaluation, document_of, evaluate, is_same
from portal.patrols.rules.document import canonical
from portal.shell.rules import NotFound, local_day


def close_period(
    session: Session, year: int, *, required_cameras: int, actor: Actor, now: datetime
) -> ClosedPeriod:
    """Freeze a year: its rows, figures, points and problems, with their digest.

    Raises NotAllowed, YearRunning or YearClosed.
    """
    is_closed = newest_closed(session, year) is not None
    check_closing(year, actor=actor, today=local_day(now), is_closed=is_closed)
    evaluation = _judged(session, year, required_cameras=required_cameras, now=now)
    closed = _kept(session, evaluation, number=0, reason="", actor=actor, now=now)
    record(session, actor, "evaluation.closed", f"evaluation {year}", at=now,
           facts={"digest": closed.digest})  # fmt: skip
    session.flush()
    return closed


def amend(
    session: Session, year: int, *, reason: str, actor: Actor, now: datetime
) -> ClosedPeriod:  # fmt: skip
    """Judge a closed year anew by the same terms, as a numbered amendment that says why.

    Raises NotAllowed, NotFound for one that is not closed, NothingToAmend.
    """
    check_closing(year, actor=actor, today=local_day(now), is_closed=False)
    former = newest_closed(session, year)
    if former is None:
        raise NotFound("evaluation", str(year))
    before = former.read()
    required = before["terms"]["required_cameras"]
    evaluation = _judged(session, year, required_cameras=required, now=now)
    if not reason.strip() or is_same(before, document_of(evaluation)):
        raise NothingToAmend(year)
    closed = _kept(session, evaluation, number=former.number + 1, reason=reason.strip(),
                   actor=actor, now=now)  # fmt: skip
    record(session, actor, "evaluation.amended", f"evaluation {year}", at=now,
           facts={"digest": closed.digest, "number": closed.number})  # fmt: skip
    session.flush()
    return closed


def _judged(session: Session, year: int, *, required_cameras: int, now: datetime) -> Evaluation:
    terms, tables = gathered(session, year, required_cameras=required_cameras, now=now)
    return evaluate(year, terms=terms, tables=tables, plan=judged_by(session, year))


def _kept(
    session: Session, evaluation: Evaluation, *, number: int, reason: str, actor: Actor,
    now: datetime,
) -> ClosedPeriod:  # fmt: skip
    document = document_of(evaluation)
    closed = ClosedPeriod(
        year=evaluation.year,
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
