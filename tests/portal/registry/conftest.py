"""The register's tests run on both databases: SQLite and a real PostgreSQL."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session


@pytest.fixture(scope="session")
def postgres_engine(new_postgres):
    """An engine on a PostgreSQL database with all tables and no rows."""
    engine = create_engine(new_postgres())
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_session(postgres_engine):
    """A session on it whose rows are gone at the end, although it may commit."""
    with postgres_engine.connect() as connection, connection.begin() as whole:
        within = "create_savepoint"
        with Session(connection, expire_on_commit=False, join_transaction_mode=within) as session:
            yield session
        whole.rollback()


@pytest.fixture
def committing_session(new_postgres):
    """A session on a PostgreSQL database of its own, where others see what it commits."""
    engine = create_engine(new_postgres())
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def any_session(request):
    """A session on each of the two databases in turn."""
    name = "session" if request.param == "sqlite" else "postgres_session"
    return request.getfixturevalue(name)


@pytest.fixture(params=["sqlite", "postgres"])
def any_first_session(request):
    """A session on each of the two databases in turn, beside which a test opens others."""
    name = "session" if request.param == "sqlite" else "committing_session"
    return request.getfixturevalue(name)
