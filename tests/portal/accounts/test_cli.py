"""`flask --app portal accounts …`: what is printed, and how it ends."""

import re

import pytest
from sqlalchemy import text

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.queries import audit_head, person_by_login
from tests.portal.accounts.conftest import PASSWORD
from tests.support.factories import make_restaurant, make_station
from tests.support.people import sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def run(app):
    """Run a command: `run("list")`."""
    return lambda *words: app.test_cli_runner().invoke(args=["accounts", *words])


def test_first_administrator_gets_a_link(run, client, session):
    done = run("create", "--login", "admin", "--name", "管理员", "--role", "sysadmin")

    link = done.output.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/account/invitation/[\w-]{43}", link)
    told = {"password": PASSWORD, "again": PASSWORD}
    answer = client.post(link.removeprefix("http://127.0.0.1:8000"), data=told)
    assert answer.location == "/account/second-factor/first"
    assert person_by_login(session, "admin").name == "管理员"


def test_account_is_made_within_its_bounds(run, session):
    make_station(session, code="east")
    restaurant = make_restaurant(session)
    session.commit()
    run("create", "--login", "li", "--role", "inspector", "--station", "east")
    run("create", "--login", "wang", "--role", "restaurant_owner", "--restaurant", restaurant.code)

    inspector, owner = (person_by_login(session, login).grants[0] for login in ("li", "wang"))

    assert (inspector.role, inspector.station) == (Role.INSPECTOR, "east")
    assert (owner.role, owner.restaurant) == (Role.RESTAURANT_OWNER, restaurant.code)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--login", "li", "--role", "inspector"], "station_needed"),
        (["--login", "li", "--role", "inspector", "--station", "x"], "station_unknown"),
        (["--login", "l i", "--role", "vendor"], "login_malformed"),
        (["--login", "li", "--role", "king"], "king"),
    ],
)
def test_account_that_cannot_be_is_refused(words, said, run, session):
    done = run("create", *words)

    assert done.exit_code != 0
    assert said in done.output
    assert person_by_login(session, "li") is None


def test_fresh_link_is_printed(run, person_with, client):
    person = person_with(Role.VENDOR)

    link = run("invite", person.login).output.strip()

    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_list_tells_roles_with_their_bounds(run, person_with):
    person_with(Role.INSPECTOR, station="east", login="li", name="李伟")

    assert run("list").output == "li\t李伟\tinspector@east\topen\tno 2nd factor\n"


def test_list_tells_everybody(run, person_with):
    for number in range(52):
        person_with(Role.VENDOR, login=f"v{number:02}")

    assert len(run("list").output.splitlines()) == 52


def test_second_factor_is_removed(run, app, person_with, authenticator, session):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    browser = sign_in(app.test_client(), person)

    assert run("reset-second-factor", person.login).exit_code == 0

    session.refresh(person)
    assert person.totp_secret is None
    assert browser.get("/account", headers=JSON).status_code == 401


@pytest.mark.parametrize("command", ["reset-second-factor", "invite"])
def test_nobody_has_no_account(command, run):
    done = run(command, "nobody")

    assert (done.exit_code, "no account 'nobody'" in done.output) == (1, True)


def test_whole_chain_is_told_with_its_newest_hash(run, session):
    run("create", "--login", "admin", "--role", "sysadmin")
    number, newest = audit_head(session)

    done = run("verify-audit")

    assert done.output == f"2 entries hold; the newest is {number}:{newest}\n"
    assert run("audit-head").output == f"{number}:{newest}\n"


def test_broken_chain_is_told_by_its_number(run, session):
    run("create", "--login", "admin", "--role", "sysadmin")
    session.execute(text("UPDATE audit_entry SET actor = 'nobody' WHERE number = 2"))
    session.commit()

    done = run("verify-audit")

    assert done.exit_code == 1
    assert "entry 2 does not hold; the 1 before it do" in done.output


def test_chain_is_compared_with_a_hash_kept_elsewhere(run, session):
    run("create", "--login", "admin", "--role", "sysadmin")
    first = session.get_one(AuditEntry, 1)

    assert run("verify-audit", "--known", f"1:{first.hash}").exit_code == 0
    assert run("verify-audit", "--known", f"1:{'a' * 64}").exit_code == 1
    assert run("verify-audit", "--known", "one").exit_code == 2
