"""Fixtures of this floor's tests: a clock that stands still, a Restaurant, and people there."""

import pytest

from portal.accounts.kinds import RESTAURANT_ROLES, Role
from tests.support.factories import make_camera, make_restaurant
from tests.support.people import make_person, sign_in


@pytest.fixture(autouse=True)
def clock_at_noon(set_clock):
    """Every test of this floor begins at noon; it moves the clock itself."""


@pytest.fixture
def app(app):
    """The portal, whose forms need no token here."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def place(session):
    """A Restaurant with one Camera."""
    restaurant = make_restaurant(session)
    make_camera(session, restaurant)
    session.commit()
    return restaurant


@pytest.fixture
def as_(app, session, place):
    """A browser of somebody new with this role, at `place` where the role is bound."""

    def browser(role):
        bound = {}
        if role in RESTAURANT_ROLES:
            bound = {"restaurant": place.code}
        elif role in {Role.INSPECTOR, Role.STATION_HEAD}:
            bound = {"station": place.station.code}
        person = make_person(session, role, **bound)
        session.commit()
        return sign_in(app.test_client(), person)

    return browser
