"""Writes the goals of a year's plan."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.evaluation.models import EvaluationPlan, PlanGoal
from portal.evaluation.rules.closing import MAY, Act
from portal.evaluation.rules.scoring import TARGETED
from portal.evaluation.rules.targets import Asked, target_of
from portal.shell.rules import NotFound


def set_target(
    session: Session, year: int, line: str, asked: Asked, *, actor: Actor, now: datetime
) -> PlanGoal:
    """Set what a line of the template has to reach in a year; a year without a plan gets one.

    A closed year keeps what it was judged by until it is amended. Raises NotAllowed, NotFound for
    a line that has no Target, TargetVague.
    """
    if not actor.has(MAY[Act.PLAN]):
        raise NotAllowed(Act.PLAN.value)
    if line not in TARGETED:
        raise NotFound("line", line)
    target = target_of(line, asked)
    plan = session.scalar(select(EvaluationPlan).where(EvaluationPlan.year == year))
    if plan is None:
        plan = EvaluationPlan(year=year)
        session.add(plan)
        session.flush()
    goal = session.scalar(
        select(PlanGoal).where(PlanGoal.plan_id == plan.id, PlanGoal.line == line)
    )
    if goal is None:
        goal = PlanGoal(plan_id=plan.id, line=line, text="")
        session.add(goal)
    goal.operator, goal.number, goal.unit = target.operator, str(target.number), target.unit
    goal.source, goal.population, goal.instrument = (
        target.source, target.population, target.instrument
    )  # fmt: skip
    session.flush()
    facts = {"line": line, "operator": target.operator.value, "number": goal.number}
    record(session, actor, "evaluation.target_set", f"evaluation {year}", at=now, facts=facts)
    return goal
