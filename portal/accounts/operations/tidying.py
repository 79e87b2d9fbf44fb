"""Forgets sign-ins and invitations that are long over; that they were stays in the audit chain."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation, SignIn
from portal.accounts.rules.sign_ins import KEPT


def forget_sign_ins(session: Session, *, now: datetime) -> None:
    """Delete the sign-ins and invitations that could not be used for half a year."""
    for kind in (SignIn, Invitation):
        session.execute(
            delete(kind).where(kind.expires_at < now - KEPT),
            execution_options={"synchronize_session": False},
        )
