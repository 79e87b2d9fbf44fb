"""One import at a time: what two of them found new would be written twice."""

from sqlalchemy import false, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.registry.models import Station
from portal.registry.rules.columns import RegisterBusy

WAIT_SECONDS = 10  # SQLite's patience is that of its connections: `shell/database.py`


def take_turn(session: Session) -> None:
    """Keep other imports out until this transaction ends, waiting for one that runs.

    Call it before anything is read. Raises RegisterBusy when the other does not end in time;
    the session must then be rolled back.
    """
    is_free = True
    try:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
            session.execute(text("LOCK TABLE station IN SHARE ROW EXCLUSIVE MODE"))
            session.execute(text("SET LOCAL lock_timeout = DEFAULT"))
        else:
            # SQLite has one writer, and whoever writes before reading waits for it.
            session.execute(update(Station).where(false()).values(name=Station.name))
    except OperationalError:
        is_free = False
    if not is_free:
        raise RegisterBusy
