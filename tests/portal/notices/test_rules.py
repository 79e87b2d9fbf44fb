"""The rules of notices: when they leave, where webhooks may go, what may be wished."""

import ipaddress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.kinds import Role
from portal.accounts.rules import Grant
from portal.notices.kinds import Severity
from portal.notices.rules.figures import Spread, spread
from portal.notices.rules.news import Bilingual, To, packed, unpacked
from portal.notices.rules.times import (
    JITTER,
    WAITS,
    Quiet,
    leaves_at,
    next_digest,
    wait_after,
)
from portal.notices.rules.webhooks import (
    ChannelRefused,
    check_address,
    is_key,
    may_reach,
    new_key,
)
from portal.notices.rules.wishes import Wish, WishFault, WishRefused, check_wish
from portal.shell.rules import DISTRICT_ZONE
from tests.portal.notices.conftest import news
from tests.support.factories import NOON

NIGHT = Quiet(22 * 60, 7 * 60)
SOON = timedelta(minutes=1)


def here(text):
    return datetime.fromisoformat(f"2026-03-04 {text}").replace(tzinfo=DISTRICT_ZONE)


@pytest.mark.parametrize(
    ("at", "is_quiet"),
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_quiet_hours_may_span_midnight(at, is_quiet):
    assert NIGHT.holds_at(here(at)) is is_quiet


@pytest.mark.parametrize(("at", "is_quiet"), [("12:59", False), ("13:00", True), ("14:00", False)])
def test_quiet_hours_may_lie_within_a_day(at, is_quiet):
    assert Quiet(13 * 60, 14 * 60).holds_at(here(at)) is is_quiet


def test_what_is_not_urgent_waits_for_the_end_of_quiet_hours():
    assert leaves_at(Severity.II, quiet=NIGHT, now=here("23:00")) == here("07:00") + timedelta(1)


@pytest.mark.parametrize("quiet", [NIGHT, None])
def test_what_is_urgent_never_waits(quiet):
    assert leaves_at(Severity.I, quiet=quiet, now=here("23:00")) == here("23:00")


def test_outside_quiet_hours_it_leaves_at_once():
    moments = [leaves_at(Severity.II, quiet=quiet, now=here("12:00")) for quiet in (NIGHT, None)]
    assert moments == [here("12:00")] * 2


@pytest.mark.parametrize(("now", "days"), [("08:29", 0), ("08:30", 1), ("23:00", 1)])
def test_what_can_wait_leaves_with_the_next_digest(now, days):
    moment = leaves_at(Severity.III, quiet=None, now=here(now))
    assert moment == here("08:30") + timedelta(days=days) == next_digest(here(now))


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 10**7))
def test_after_quiet_hours_it_is_not_quiet(start, end, minutes):
    quiet = Quiet(start, end)
    moment = NOON + timedelta(minutes=minutes)
    after = quiet.ends_after(moment)
    assert not quiet.holds_at(after)
    assert moment <= after <= moment + timedelta(days=1)


@given(st.integers(1, len(WAITS)), st.floats(0, 1))
def test_a_wait_is_drawn_around_its_middle(attempts, drawn):
    middle = WAITS[attempts - 1]
    assert middle * (1 - JITTER) - SOON <= wait_after(attempts, drawn=drawn)
    assert wait_after(attempts, drawn=drawn) <= middle * (1 + JITTER) + SOON


def test_after_the_last_wait_it_is_given_up():
    assert wait_after(len(WAITS) + 1, drawn=0.5) is None


def test_waits_span_days():
    assert sum(WAITS, timedelta()) > timedelta(days=3)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1",
        "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:a00:1::", "::127.0.0.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_webhook_goes_into_a_network_that_is_not_public(address):
    assert not may_reach(ipaddress.ip_address(address), is_tls=True, allowed=())


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_a_public_address_is_reached_by_tls_alone(address):
    reached = [
        may_reach(ipaddress.ip_address(address), is_tls=is_tls, allowed=())
        for is_tls in (True, False)
    ]
    assert reached == [True, False]


def test_an_allowed_network_is_reached_without_tls():
    allowed = [ipaddress.ip_network("10.1.0.0/16")]
    reached = [
        may_reach(ipaddress.ip_address(address), is_tls=False, allowed=allowed)
        for address in ("10.1.2.3", "::ffff:10.1.2.3", "10.2.0.1")
    ]
    assert reached == [True, True, False]


