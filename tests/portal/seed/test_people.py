"""The demo's accounts: one a role, and none where others reach the portal."""

import pytest

from portal.accounts.kinds import Role
from portal.accounts.models import Person
from portal.accounts.rules import DemoRefused
from portal.seed.operations import seed_people
from portal.seed.people import EVERYBODY, PASSWORD, PEOPLE
from tests.portal.conftest import settings_under
from tests.support.factories import NOON


@pytest.fixture
def seed(session):
    """Make the accounts."""
    return lambda *, is_possible=True: seed_people(
        session, password_hash="a hash", is_possible=is_possible, now=NOON
    )


def test_there_is_one_for_each_role():
    assert sorted(each.grant.role for each in PEOPLE) == sorted(Role)


def test_all_are_marked_and_said_to_be_of_the_demo(seed, session):
    assert seed() == len(EVERYBODY)

    people = session.query(Person).all()
    assert {person.is_demo for person in people} == {True}
    assert [each.name for each in people if not each.name.startswith("演示·")] == []


def test_nothing_is_made_twice(seed):
    seed()

    assert seed() == 0


def test_none_is_made_where_others_reach_the_portal(seed, session):
    with pytest.raises(DemoRefused):
        seed(is_possible=False)


def test_command_makes_them_and_says_the_password(app, session):
    done = app.test_cli_runner().invoke(args=["seed", "demo"])

    assert PASSWORD in done.output
    assert session.query(Person).count() == len(EVERYBODY)


class TestInEarnest:
    """A portal that others reach."""

    @pytest.fixture
    def settings(self, tmp_path):
        return settings_under(tmp_path, behind_tls=True)

    def test_command_seeds_kitchens_without_accounts(self, app, session):
        done = app.test_cli_runner().invoke(args=["seed", "demo"])

        assert done.exit_code == 0
        assert "no demo accounts here" in done.output
        assert session.query(Person).count() == 0
