"""A contract of a year with clauses, and who looks at it."""

from datetime import UTC, date, datetime

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.contracts.operations import ContractAsked, add_contract, set_clause, set_fee
from portal.contracts.rules.clauses import Asked
from tests.support.factories import make_camera, make_restaurant
from tests.support.people import make_person, sign_in

CODE = "HT-1"
NOW = datetime(2026, 4, 10, 4, tzinfo=UTC)
BUREAU = Actor("officer", 1, frozenset({Grant(Role.BUREAU_OFFICER)}))
VENDOR = Actor("vendor", 2, frozenset({Grant(Role.VENDOR)}))


def contract_asked(**changes):
    """A contract of 2026."""
    told = {
        "code": CODE, "name": "Service", "vendor": "V", "starts_on": "2026-01-01",
        "until": "2027-01-01", "source": "file 3",
    } | changes  # fmt: skip
    return ContractAsked(**told)


def clause_asked(**changes):
    """Five cameras a restaurant, 50 yuan for each that is missing."""
    told = {
        "key": "cameras", "kind": "cameras", "starts_on": "2026-01-01", "wording": "five cameras",
        "threshold": "5", "each": "50", "source": "clause 4",
    } | changes  # fmt: skip
    return Asked(**told)


@pytest.fixture
def contract(session):
    """It costs 365,000 yuan, and its two restaurants have one camera each."""
    for __ in range(2):
        make_camera(session, make_restaurant(session, built_on=date(2025, 1, 1)))
    who = {"actor": BUREAU, "now": NOW}
    found = add_contract(session, contract_asked(), **who)
    set_fee(session, CODE, year="2026", yuan="365,000", **who)
    set_clause(session, CODE, clause_asked(), **who)
    session.commit()
    return found


@pytest.fixture
def as_(app, session, set_clock):
    """A browser of somebody with this role."""
    app.config["WTF_CSRF_ENABLED"] = False
    set_clock(NOW)

    def browser(role):
        person = make_person(session, role)
        session.commit()
        return sign_in(app.test_client(), person)

    return browser
