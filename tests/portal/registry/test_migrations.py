import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

import portal
from portal import create_app
from portal.extensions import db
from portal.settings import Settings
from tests.support.postgres import address_of, execute

ONE_AT_A_TIME = 0x6D696E67  # portal/migrations/env.py, which nobody can import


@pytest.fixture(params=["sqlite", "postgres"])
def empty_app(request, tmp_path):
    """The portal on an empty database, within its context."""
    database = ""
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        execute(server, "DROP DATABASE IF EXISTS up_and_down")
        execute(server, "CREATE DATABASE up_and_down")
        database = address_of(server, "up_and_down")
    app = create_app(Settings(data=tmp_path, database=database))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables():
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_run_up_down_and_up_again(empty_app):
    flask_migrate.upgrade()
    first = tables()
    flask_migrate.downgrade(revision="base")
    assert tables() == set()
    flask_migrate.upgrade()
    assert tables() == first >= {"station", "restaurant", "status_span", "camera", "display"}


def test_who_goes_back_to_an_older_version_leaves_the_newer_tables_as_they_are(empty_app):
    flask_migrate.upgrade()
    before = tables()
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()

    flask_migrate.upgrade()

    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    assert tables() == before


def test_migrated_tables_are_those_of_the_models(empty_app):
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrated_constraints_have_the_names_of_the_models(empty_app):
    flask_migrate.upgrade()
    inspector = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        found = {each["name"] for each in inspector.get_check_constraints(table.name)}
        found |= {each["name"] for each in inspector.get_unique_constraints(table.name)}
        found |= {each["name"] for each in inspector.get_foreign_keys(table.name)}
        found.add(inspector.get_pk_constraint(table.name)["name"])
        assert found == {each.name for each in table.constraints}, table.name


def test_sqlite_enforces_foreign_keys_again_after_a_migration(tmp_path):
    app = create_app(Settings(data=tmp_path))
    with app.app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        db.engine.dispose()


def test_revisions_are_numbered_without_gaps():
    versions = Path(portal.__file__).parent / "migrations" / "versions"
    numbers = sorted(path.name[:4] for path in versions.glob("*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_nodes_that_start_together_migrate_one_after_the_other(postgres_server, tmp_path):
    execute(postgres_server, "CREATE DATABASE started_together")
    address = address_of(postgres_server, "started_together")
    app = create_app(Settings(data=tmp_path, database=address))

    def upgrade():
        with app.app_context():
            flask_migrate.upgrade()
            db.engine.dispose()

    other = create_engine(address, isolation_level="AUTOCOMMIT")
    with ThreadPoolExecutor() as pool, other.connect() as node:
        node.execute(text(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})"))
        upgraded = pool.submit(upgrade)
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        while not node.scalar(waiting) and not upgraded.done():
            time.sleep(0.05)
        assert inspect(node).get_table_names() == []
        node.execute(text(f"SELECT pg_advisory_unlock({ONE_AT_A_TIME})"))
        upgraded.result()
        assert "camera" in inspect(other).get_table_names()
    other.dispose()
