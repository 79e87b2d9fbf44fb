"""What differs between the two databases: how SQLite is opened, how conflicts are told."""

import sqlite3

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from portal.extensions import Model

BUSY_MILLISECONDS = 10_000


def prepare_sqlite(app: Flask, db: SQLAlchemy) -> None:
    """Open each SQLite connection in WAL mode, with foreign keys and patience; else do nothing."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", set_pragmas)


def set_pragmas(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    """Let several processes use one file: readers beside a writer, and patience."""
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",  # first: turning WAL on may have to wait
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def insert_into(session: Session, model: type[Model]) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows of conflicts, in the database's own dialect."""
    dialect = session.get_bind().dialect.name
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)
