"""What is done about patrols is tested on both databases: SQLite and a real PostgreSQL."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session


@pytest.fixture(scope="session")
def postgres_address(new_postgres):
    """The address of a migrated PostgreSQL database that lives as long as the tests."""
    return new_postgres()


@pytest.fixture
def postgres_session(postgres_address):
    """A session on it whose rows are gone at the end, since nobody commits."""
    engine = create_engine(postgres_address)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def any_session(request):
    """A session on each of the two databases in turn."""
    name = "session" if request.param == "sqlite" else "postgres_session"
    return request.getfixturevalue(name)
