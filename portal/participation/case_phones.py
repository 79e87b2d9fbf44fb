"""The telephone numbers that senders of Complaints left; sealed with their words."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.participation.models import Case, UnlistedCase
from portal.participation.operations.case_texts import is_wanted
from portal.participation.rules.case_texts import takes_texts
from portal.participation.secrecy import Secrecy


@dataclass(frozen=True, slots=True)
class CasePhones:
    """Reads a number at the moment of sending, as the notices floor asks; keeps none."""

    secrecy: Secrecy

    def phone(self, session: Session, about_id: str) -> str | None:
        """The number behind a Case; None where there is none, or its sender wants no texts."""
        case = session.scalar(select(Case).where(Case.number == about_id))
        if case is not None:
            return self._read(case.sealed) if takes_texts(case) else None
        row = session.scalar(select(UnlistedCase).where(UnlistedCase.number == about_id))
        return self._read(row.sealed) if row is not None and is_wanted(row) else None

    def _read(self, sealed: str | None) -> str | None:
        return self.secrecy.unseal(sealed).get("phone") or None
