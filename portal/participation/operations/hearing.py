"""What this floor does when a floor below has news: a Finding ended, holidays were entered."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.findings.kinds import FindingState, Origin
from portal.findings.models import Finding
from portal.participation.case_kinds import CaseAct
from portal.participation.models import Case
from portal.participation.operations.case_acting import carry_out, held
from portal.participation.operations.case_clocks import PORTAL
from portal.participation.operations.case_steps import Doing
from portal.participation.rules.cases import OPEN_STATES

PUT_RIGHT = {
    "zh": "该问题已完成整改，监管员复查合格。",
    "en": "What was found has been put right, and an inspector has verified it.",
}


def tell_put_right(session: Session, finding: Finding) -> None:
    """Tell the sender of the Case behind a Finding that it was put right and verified."""
    if finding.origin is not Origin.CASE or finding.state is not FindingState.CLOSED:
        return
    number = session.scalar(select(Case.number).where(Case.number == finding.origin_id))
    if number is None or finding.closed_at is None:
        return
    case = held(session, Case.number == number, name=number)
    text = PUT_RIGHT["en" if case.language == "en" else "zh"]
    facts = {"finding": finding.number}
    doing = Doing(CaseAct.NOTE, PORTAL, finding.closed_at, text, is_shown=True, facts=facts)
    carry_out(session, case, doing)


def count_anew(session: Session) -> None:
    """Let the clocks of Cases be counted again whose holidays were not known."""
    session.execute(
        update(Case)
        .where(Case.state.in_(OPEN_STATES), Case.is_due_certain.is_(False))
        .values(next_at=Case.received_at),
        execution_options={"synchronize_session": False},
    )
