"""The register's tests run on both databases: SQLite and a real PostgreSQL."""

from itertools import count

import flask_migrate
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal import create_app
from portal.extensions import db
from portal.settings import Settings
from tests.support.postgres import address_of, execute, running_server

TEMPLATE = "migrated"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a PostgreSQL server that lives as long as the tests."""
    with running_server() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server, tmp_path_factory):
    """The server's address, with a migrated database to copy."""
    execute(postgres_server, f"CREATE DATABASE {TEMPLATE}")
    data = tmp_path_factory.mktemp("postgres")
    app = create_app(Settings(data=data, database=address_of(postgres_server, TEMPLATE)))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return postgres_server


@pytest.fixture
def postgres_session(migrated_postgres):
    """A session on a PostgreSQL database with all tables and no rows."""
    name = f"test_{next(_numbers)}"
    execute(migrated_postgres, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    engine = create_engine(address_of(migrated_postgres, name))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()
    execute(migrated_postgres, f"DROP DATABASE {name}")


@pytest.fixture(params=["sqlite", "postgres"])
def any_session(request):
    """A session on each of the two databases in turn."""
    name = "session" if request.param == "sqlite" else "postgres_session"
    return request.getfixturevalue(name)
