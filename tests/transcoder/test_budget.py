"""Connections a host bears."""

import pytest

from transcoder.budget import Budget
from transcoder.limits import Limits

LIMITS = Limits(host_sessions=4, host_connects_per_second=2, node_connects_per_second=50)
FAST = Limits(host_sessions=4, host_connects_per_second=1000, node_connects_per_second=1000)


def test_a_host_gets_two_connections_a_second():
    budget = Budget(Limits(host_sessions=100))
    taken = [part / 4 for part in range(21) if budget.connect("nvr", now=part / 4)]
    assert len(taken) == 12  # two at once, then two a second for five seconds


def test_hosts_do_not_wait_for_each_other():
    budget = Budget(LIMITS)
    assert all(budget.connect(f"host {number}", now=0.0) for number in range(50))


def test_the_node_gets_fifty_connections_a_second():
    budget = Budget(LIMITS)
    assert sum(budget.connect(f"host {number}", now=0.0) for number in range(80)) == 50


def test_sessions_are_limited_until_one_is_given_back():
    budget = Budget(FAST)
    assert [budget.connect("nvr", now=0.0) for _ in range(5)] == [True] * 4 + [False]
    assert budget.is_full("nvr")
    budget.release("nvr")
    assert budget.connect("nvr", now=1.0)


@pytest.mark.parametrize(("refusals", "sessions"), [(0, 4), (1, 3), (2, 2), (3, 1), (9, 1)])
def test_each_refusal_costs_a_session_but_never_the_last(refusals: int, sessions: int):
    budget = Budget(FAST)
    budget.connect("nvr", now=0.0)
    for _ in range(refusals):
        budget.busy("nvr", now=0.0)
    assert budget.sessions("nvr") == sessions


def test_open_sessions_are_not_doubted():
    budget = Budget(FAST)
    for _ in range(3):
        budget.connect("nvr", now=0.0)
    for _ in range(9):
        budget.busy("nvr", now=0.0)
    assert budget.sessions("nvr") == 3


def test_a_refusal_with_nothing_open_teaches_nothing():
    budget = Budget(FAST)
    budget.busy("nvr", now=0.0)
    assert budget.sessions("nvr") == 4


def test_a_look_takes_a_session_and_gives_it_back():
    budget = Budget(Limits(host_sessions=1, host_connects_per_second=1000))
    assert budget.connect_look("nvr", now=0.0)
    assert not budget.connect("nvr", now=1.0)
    budget.release_look("nvr", now=2.0)
    assert budget.connect("nvr", now=2.0)


def test_a_host_kept_for_viewers_is_not_looked_at_until_then():
    budget = Budget(FAST)
    budget.keep("nvr", until=10.0)
    assert budget.connect("nvr", now=9.0)
    assert [budget.connect_look("nvr", now=now) for now in (9.0, 10.0)] == [False, True]


def test_a_host_kept_no_longer_is_looked_at():
    budget = Budget(FAST)
    budget.keep("nvr", until=10.0)
    budget.keep_no_longer("nvr")
    assert budget.connect_look("nvr", now=1.0)


def test_a_look_that_ended_is_remembered():
    budget = Budget(FAST)
    budget.connect_look("nvr", now=0.0)
    assert budget.had_look("nvr", since=100.0)
    budget.release_look("nvr", now=5.0)
    assert [budget.had_look("nvr", since=since) for since in (4.0, 6.0)] == [True, False]


def test_a_good_day_gives_a_session_back():
    budget = Budget(FAST)
    budget.connect("nvr", now=0.0)
    budget.busy("nvr", now=0.0)
    learned = budget.sessions("nvr")
    budget.connect("nvr", now=86_399.0)
    assert budget.sessions("nvr") == learned
    budget.connect("nvr", now=86_401.0)
    assert budget.sessions("nvr") == learned + 1


def test_second_refusal_of_a_user_pauses_it_on_the_host():
    budget = Budget(FAST)
    budget.password_refused("nvr", "admin", code="a")
    assert not budget.is_paused("nvr", "admin", code="c")
    budget.password_refused("nvr", "admin", code="b")
    assert budget.is_paused("nvr", "admin", code="c")


def test_a_paused_user_is_free_elsewhere_and_so_are_other_users():
    budget = Budget(FAST)
    for code in ("a", "b"):
        budget.password_refused("nvr", "admin", code=code)
    assert not budget.is_paused("other", "admin", code="c")
    assert not budget.is_paused("nvr", "viewer", code="c")


def test_changed_credentials_free_their_own_camera_only():
    budget = Budget(FAST)
    for code in ("a", "b"):
        budget.password_refused("nvr", "admin", code=code)
    budget.credentials_changed("nvr", "admin", code="a")
    assert not budget.is_paused("nvr", "admin", code="a")
    assert budget.is_paused("nvr", "admin", code="c")


def test_changed_credentials_that_are_wrong_again_are_paused_again():
    budget = Budget(FAST)
    for code in ("a", "b"):
        budget.password_refused("nvr", "admin", code=code)
    budget.credentials_changed("nvr", "admin", code="a")
    budget.password_refused("nvr", "admin", code="a")
    assert budget.is_paused("nvr", "admin", code="a")


def test_an_accepted_password_ends_the_pause():
    budget = Budget(FAST)
    for code in ("a", "b"):
        budget.password_refused("nvr", "admin", code=code)
    budget.password_accepted("nvr", "admin")
    assert not budget.is_paused("nvr", "admin", code="c")
