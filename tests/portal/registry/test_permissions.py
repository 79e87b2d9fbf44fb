"""The table of who may do what, row by row, and the two things that nobody may."""

from itertools import product

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.registry.kinds import Ask
from portal.registry.rules.permissions import (
    ASKING,
    DECIDING,
    MAY,
    Act,
    OwnRequest,
    OwnRestaurant,
    Place,
    check,
    check_decision,
    may,
    may_decide,
    scope_of,
)

HERE, ELSEWHERE = Place("hewan", "0000000001"), Place("songling", "0000000002")
OF_RESTAURANT = {Role.RESTAURANT_STAFF, Role.RESTAURANT_OWNER}
OF_STATION = {Role.INSPECTOR, Role.STATION_HEAD}

# Written out, so that a change of the table is seen twice.
TABLE = {
    Role.RESTAURANT_STAFF: {Act.READ},
    Role.RESTAURANT_OWNER: {Act.READ, Act.READ_PROOF, Act.ASK_SUSPENSION},
    Role.INSPECTOR: {
        Act.READ, Act.READ_PROOF, Act.ASK_SUSPENSION, Act.ASK_CHANGE, Act.NOTE_GAP,
    },
    Role.STATION_HEAD: {
        Act.READ, Act.READ_PROOF, Act.ASK_SUSPENSION, Act.ASK_CHANGE, Act.DECIDE_SUSPENSION,
        Act.NOTE_GAP,
    },
    Role.BUREAU_OFFICER: set(Act),
    Role.MODERATOR: set(),
    Role.AUDITOR: {Act.READ, Act.READ_PROOF},
    Role.VENDOR: set(),
    Role.SYSADMIN: set(),
}  # fmt: skip


def person(role, place=HERE, number=7):
    """Somebody with `role` where such a role is given: a Restaurant, a Station or everywhere."""
    if role in OF_RESTAURANT:
        grant = Grant(role, restaurant=place.restaurant)
    elif role in OF_STATION:
        grant = Grant(role, station=place.station)
    else:
        grant = Grant(role)
    return Actor("somebody", number, frozenset({grant}))


@pytest.mark.parametrize(("role", "act"), [*product(Role, Act)])
def test_a_role_may_do_what_the_table_says_and_no_more(role, act):
    assert may(person(role), act, HERE) is (act in TABLE[role])


@pytest.mark.parametrize(("role", "act"), [*product(sorted(OF_RESTAURANT | OF_STATION), Act)])
def test_nobody_acts_outside_their_own_part(role, act):
    assert not may(person(role, ELSEWHERE), act, HERE)


@pytest.mark.parametrize("act", Act)
def test_the_system_has_no_role_and_so_may_nothing_here(act):
    assert not may(Actor.system("rounds"), act, HERE)


def test_every_act_has_a_row():
    assert set(MAY) == set(Act)


@pytest.mark.parametrize("ask", Ask)
def test_every_ask_has_an_act_of_asking_and_one_of_deciding(ask):
    assert {ASKING[ask], DECIDING[ask]} <= set(Act)


def test_what_is_not_allowed_is_refused_by_name():
    with pytest.raises(NotAllowed) as refused:
        check(person(Role.VENDOR), Act.REGISTER, HERE)
    assert refused.value.act == "register a restaurant"


def test_a_new_restaurant_is_registered_by_the_station_alone():
    check(person(Role.BUREAU_OFFICER), Act.REGISTER, Place("hewan"))


def test_a_scope_is_that_of_the_roles_which_may():
    both = person(Role.STATION_HEAD).grants | person(Role.RESTAURANT_OWNER, ELSEWHERE).grants
    scope = scope_of(Actor("both", 1, both), Act.DECIDE_SUSPENSION)
    assert (scope.stations, scope.restaurants) == ({"hewan"}, frozenset())


@pytest.mark.parametrize("ask", [Ask.SUSPEND, Ask.RESUME])
@pytest.mark.parametrize("role", [Role.STATION_HEAD, Role.BUREAU_OFFICER])
def test_nobody_approves_a_suspension_they_asked_for(role, ask):
    with pytest.raises(OwnRequest):
        check_decision(person(role), ask, HERE, asked_by=7)


@pytest.mark.parametrize("ask", [Ask.OPEN, Ask.CLOSE, Ask.MOVE])
def test_an_officer_alone_may_open_close_and_move(ask):
    check_decision(person(Role.BUREAU_OFFICER), ask, HERE, asked_by=7)


@pytest.mark.parametrize("asked_by", [8, None])
def test_a_head_approves_what_others_asked(asked_by):
    check_decision(person(Role.STATION_HEAD), Ask.SUSPEND, HERE, asked_by=asked_by)


@pytest.mark.parametrize("ask", Ask)
@pytest.mark.parametrize("role", sorted(OF_RESTAURANT))
def test_nobody_decides_about_a_restaurant_of_their_own(role, ask):
    grants = person(Role.BUREAU_OFFICER).grants | person(role).grants
    with pytest.raises(OwnRestaurant):
        check_decision(Actor("both", 7, grants), ask, HERE, asked_by=8)


@pytest.mark.parametrize(("role", "ask"), [*product(Role, Ask)])
def test_only_whom_the_table_names_may_decide(role, ask):
    expected = DECIDING[ask] in TABLE[role]
    assert may_decide(person(role), ask, HERE, asked_by=8) is expected
