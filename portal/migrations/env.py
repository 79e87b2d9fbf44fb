"""How Alembic reaches the portal's tables; run by `flask --app portal db …` only."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.shell.models import UtcDateTime

LOCK_MILLISECONDS = 5_000  # a migration that cannot have its lock gives up before visitors queue
ONE_AT_A_TIME = 0x6D696E67  # names the lock among those of the database; "ming"

log = logging.getLogger("alembic.env")
migrate = current_app.extensions["migrate"]
metadata = migrate.db.metadata


def render_item(type_: str, item: object, autogen_context: object) -> str | bool:
    """Write a moment as the column it is, so that migrations do not need our code."""
    if type_ == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def number_revision(migration_context, revision, directives) -> None:
    """Number a new revision after the last one; make none where nothing changed."""
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops.is_empty():
        directives[:] = []
        return
    head = context.script.get_current_head()
    script.rev_id = f"{int(head or 0) + 1:04}"


def prepare(connection: Connection) -> None:
    """Wait little for locks; on SQLite, let a table be rebuilt while others point at it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET lock_timeout = {LOCK_MILLISECONDS}")
    else:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.commit()


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Let nodes that start together migrate one after the other; SQLite has one node."""
    is_shared = connection.dialect.name == "postgresql"
    if is_shared:
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})")
        connection.commit()
    try:
        yield
    finally:
        if is_shared:
            connection.rollback()
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ONE_AT_A_TIME})")
            connection.commit()


def is_newer() -> bool:
    """Whether a newer program has been here; whoever goes back to this one leaves its tables be."""
    found, head = context.get_context().get_current_revision(), context.script.get_current_head()
    newer = found is not None and head is not None and found > head
    if newer:
        log.info(
            "The tables are of %s, newer than this program's %s: left as they are", found, head
        )
    return newer


def run() -> None:
    """Migrate the database that the portal's settings name."""
    with migrate.db.engine.connect() as connection, alone(connection):
        prepare(connection)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_item=render_item,
            process_revision_directives=number_revision,
            **migrate.configure_args,
        )
        if not is_newer():
            with context.begin_transaction():
                context.run_migrations()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    raise SystemExit("migrations need the database: run them without --sql")
run()
