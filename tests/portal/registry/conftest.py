"""The register's tests run on both databases: SQLite and a real PostgreSQL."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session


@pytest.fixture
def committing_session(new_postgres):
    """A session on a PostgreSQL database of its own, where others see what it commits."""
    engine = create_engine(new_postgres())
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def any_first_session(request):
    """A session on each of the two databases in turn, beside which a test opens others."""
    name = "session" if request.param == "sqlite" else "committing_session"
    return request.getfixturevalue(name)
