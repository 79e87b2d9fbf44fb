"""A Restaurant that is asked about, answers to it, and both databases."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal import create_app
from portal.extensions import db
from portal.participation.kinds import Rating
from portal.participation.operations import Beginning, Secrets, begin_answer
from tests.portal.conftest import settings_under
from tests.support.factories import make_restaurant

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in the district
SECRETS = Secrets(slips="only for tests")


@pytest.fixture(autouse=True)
def at_noon(set_clock):
    set_clock(NOW)


@pytest.fixture
def restaurant(session):
    row = make_restaurant(session)
    session.commit()
    return row


@pytest.fixture
def begin(session, restaurant):
    """Send the first answer of a form: `begin("key")`, each with another key and device."""

    def send(key, *, at=NOW, place=None, **changes):
        plain = {
            "key": key,
            "rating": Rating.GOOD,
            "question_set": "diners-1",
            "language": "zh",
            "shown_at": at - timedelta(seconds=20),
            "device": f"device {key}",
            "network": "192.0.2.0/24",
            "work": (f"work {key}", at + timedelta(minutes=20)),
        }
        said = Beginning(**plain | changes)
        return begin_answer(session, place or restaurant, said, secrets=SECRETS, now=at)

    return send


@pytest.fixture(scope="session")
def postgres_database(new_postgres):
    """The address of a migrated PostgreSQL database."""
    return new_postgres()


@pytest.fixture(params=["sqlite", "postgres"])
def either(request, tmp_path, migrated_file):
    """A session on each of the two databases, rolled back at the end."""
    database = request.getfixturevalue("postgres_database") if request.param == "postgres" else ""
    settings = settings_under(tmp_path, database=database)
    if not database:
        shutil.copy(migrated_file, settings.data / "mingchu.db")
    app = create_app(settings)
    with app.app_context():
        engine = db.engine
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.rollback()
        engine.dispose()
