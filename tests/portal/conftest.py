"""Fixtures of the portal's tests: an application on a fresh, migrated database."""

import ipaddress
import shutil
from itertools import count

import flask_migrate
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal import create_app
from portal.extensions import db
from portal.settings import Settings
from portal.shell import clock
from tests.support.factories import CAMERA_KEY, NOON
from tests.support.postgres import address_of, execute, running_server

TEMPLATE = "migrated"  # the PostgreSQL database that is copied
NETWORKS = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "127.0.0.0/8", "fd00::/8")))


def settings_under(data, **changes):
    """Settings of a portal that keeps everything under `data`."""
    return Settings(**{
        "data": data,
        "live_root": data / "live",
        "camera_keys": CAMERA_KEY,
        "camera_networks": NETWORKS,
        "secret_key": "only for tests",
    } | changes)  # fmt: skip


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A SQLite database with all migrations run, to be copied."""
    settings = settings_under(tmp_path_factory.mktemp("migrated"))
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return settings.data / "mingchu.db"


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a PostgreSQL server that lives as long as the tests."""
    with running_server() as address:
        yield address


@pytest.fixture(scope="session")
def new_postgres(postgres_server, tmp_path_factory):
    """Make a PostgreSQL database with all tables and no rows: `new_postgres()` is its address."""
    execute(postgres_server, f"CREATE DATABASE {TEMPLATE}")
    data = tmp_path_factory.mktemp("postgres")
    app = create_app(settings_under(data, database=address_of(postgres_server, TEMPLATE)))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    numbers = count(1)

    def make():
        name = f"test_{next(numbers)}"
        execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return address_of(postgres_server, name)

    return make


@pytest.fixture
def postgres_address(new_postgres):
    """The address of a PostgreSQL database of the test's own, where rows may stay."""
    return new_postgres()


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


@pytest.fixture(params=["sqlite", "postgres"])
def any_session(request):
    """A session on each of the two databases in turn."""
    name = "session" if request.param == "sqlite" else "postgres_session"
    return request.getfixturevalue(name)


@pytest.fixture
def settings(tmp_path):
    """The settings of `app`; a test that needs others overrides this fixture."""
    return settings_under(tmp_path)


@pytest.fixture
def app(settings, migrated_file):
    """The portal on a database of its own, with all tables and no rows."""
    shutil.copy(migrated_file, settings.data / "mingchu.db")
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app):
    """A session apart from those of requests: commit before asking `client`."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def client(app):
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def set_clock(monkeypatch):
    """Set the portal's clock: `set_clock(moment)`; it stands still at noon until then."""

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(NOON)
    return set_to
