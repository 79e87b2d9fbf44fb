"""The list of what was asked, saved as a file."""

import pytest

from portal.accounts.kinds import Role
from portal.registry.kinds import Ask
from portal.registry.operations import ask
from portal.registry.rules.requests import Wish
from tests.support.factories import NOON, make_restaurant
from tests.support.people import make_person, sign_in
from tests.support.saved import csv_rows
from tests.support.staff import officer


@pytest.fixture
def restaurant(session, set_clock):
    """A Restaurant in business, which somebody asked to record as closed."""
    row = make_restaurant(session, name_en="=1+1")
    wish = Wish(Ask.CLOSE, NOON, reason="关门", proof="7")
    ask(session, row.code, wish=wish, actor=officer(), now=NOON)
    session.commit()
    return row


@pytest.fixture
def bureau(app, session):
    """The browser of an officer of the bureau."""
    person = make_person(session, Role.BUREAU_OFFICER)
    session.commit()
    return sign_in(app.test_client(), person)


def test_what_waits_is_saved_with_reason_and_proof(bureau, restaurant):
    header, line = csv_rows(bureau.get("/en/desk/register/requests.csv"))

    assert len(header) == len(line)
    assert line[1:3] == ["'=1+1", restaurant.licence_no]
    assert line[7:9] == ["关门", "7"]


def test_another_state_is_saved_where_it_is_asked_for(bureau, restaurant):
    assert len(csv_rows(bureau.get("/desk/register/requests.csv?state=refused"))) == 1
    assert bureau.get("/desk/register/requests.xlsx").data.startswith(b"PK")


def test_requests_about_others_are_not_in_the_file_of_an_owner(app, session, restaurant):
    person = make_person(session, Role.RESTAURANT_OWNER, restaurant=make_restaurant(session).code)
    session.commit()
    answer = sign_in(app.test_client(), person).get("/desk/register/requests.csv")

    assert len(csv_rows(answer)) == 1
