"""The version before works on with the database of the next one; nobody waits for a migration."""

import flask_migrate
import pytest
from sqlalchemy import MetaData, create_engine, delete, insert, inspect, select, text
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.extensions import db
from tests.portal.conftest import settings_under
from tests.support.postgres import address_of, execute
from tests.support.rolling import RELEASED, VERSIONS

BEFORE = min(RELEASED, VERSIONS[-2].name[:4])  # the last release, or the last migration but one


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """The tables as the version before knows them, and a new version's database full of rows."""
    app = create_app(settings_under(tmp_path_factory.mktemp("rolling")))
    known = MetaData()
    with app.app_context():
        flask_migrate.upgrade(revision=BEFORE)
        known.reflect(db.engine)
        flask_migrate.upgrade()
        filled = app.test_cli_runner().invoke(args=["seed", "demo"])
        assert filled.exit_code == 0, filled.output
        known.remove(known.tables["alembic_version"])
        yield known, db.engine
        db.session.remove()
        db.engine.dispose()


def test_the_version_before_finds_its_columns_and_has_to_fill_no_others(upgraded):
    known, engine = upgraded
    inspector = inspect(engine)
    gone, needed = [], []
    for table in known.sorted_tables:
        now = {each["name"]: each for each in inspector.get_columns(table.name)}
        gone += [f"{table.name}.{column.name}" for column in table.c if column.name not in now]
        needed += [
            f"{table.name}.{name}"
            for name, each in now.items()
            if name not in table.c and not each["nullable"] and each["default"] is None
        ]

    assert (gone, needed) == ([], [])


def test_the_version_before_reads_and_writes_every_row(upgraded):
    known, engine = upgraded
    written = 0
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for table in known.sorted_tables:
            rows = [dict(row) for row in connection.execute(select(table)).mappings()]
            if rows:
                connection.execute(delete(table))
                connection.execute(insert(table), rows)
                written += len(rows)
        connection.rollback()

    assert written > 1_000


@pytest.mark.slow
def test_a_migration_that_cannot_have_its_lock_gives_up(postgres_server, tmp_path):
    execute(postgres_server, "CREATE DATABASE held_up")
    address = address_of(postgres_server, "held_up")
    app = create_app(settings_under(tmp_path, database=address))
    visitor = create_engine(address)
    with app.app_context(), visitor.connect() as reading:
        flask_migrate.upgrade(revision="0025")
        reading.execute(text("SELECT count(*) FROM closed_period"))  # and its transaction stays

        with pytest.raises(OperationalError, match="lock timeout"):
            flask_migrate.upgrade(revision="0026")

        reading.rollback()
        flask_migrate.upgrade(revision="0026")
        assert "district" in {
            each["name"] for each in inspect(visitor).get_columns("closed_period")
        }
        db.engine.dispose()
    visitor.dispose()
