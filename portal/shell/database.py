"""What differs between the two databases: how each is opened, how conflicts are told."""

import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from portal.extensions import Model
from portal.shell.pauses import Pause

BUSY_MILLISECONDS = 10_000
CLOCK_MAY_DIFFER = timedelta(seconds=20)  # this machine's from the database's, and be right
SHUT_SECONDS = 2.0
POOL_SECONDS = 5.0  # a thread waits so long for a connection of its process to be free
# A network that swallows packets is noticed within these: unasked, the kernel waits for a quarter
# of an hour, and every thread of the portal with it.
PATIENCE = {
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 10_000,  # milliseconds without an acknowledgement
    "keepalives_idle": 10,  # seconds
    "keepalives_interval": 3,
    "keepalives_count": 3,
}


def engine_options(address: str) -> dict[str, Any]:
    """What the engine of the database at `address` is made with."""
    told = patience(address)
    return {"connect_args": told, "pool_timeout": POOL_SECONDS} if told else {}


def patience(address: str) -> dict[str, int]:
    """What the driver of the database at `address` is told; what the address tells itself stays."""
    url = make_url(address)
    if url.get_backend_name() != "postgresql":
        return {}
    return {name: value for name, value in PATIENCE.items() if name not in url.query}


class Door:
    """Opens connections; while that fails one thread tries at a time, each two seconds.

    A database whose network swallows packets would else hold every thread for its whole patience.
    """

    def __init__(self, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._pause = Pause(SHUT_SECONDS, tick=tick)

    def __call__(
        self, dialect: Dialect, entry: object, told: tuple[str, ...], options: dict[str, Any]
    ) -> DBAPIConnection:
        """A connection, or the driver's OperationalError."""
        driver: Any = dialect.loaded_dbapi
        if self._pause.holds():
            raise driver.OperationalError("the database did not answer a moment ago")
        try:
            opened = dialect.connect(*told, **options)
        except driver.OperationalError:
            self._pause.begin()
            raise
        self._pause.end()
        return opened


def prepare_connections(app: Flask, db: SQLAlchemy) -> None:
    """Have connections opened as their database needs it, before the first is.

    SQLite's are in WAL mode, with foreign keys and patience.
    """
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", set_pragmas)
        else:
            event.listen(db.engine, "do_connect", Door())


def set_pragmas(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    """Let several processes use one file: readers beside a writer, and patience."""
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",  # first: turning WAL on may have to wait
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def clock_ahead(session: Session, *, now: datetime) -> timedelta:
    """How far `now` is ahead of the database's clock; none where that is this machine's own."""
    if session.get_bind().dialect.name == "sqlite":
        return timedelta()
    there: datetime = session.scalars(select(func.clock_timestamp())).one()
    return now - there


def insert_into(session: Session, model: type[Model]) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows of conflicts, in the database's own dialect."""
    dialect = session.get_bind().dialect.name
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)
