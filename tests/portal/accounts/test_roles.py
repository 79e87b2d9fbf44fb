"""Roles and the part of the register that each covers."""

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import NOTHING, Actor, Grant, Scope

INSPECTOR = Actor("李", 1, frozenset({Grant(Role.INSPECTOR, station="east")}))


def test_a_scope_is_where_one_of_the_roles_is_held():
    grants = {Grant(Role.INSPECTOR, station="east"), Grant(Role.RESTAURANT_OWNER, restaurant="r1")}
    both = Actor("王", 2, frozenset(grants))

    assert both.scope([Role.INSPECTOR]) == Scope(stations=frozenset({"east"}))


def test_a_role_without_bounds_covers_everything():
    assert Actor("张", 3, frozenset({Grant(Role.VENDOR)})).scope([Role.VENDOR]).is_whole


def test_a_role_not_held_covers_nothing():
    assert INSPECTOR.scope([Role.VENDOR]) == NOTHING


@pytest.mark.parametrize(
    ("station", "restaurant", "covered"),
    [("east", "r9", True), ("west", "r1", True), ("west", "r9", False)],
)
def test_what_a_scope_covers(station, restaurant, covered):
    scope = Scope(stations=frozenset({"east"}), restaurants=frozenset({"r1"}))

    assert scope.covers(station=station, restaurant=restaurant) is covered


def test_the_system_itself_has_no_role():
    assert not Actor.system("rounds").has(list(Role))
