"""Sets out the rounds, so that each minute is handed out once."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.rounds.models import Round
from portal.shell.database import insert_into


def claim_round(session: Session, minute: datetime, *, cameras: int, now: datetime) -> bool:
    """Claim a minute whose `cameras` are to be looked at; False when somebody has done so.

    That may have been before a clock was set back: what was handed out once is not again.
    """
    row = {"minute": minute, "begun_at": now, "cameras": cameras}
    insert = insert_into(session, Round).values(row).on_conflict_do_nothing()
    return session.scalar(insert.returning(Round.cameras)) is not None


def forget_rounds(session: Session, *, before: datetime) -> None:
    """Forget the minutes that were claimed for a time before `before`."""
    session.execute(
        delete(Round).where(Round.minute < before), execution_options={"synchronize_session": False}
    )
