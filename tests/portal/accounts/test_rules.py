"""Passwords, logins, bounds of roles, sign-ins and codes: values in, values out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.accounts.rules import (
    Grant,
    OwnAccount,
    PasswordFault,
    PersonFault,
    PersonRefused,
    check_grant,
    is_demo_possible,
    must_have_second_factor,
    normal_password,
    password_fault,
)
from portal.accounts.rules.credentials import (
    CODE_LETTERS,
    INVITATION_HOLDS,
    digits_of,
    grouped,
    is_good,
    plain_code,
)
from portal.accounts.rules.people import check_not_own, plain_login, plain_name
from portal.accounts.rules.roles import Actor
from portal.accounts.rules.sign_ins import (
    IDLE,
    LONGEST,
    browser_family,
    is_current,
    network_of,
    system_family,
)
from tests.support.factories import NOON

SECOND = timedelta(seconds=1)


@dataclass
class Span:
    seen_at: datetime = NOON
    expires_at: datetime = NOON + LONGEST
    ended_at: datetime | None = None


@dataclass
class Link:
    expires_at: datetime = NOON + INVITATION_HOLDS
    used_at: datetime | None = None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", PasswordFault.TOO_SHORT),
        ("twelve chars", None),
        ("a" * 8 + "bcde" * 49, PasswordFault.TOO_LONG),
        ("correct horse battery", None),
        ("我家的灶台总是很干净", PasswordFault.TOO_SHORT),
        ("我家的灶台总是擦得很干净", None),
        ("aaaaaaaaaaaaaaaa", PasswordFault.COMMON),
        ("abababababab", PasswordFault.COMMON),
        ("123456789012", PasswordFault.COMMON),
        ("Password1234", PasswordFault.COMMON),
        ("Passw0rd2026!", PasswordFault.COMMON),
        ("qwertyuiop123", PasswordFault.COMMON),
        ("Admin@123456", PasswordFault.COMMON),
        ("woaini5201314", PasswordFault.COMMON),
        ("mingchu-2026-pingshan", PasswordFault.COMMON),
        ("demo-kitchen", None),  # so the demo's guard must not lean on this
        ("li.weilihua12", PasswordFault.TELLS_NAME),
        ("Li.Wei!123456", PasswordFault.TELLS_NAME),
        ("li.wei likes noodles", None),
    ],
)
def test_password_is_long_and_not_common(password, fault):
    assert password_fault(password, login="li.wei", name="lihua") is fault


def test_password_is_the_same_however_it_was_typed():
    assert normal_password("ｅｌｅｖｅｎ") == normal_password("eleven")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=250))
def test_every_text_is_judged_without_a_crash(text):
    assert password_fault(text, login="li.wei", name="") in {None, *PasswordFault}


@pytest.mark.parametrize(
    ("text", "login"),
    [("li.wei", "li.wei"), (" Li.Wei@Example.CN ", "li.wei@example.cn"), ("13800138000",) * 2],
)
def test_login_is_stored_in_small_letters(text, login):
    assert plain_login(text) == login


@pytest.mark.parametrize("text", ["", "x", "李伟", "li wei", ".li", "a" * 101, "li\nwei", "a/b"])
def test_login_that_cannot_be_typed_everywhere_is_refused(text):
    with pytest.raises(PersonRefused) as refused:
        plain_login(text)
    assert refused.value.fault is PersonFault.LOGIN_MALFORMED


def test_name_is_stored_without_needless_blanks():
    assert plain_name("  李  伟 ") == "李 伟"


def test_name_is_needed():
    with pytest.raises(PersonRefused, match="name_missing"):
        plain_name("   ")


PLACES = {"nothing": {}, "station": {"station": "east"}, "restaurant": {"restaurant": "abc"},
          "both": {"station": "east", "restaurant": "abc"}}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", Role)
def test_role_is_held_within_its_own_bounds_alone(role, place):
    proper = (
        "restaurant" if role in RESTAURANT_ROLES
        else "station" if role in STATION_ROLES else "nothing"
    )  # fmt: skip
    grant = Grant(role, **PLACES[place])
    if place == proper:
        check_grant(grant)
    else:
        with pytest.raises(PersonRefused):
            check_grant(grant)


@pytest.mark.parametrize(
    ("role", "place", "fault"),
    [
        (Role.INSPECTOR, "nothing", PersonFault.STATION_NEEDED),
        (Role.INSPECTOR, "restaurant", PersonFault.UNBOUND),
        (Role.RESTAURANT_STAFF, "nothing", PersonFault.RESTAURANT_NEEDED),
        (Role.RESTAURANT_STAFF, "station", PersonFault.UNBOUND),
        (Role.VENDOR, "station", PersonFault.UNBOUND),
    ],
)
def test_misplaced_role_is_refused_with_what_is_missing(role, place, fault):
    with pytest.raises(PersonRefused) as refused:
        check_grant(Grant(role, **PLACES[place]))
    assert refused.value.fault is fault


def test_rights_of_ones_own_account_are_left_to_others():
    check_not_own(2, actor=Actor("管理员", 1))
    check_not_own(2, actor=Actor.system("command line"))
    with pytest.raises(OwnAccount):
        check_not_own(1, actor=Actor("管理员", 1))


@pytest.mark.parametrize(
    ("roles", "is_demo", "must"),
    [
        (set(), False, False),
        ({Role.RESTAURANT_OWNER}, False, False),
        ({Role.RESTAURANT_OWNER, Role.RESTAURANT_STAFF}, False, False),
        ({Role.RESTAURANT_OWNER, Role.VENDOR}, False, True),
        ({Role.SYSADMIN}, False, True),
        ({Role.SYSADMIN}, True, False),
    ],
)
def test_who_must_have_a_second_factor(roles, is_demo, must):
    assert must_have_second_factor(frozenset(roles), is_demo=is_demo) is must


@pytest.mark.parametrize("is_demo", [True, False])
def test_all_must_where_it_is_for_all(is_demo):
    roles = frozenset({Role.RESTAURANT_OWNER})
    must = must_have_second_factor(roles, is_demo=is_demo, is_for_all=True)

    assert must is not is_demo


@pytest.mark.parametrize(
    ("changes", "possible"),
    [
        ({}, True),
        ({"hosts": ["localhost", "::1"]}, True),
        ({"behind_tls": True}, False),
        ({"proxies": 1}, False),
        ({"hosts": ["0.0.0.0", "127.0.0.1"]}, False),
        ({"hosts": ["127.0.0.1", "mingchu.example"]}, False),
        ({"hosts": ["127.0.0.1", ""]}, False),
    ],
)
def test_demo_accounts_are_possible_where_nobody_else_reaches(changes, possible):
    usual = {"behind_tls": False, "proxies": 0, "hosts": ["127.0.0.1"]}

    assert is_demo_possible(**usual | changes) is possible


@pytest.mark.parametrize(
    ("span", "after", "current"),
    [
        (Span(), timedelta(), True),
        (Span(), IDLE - SECOND, True),
        (Span(), IDLE, False),
        (Span(seen_at=NOON + LONGEST - SECOND), LONGEST - SECOND, True),
        (Span(seen_at=NOON + LONGEST - SECOND), LONGEST, False),
        (Span(ended_at=NOON), timedelta(), False),
        (Span(), -timedelta(hours=1), True),
    ],
)
def test_sign_in_holds_until_idle_too_old_or_ended(span, after, current):
    assert is_current(span, now=NOON + after) is current


@pytest.mark.parametrize(
    ("link", "after", "good"),
    [
        (Link(), timedelta(), True),
        (Link(), INVITATION_HOLDS - SECOND, True),
        (Link(), INVITATION_HOLDS, False),
        (Link(used_at=NOON), timedelta(), False),
    ],
)
def test_invitation_is_good_once_and_for_a_time(link, after, good):
    assert is_good(link, now=NOON + after) is good


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        (None, ""),
        ("unix:", ""),
    ],
)
def test_of_an_address_its_network_is_kept(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "edge", "windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Safari/537", "chrome", "android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) MicroMessenger/8.0 Safari/604", "wechat", "ios"),
        ("Mozilla/5.0 (Macintosh; Mac OS X 14) Version/17 Safari/605", "safari", "macos"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130", "firefox", "linux"),
        ("curl/8", "other", "other"),
        ("", "other", "other"),
    ],
)
def test_browser_and_system_are_told_by_family(agent, browser, system):
    assert system_family(agent) == system
    assert browser_family(agent) == browser


@given(st.text(alphabet=CODE_LETTERS, min_size=16, max_size=16))
def test_recovery_code_is_read_as_it_was_written(code):
    assert plain_code(grouped(code).upper()) == code


def test_look_alikes_in_a_recovery_code_are_digits():
    assert plain_code(" OIL0-1abc ") == "01101abc"


def test_blanks_in_a_code_are_left_away():
    assert digits_of(" 123 456\n") == "123456"
