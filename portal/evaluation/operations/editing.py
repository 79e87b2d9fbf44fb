"""Writes what people make of a report: its points, and why lines missed their Targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.evaluation.kinds import Kind
from portal.evaluation.models import EvaluationPlan, LineNote, PlanWeight, ReportEdit
from portal.evaluation.queries import edition, edition_of, newest_closed, report_edits
from portal.evaluation.rules.closing import MAY, Act, check_own
from portal.evaluation.rules.document import evaluation_in
from portal.evaluation.rules.editing import (
    ADDED,
    LONGEST,
    Edit,
    EditUnfit,
    Lacking,
    check_edit,
    points,
)
from portal.evaluation.rules.scoring import LINES
from portal.evaluation.rules.spans import evaluated
from portal.evaluation.rules.template import Weighed, template_of
from portal.shell.rules import NotFound, local_day


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody makes of a point; the key ADDED alone adds one, `dropped` says why it is not
    to be told.
    """

    key: str
    kind: Kind
    text: str
    figure: str = ""
    place: int | None = None
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a line of the template is off its Target, and what is done about it."""

    line: str
    reason: str
    measure: str


def edit_point(
    session: Session, period: str, wording: Wording, *, actor: Actor, now: datetime
) -> ReportEdit:
    """Keep a new version of a point of a report.

    A closed Period's report stays as it was closed until it is amended. Raises NotAllowed,
    NotFound where no stock was taken, PeriodAdopted, EditUnfit.
    """
    _may(actor, Act.EDIT)
    told, document = edition(session, period)
    check_own(period, told.district)
    evaluation = evaluation_in(document)
    own = report_edits(session, period)
    key, kind = wording.key, wording.kind
    known = {each.key: each for each in points(kind, evaluation.problems, own)}
    if key == ADDED:
        key = f"{ADDED}{1 + sum(each.key.startswith(ADDED) for each in own)}"
    former = next((each for each in own if each.key == key), None)
    derived = known.get(key)
    edit = Edit(
        key=key,
        kind=kind,
        version=1 if former is None else former.version + 1,
        text=wording.text.strip()[:LONGEST],
        figure=wording.figure if derived is None or derived.found is None else derived.figure,
        place=wording.place,
        dropped=wording.dropped.strip()[:LONGEST],
        author=actor.name,
        day=local_day(now).isoformat(),
    )
    check_edit(edit, known=known, figures=list(evaluation.figures))
    row = ReportEdit(
        period=period, key=key, kind=kind, version=edit.version, text=edit.text,
        figure=edit.figure, place=edit.place, dropped=edit.dropped, author=edit.author,
        written_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    facts = {"point": key, "version": edit.version, "dropped": edit.dropped}
    record(session, actor, "evaluation.point_edited", f"evaluation {period}", at=now, facts=facts)
    return row


def explain_line(
    session: Session, period: str, told: Explanation, *, actor: Actor, now: datetime
) -> LineNote:
    """Keep why a line missed its Target and what is done about it.

    Raises NotAllowed, PeriodAdopted, NotFound, EditUnfit.
    """
    _may(actor, Act.EXPLAIN)
    line = told.line
    evaluated(period)
    closed = newest_closed(session, period)
    check_own(period, None if closed is None else edition_of(closed).district)
    if line not in LINES:
        raise NotFound("line", line)
    if not told.reason.strip() or not told.measure.strip():
        raise EditUnfit(Lacking.REASON)
    before = session.scalar(
        select(func.max(LineNote.version)).where(LineNote.period == period, LineNote.line == line)
    )
    row = LineNote(
        period=period, line=line, version=(before or 0) + 1, reason=told.reason.strip()[:LONGEST],
        measure=told.measure.strip()[:LONGEST], author=actor.name, written_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, actor, "evaluation.line_explained", f"evaluation {period}", at=now,
           facts={"line": line, "version": row.version})  # fmt: skip
    return row


def set_template(
    session: Session, year: int, asked: Mapping[str, Weighed], *, actor: Actor, now: datetime
) -> None:
    """Set what the lines of a year's template weigh; a year without a plan gets one.

    Raises NotAllowed, TemplateUnfit for weights that do not come to 100.
    """
    _may(actor, Act.PLAN)
    lines = template_of(asked)
    plan = session.scalar(select(EvaluationPlan).where(EvaluationPlan.year == year))
    if plan is None:
        plan = EvaluationPlan(year=year)
        session.add(plan)
        session.flush()
    session.execute(delete(PlanWeight).where(PlanWeight.plan_id == plan.id))
    kept = {line.key: line for line in lines}
    for key, line in LINES.items():
        own = kept.get(key, line)
        session.add(
            PlanWeight(
                plan_id=plan.id, line=key, weight=str(own.weight) if key in kept else "0",
                rule=own.rule, step=str(own.step),
            )
        )  # fmt: skip
    session.flush()
    record(session, actor, "evaluation.template_set", f"evaluation {year}", at=now,
           facts={"weights": {key: str(each.weight) for key, each in kept.items()}})  # fmt: skip


def _may(actor: Actor, act: Act) -> None:
    if not actor.has(MAY[act]):
        raise NotAllowed(act.value)
