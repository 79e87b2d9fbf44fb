"""Tells senders of Complaints by SMS how their Case goes on, as far as they want it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices.operations import write_text
from portal.notices.rules.news import About, FieldValue
from portal.notices.rules.texts import NewText
from portal.participation.models import Case, CaseStep, UnlistedCase
from portal.participation.rules.case_texts import JOINED, RECEIVED, TOLD_OF, Sender, takes_texts
from portal.participation.rules.clocks import last_day
from portal.shell.languages import CHINESE, ENGLISH


def text_received(session: Session, case: Case, *, now: datetime) -> None:
    """Tell the sender that a Complaint is in, with its number and the day promised."""
    kind = RECEIVED if case.merged_into_id is None else JOINED
    if takes_texts(case):
        write_text(session, _text(case, kind, due_at=case.due_at, key="received"), now=now)


def text_step(session: Session, case: Case, step: CaseStep, *, now: datetime) -> None:
    """Tell the sender of a step that they may read, and those merged into the Case with them."""
    kind = TOLD_OF.get(step.act)
    if kind is None or not step.is_public:
        return
    told = [case]
    if case.supporters:
        told += session.scalars(
            select(Case).where(Case.merged_into_id == case.id).order_by(Case.id)
        )
    for each in told:
        if takes_texts(each):
            key = f"{case.id} {step.number}"
            write_text(session, _text(each, kind, due_at=step.due_at, key=key), now=now)


def text_unlisted(
    session: Session, row: UnlistedCase, kind: str, *, due_at: datetime | None, now: datetime
) -> None:
    """Tell the sender of a Complaint about a business that is not in the register."""
    if is_wanted(row):
        write_text(session, _text(row, kind, due_at=due_at, key="unlisted"), now=now)


def is_wanted(row: UnlistedCase) -> bool:
    """Whether texts go to who sent a message about such a business."""
    return takes_texts(Sender(row.kind, has_contact=row.has_contact, no_texts=row.no_texts))


def _text(case: Case | UnlistedCase, kind: str, *, due_at: datetime | None, key: str) -> NewText:
    day = last_day(due_at)
    fields: dict[str, FieldValue] = {"number": case.number}
    if day is not None:
        fields["due"] = day
    return NewText(
        kind=kind,
        about=About("case", case.number),
        key=f"{kind} {case.number} {key}",
        language=ENGLISH if case.language == "en" else CHINESE,
        link=f"/cases?number={case.number}",
        fields=fields,
    )
