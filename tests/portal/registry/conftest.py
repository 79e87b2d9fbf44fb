"""The register's tests run on both databases: SQLite and a real PostgreSQL."""

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

from tests.support.postgres import execute


@pytest.fixture
def postgres_session(new_postgres, postgres_server):
    """A session on a PostgreSQL database with all tables and no rows."""
    address = new_postgres()
    engine = create_engine(address)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()
    execute(postgres_server, f"DROP DATABASE {make_url(address).database}")


@pytest.fixture(params=["sqlite", "postgres"])
def any_session(request):
    """A session on each of the two databases in turn."""
    name = "session" if request.param == "sqlite" else "postgres_session"
    return request.getfixturevalue(name)
