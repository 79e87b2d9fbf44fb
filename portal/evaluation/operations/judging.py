"""Judges the lines that no figure tells, by evidence."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.evaluation.kinds import Band
from portal.evaluation.models import EvaluationPlan, LineJudgement
from portal.evaluation.operations.money import Entering
from portal.evaluation.queries.closed import newest_closed
from portal.evaluation.queries.plans import plan_template
from portal.evaluation.rules.closing import Act, check_entry
from portal.evaluation.rules.scoring import Judgement, JudgementUnfit
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class Judged:
    """What an evaluator found, as typed: per cent of the line's points, and what it rests on."""

    line: str
    band: str
    share: str
    evidence: str


def judge_line(session: Session, judged: Judged, entering: Entering) -> LineJudgement:
    """Keep an evaluator's judgement of a line with its evidence.

    Raises NotAllowed, PeriodClosed, NotFound for a line that a figure tells, JudgementUnfit for a
    share outside its band or without evidence.
    """
    year = entering.year
    is_closed = newest_closed(session, str(year)) is not None
    check_entry(year, act=Act.JUDGE, actor=entering.actor, is_closed=is_closed,
                reason=entering.reason)  # fmt: skip
    judgeable = {line.key for line in plan_template(session, year) if line.rule.is_judged}
    if judged.line not in judgeable:
        raise NotFound("line", judged.line)
    found = _judgement(judged)
    row = _row(session, year, found)
    row.band, row.share, row.evidence = found.band, int(found.share), found.evidence.strip()
    session.flush()
    facts = {"line": found.line, "band": found.band.value, "share": row.share}
    if entering.reason.strip():
        facts["why"] = entering.reason.strip()
    record(session, entering.actor, "evaluation.judged", f"evaluation {year}", at=entering.now,
           facts=facts)  # fmt: skip
    return row


def _judgement(judged: Judged) -> Judgement:
    try:
        share = Decimal(judged.share.strip().removesuffix("%"))
    except InvalidOperation:
        raise JudgementUnfit(judged.line) from None
    if judged.band not in set(Band) or not share.is_finite() or share != int(share):
        raise JudgementUnfit(judged.line)
    return Judgement(judged.line, Band(judged.band), share, judged.evidence)


def _row(session: Session, year: int, found: Judgement) -> LineJudgement:
    plan = session.scalar(select(EvaluationPlan).where(EvaluationPlan.year == year))
    if plan is None:
        plan = EvaluationPlan(year=year)
        session.add(plan)
        session.flush()
    row = session.scalar(
        select(LineJudgement).where(
            LineJudgement.plan_id == plan.id, LineJudgement.line == found.line
        )
    )
    if row is None:
        row = LineJudgement(plan_id=plan.id, line=found.line)
        session.add(row)
    return row
