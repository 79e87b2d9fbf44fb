"""Reads what of Cases is to be deleted, and which files are still somebody's."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.participation.models import Case, CaseClip, CasePicture
from portal.participation.rules.cases import FINAL_STATES
from portal.participation.rules.retention import CLIP_AFTER
from portal.shell.rules import day_bounds


def due_for_erasing(session: Session, *, today: date, limit: int = 200) -> Sequence[int]:
    """The Cases whose time is over and that nobody holds, by number."""
    return session.scalars(
        select(Case.id)
        .where(Case.erase_on <= today, Case.is_held.is_(False), Case.erased_at.is_(None))
        .order_by(Case.erase_on, Case.id)
        .limit(limit)
    ).all()


def clips_over(session: Session, *, today: date, limit: int = 200) -> Sequence[CaseClip]:
    """The clips that are to be deleted."""
    before = day_bounds(today - CLIP_AFTER)[0]
    return session.scalars(
        select(CaseClip)
        .join(CaseClip.case)
        .where(
            CaseClip.removed_at.is_(None), Case.is_held.is_(False), Case.closed_at < before,
            Case.state.in_(FINAL_STATES),
        )
        .order_by(CaseClip.id)
        .limit(limit)
    ).all()  # fmt: skip


def kept_pictures(session: Session) -> set[str]:
    """The names of all files of pictures that rows are about."""
    rows = session.execute(
        select(CasePicture.code, CasePicture.redacted_code).where(CasePicture.removed_at.is_(None))
    )
    return {name for row in rows for name in row if name is not None}
