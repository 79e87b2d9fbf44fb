"""Codes that prove presence, and how much is taken of whom."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.participation.kinds import Tier
from portal.participation.rules import limits, presence
from portal.participation.rules.limits import VenueBusy, WorkNeeded

KEY = "0" * 64
NOW = datetime(2026, 11, 23, 4, 17, tzinfo=UTC)


def shown_at(moment, *, key=KEY, restaurant="abc"):
    return presence.rotating_code(key, restaurant, presence.window_of(moment))


def is_taken(code, *, now=NOW):
    return presence.is_on_display(KEY, "abc", code, now=now)


def test_code_of_the_display_holds_for_its_window_and_the_next():
    code = shown_at(NOW)

    assert is_taken(code)
    assert is_taken(code, now=NOW + timedelta(minutes=10))
    assert not is_taken(code, now=NOW + timedelta(minutes=20))
    assert not is_taken(code, now=NOW - timedelta(minutes=10))


def test_code_of_another_display_or_key_is_none():
    assert not is_taken(shown_at(NOW, restaurant="abd"))
    assert not is_taken(shown_at(NOW, key="1" * 64))
    assert not is_taken("密码密码密码")


def test_windows_are_ten_minutes_of_the_clock():
    assert presence.window_of(NOW) == datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
    assert presence.next_window(NOW) == datetime(2026, 11, 23, 4, 20, tzinfo=UTC)


def test_codes_are_read_as_people_type_them():
    code = presence.new_slip()

    assert presence.plain_code(f" {presence.grouped(code).upper()} ") == code
    assert presence.plain_code("O1-Il") == "0111"
    assert presence.plain_code("Ｏ１－Ｉｌ") == "0111"  # as a Chinese keyboard writes it
    assert presence.is_slip(code)
    assert not presence.is_slip(code[:6])


def test_hash_says_nothing_without_its_key():
    assert presence.keyed_hash(KEY, "a", 1) != presence.keyed_hash(presence.new_key(), "a", 1)
    assert presence.keyed_hash(KEY, "a", 1) == presence.keyed_hash(KEY, "a", "1")
    assert presence.keyed_hash(KEY, "ab", "c") != presence.keyed_hash(KEY, "a", "bc")


@pytest.mark.parametrize("tier", Tier)
def test_a_venue_has_a_budget_for_each_tier(tier):
    budget = limits.BUDGETS[tier]

    limits.check_budget(tier, in_window=budget.a_window - 1, today=budget.a_day - 1)
    with pytest.raises(VenueBusy):
        limits.check_budget(tier, in_window=budget.a_window, today=0)
    with pytest.raises(VenueBusy):
        limits.check_budget(tier, in_window=0, today=budget.a_day)


def test_proof_of_work_or_a_slip_passes_the_slow_lane():
    full = limits.WITHOUT_WORK_AN_HOUR

    limits.check_work(Tier.SIGN, has_work=True, without_work=full)
    limits.check_work(Tier.SLIP, has_work=False, without_work=full)
    limits.check_work(Tier.SIGN, has_work=False, without_work=full - 1)
    with pytest.raises(WorkNeeded):
        limits.check_work(Tier.DISPLAY, has_work=False, without_work=full)


def test_work_grows_with_the_venue_and_has_an_end():
    assert limits.work_cost(0) == limits.BASE_COST
    assert limits.work_cost(3) == 2 * limits.BASE_COST
    assert limits.work_cost(1000) == limits.MOST_COST
