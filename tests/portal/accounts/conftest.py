"""Fixtures of this floor's tests: a clock that stands still, forms without tokens, an app."""

import pytest
from sqlalchemy import event

from portal.accounts.passwords import hashed
from portal.extensions import db
from tests.support.authenticator import Authenticator
from tests.support.people import make_person

PASSWORD = "four words that fit"


@pytest.fixture(autouse=True)
def clock_at_noon(set_clock):
    """Every test of this floor begins at noon; it moves the clock itself."""


@pytest.fixture
def app(app):
    """The portal, whose forms need no token here; test_signing_in.py has tests of the tokens."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions["security"].pwd_context.update(
        argon2__memory_cost=64, argon2__rounds=1, argon2__parallelism=1
    )  # 1,000 times less work than it must be in earnest
    return app


@pytest.fixture
def password_hash(app):
    """The hash of PASSWORD, as cheap as it gets."""
    with app.app_context():
        return hashed(PASSWORD)


@pytest.fixture
def person_with(app, session, password_hash):
    """Somebody who can sign in with PASSWORD: `person_with(role, app=authenticator)`."""

    def make(role, *, authenticator=None, **changes):
        secret = authenticator.stored(app) if authenticator else None
        person = make_person(session, role, password=password_hash, totp_secret=secret, **changes)
        session.commit()
        return person

    return make


@pytest.fixture
def authenticator():
    """A phone that shows codes."""
    return Authenticator()


@pytest.fixture
def enter(client):
    """Send login and password: `enter(login)`."""

    def send(login, password=PASSWORD, **more):
        return client.post("/account/sign-in", data={"login": login, "password": password} | more)

    return send


@pytest.fixture
def count_statements(app):
    """How many statements the database gets while something is done."""
    with app.app_context():
        engine = db.engine

    def count(act):
        seen = []
        event.listen(engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        act()
        return len(seen)

    return count