@pytest.mark.parametrize(
    "address",
    [
        "", "ftp://k.example.cn/", "https:///path", "https://user:pass@k.example.cn/",
        "https://k.example.cn/#part", "https://k.example.cn/\r\nHost: x", "https://k.example.cn/ ",
        "https://明厨.example/", "https://k.example.cn:0/", "https://k.example.cn:99999/",
        "https://k.example.cn:port/", "https://[::1", "https://k.example.cn\\@evil.example/",
        "https://k.example.cn/" + "x" * 500,
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_a_webhooks_is_refused(address):
    with pytest.raises(ChannelRefused):
        check_address(address)


@pytest.mark.parametrize(
    "address", ["https://k.example.cn/hook?a=b", "http://10.1.2.3:8080/hook", "https://[fd00::1]/"]
)
def test_other_addresses_are_not(address):
    check_address(address)


@pytest.mark.parametrize(
    ("text", "is_good"),
    [(new_key(b"k" * 32), True), ("whsec_c2hvcnQ=", False), ("whsec_not base 64", False)],
)
def test_a_key_is_known_by_its_shape(text, is_good):
    assert is_key(text) is is_good


def test_half_the_times_are_at_most_the_median():
    times = [timedelta(minutes=number) for number in range(10, 0, -1)]
    assert spread(times) == Spread(10, timedelta(minutes=5), timedelta(minutes=9))


def test_one_time_is_its_own_median():
    assert spread([SOON]) == Spread(1, SOON, SOON)


def test_no_times_have_no_median():
    assert spread([]) == Spread(0, None, None)


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_ranks_are_times_that_were_taken(seconds):
    times = [timedelta(seconds=each) for each in seconds]
    found = spread(times)
    assert found.median in times
    assert found.median <= found.p90 <= max(times)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"mail": "wang"}, WishFault.MAIL_MALFORMED),
        ({"mail": "wang@k"}, WishFault.MAIL_MALFORMED),
        ({"mail": "wang@k.cn\r\nBcc: x@y.cn"}, WishFault.MAIL_MALFORMED),
        ({"mail": "w@" + "k" * 200 + ".cn"}, WishFault.MAIL_MALFORMED),
        ({"phone": "12800000000"}, WishFault.PHONE_MALFORMED),
        ({"phone": "138"}, WishFault.PHONE_MALFORMED),
        ({"quiet_from": time(22)}, WishFault.QUIET_HALF),
        ({"quiet_until": time(7)}, WishFault.QUIET_HALF),
    ],
)
def test_a_wish_that_cannot_be_is_refused(changes, fault):
    with pytest.raises(WishRefused) as refused:
        check_wish(Wish(language="en", **changes))
    assert refused.value.fault is fault


@pytest.mark.parametrize("phone", ["", "13800000000", "+8613800000000"])
def test_a_mobile_number_may_be_given_or_not(phone):
    check_wish(Wish(language="en", phone=phone))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (time(22), time(7, 30), (1320, 450)),
        (time(7), time(7), None),
        (None, None, None),
        (time(7), None, None),
    ],
)
def test_quiet_hours_are_kept_in_minutes(start, end, minutes):
    assert Wish(language="en", quiet_from=start, quiet_until=end).quiet_minutes == minutes


def test_a_wish_does_not_print_its_addresses():
    assert "wang@" not in repr(Wish(language="en", mail="wang@k.example.cn"))


@pytest.mark.parametrize(
    ("grant", "is_reached"),
    [
        (Grant(Role.INSPECTOR, station="a"), True),
        (Grant(Role.INSPECTOR, station="b"), False),
        (Grant(Role.INSPECTOR), True),
        (Grant(Role.RESTAURANT_OWNER, restaurant="r"), True),
        (Grant(Role.RESTAURANT_OWNER, restaurant="s"), False),
        (Grant(Role.VENDOR), False),
    ],
)
def test_a_role_is_told_at_its_place(grant, is_reached):
    roles = frozenset({Role.INSPECTOR, Role.RESTAURANT_OWNER})
    assert To(roles=roles, station="a", restaurant="r").reaches(grant.role, grant) is is_reached


def test_fields_come_back_as_they_went():
    fields = {
        "name": Bilingual("店", "Shop"), "at": datetime(2026, 3, 4, tzinfo=UTC),
        "on": date(2026, 3, 4), "count": 3, "text": "x",
    }  # fmt: skip
    assert unpacked(packed(fields)) == fields


def test_a_field_of_unknown_shape_is_text():
    assert unpacked({"x": None}) == {"x": "None"}


def test_news_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        news(occurred_at=NOON.replace(tzinfo=None))


def test_news_is_told_apart_by_its_moment_or_its_key():
    keys = {news().whole_key, news(occurred_at=NOON + SOON).whole_key, news(key="x").whole_key}
    assert len(keys) == 3
