"""What is done about patrols is tested on both databases: SQLite and a real PostgreSQL."""

import flask_migrate
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal import create_app
from portal.extensions import db
from portal.settings import Settings
from tests.support.postgres import running_server


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory):
    """The address of a migrated PostgreSQL database that lives as long as the tests."""
    with running_server() as address:
        app = create_app(Settings(data=tmp_path_factory.mktemp("postgres"), database=address))
        with app.app_context():
            flask_migrate.upgrade()
            db.engine.dispose()
        yield address


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
