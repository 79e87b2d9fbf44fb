"""Counts the statements that a database is asked."""

from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def counted(engine: Engine):
    """The statements that run on `engine` while the block does, as a list."""
    statements: list[str] = []

    def note(connection, cursor, statement, parameters, context, many):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
