"""What one more look changes: tables of cases, and the same told another way."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.registry.rules import DatedHours, Hours, Status
from portal.rounds.kinds import FaultCode
from portal.rounds.rules.observations import Observation, Outcome
from portal.rounds.rules.outages import (
    FAULT_AFTER,
    NOT_LOOKED_AT,
    Condition,
    Turn,
    Watch,
    duty_minutes,
)
from tests.support.looks import DARK, bad, good, minute, off, unknown
from tests.support.minutes import MONDAY, at, span

BEGAN, FAULT, ENDED = Turn.OUTAGE_BEGAN, Turn.BECAME_FAULT, Turn.OUTAGE_ENDED


def watched(*looks):
    """What holds after these looks, and each look's turns."""
    watch, turns = Watch(), []
    for look in looks:
        watch, turned = watch.seen(look)
        turns.append(turned)
    return watch, turns


@pytest.mark.parametrize(
    ("looks", "turns"),
    [
        ([good(0)], [()]),
        ([unknown(0)], [()]),
        ([bad(0)], [(BEGAN,)]),
        ([bad(0), good(1)], [(BEGAN,), (ENDED,)]),
        ([bad(0), unknown(1), good(2)], [(BEGAN,), (), (ENDED,)]),
        ([bad(0), bad(4.99)], [(BEGAN,), ()]),
        ([bad(0), bad(5)], [(BEGAN,), (FAULT,)]),
        ([bad(0), bad(1), bad(5), bad(6)], [(BEGAN,), (), (FAULT,), ()]),
        ([bad(0), unknown(3), bad(5)], [(BEGAN,), (), (FAULT,)]),
        ([bad(0), unknown(5)], [(BEGAN,), ()]),
        ([bad(0), good(3), bad(5)], [(BEGAN,), (ENDED,), (BEGAN,)]),
        ([bad(0), bad(5), good(6), bad(7)], [(BEGAN,), (FAULT,), (ENDED,), (BEGAN,)]),
        ([bad(0, is_due=False)], [()]),
        ([bad(0, is_due=False), bad(1)], [(), (BEGAN,)]),
        ([bad(0), bad(5, is_due=False)], [(BEGAN,), ()]),
        ([bad(0), bad(5, is_due=False), bad(6)], [(BEGAN,), (), (FAULT,)]),
        ([bad(0), good(5, is_due=False)], [(BEGAN,), (ENDED,)]),
        ([bad(0), bad(30)], [(BEGAN,), (FAULT,)]),
        ([bad(0), bad(31), bad(35), bad(36)], [(BEGAN,), (), (), (FAULT,)]),
        ([off(0), bad(5)], [(BEGAN,), (FAULT,)]),
        ([off(0, cause="bad_password")], [(BEGAN, FAULT)]),
        ([off(0, cause="bad_password", is_due=False)], [()]),
        ([off(0), off(1, cause="bad_password"), off(6)], [(BEGAN,), (FAULT,), ()]),
    ],
)  # fmt: skip
def test_looks_turn(looks, turns):
    assert watched(*looks)[1] == turns


@pytest.mark.parametrize("late", [good(5), good(3), bad(5), unknown(1)])
def test_a_look_no_later_than_the_last_changes_nothing(late):
    before, __ = watched(bad(0), bad(5))
    after, turns = before.seen(late)

    assert after is before
    assert turns == ()


def test_the_newest_bad_look_says_what_is_wrong():
    watch, __ = watched(off(0, cause="stalled"), bad(1))

    assert (watch.outage.code, watch.outage.cause) == (FaultCode.DEV_DARK, None)
    assert watch.outage.measured == DARK
    assert watch.outage.began_at == minute(0)


def test_a_look_after_hours_refines_without_counting():
    watch, __ = watched(off(0), bad(4, is_due=False))

    assert watch.outage.code is FaultCode.DEV_DARK
    assert watch.outage.last_bad_at == minute(0)


@pytest.mark.parametrize(
    ("looks", "outcome", "since"),
    [
        ([good(0), good(1)], Outcome.GOOD, 0),
        ([good(0), bad(1), bad(2)], Outcome.BAD, 1),
        ([bad(0), unknown(1)], Outcome.UNKNOWN, 1),
        ([bad(0), unknown(1), bad(2)], Outcome.BAD, 0),
        ([good(0), unknown(1), good(2)], Outcome.GOOD, 2),
        ([bad(0), good(1)], Outcome.GOOD, 1),
        ([good(0), bad(1, is_due=False)], Outcome.BAD, 1),
    ],
)
def test_the_condition_tells_since_when(looks, outcome, since):
    condition = watched(*looks)[0].condition

    assert (condition.outcome, condition.since) == (outcome, minute(since))
    assert condition.seen_at == looks[-1].at


def test_a_condition_keeps_what_the_last_look_measured():
    condition = watched(bad(0))[0].condition

    assert (condition.code, condition.measured) == (FaultCode.DEV_DARK, DARK)


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_a_fresh_condition_holds(minutes):
    condition = Condition(Outcome.GOOD, minute(-60), minute(0))

    assert condition.as_of(minute(minutes)) is condition


@pytest.mark.parametrize("minutes", [-5.1, 5.1, 60])
def test_a_condition_nobody_saw_lately_is_unknown(minutes):
    condition = Condition(Outcome.GOOD, minute(-60), minute(0)).as_of(minute(minutes))

    assert (condition.outcome, condition.cause) == (Outcome.UNKNOWN, NOT_LOOKED_AT)
    assert condition.since == minute(0)


def test_a_refused_password_stays_known_though_nobody_tries_again():
    condition = watched(off(0, cause="bad_password"))[0].condition

    assert condition.as_of(minute(600)) is condition


@pytest.mark.parametrize(("hours", "is_believable"), [(-5, True), (1, True), (24, False)])
def test_a_condition_a_day_ahead_is_not_believed(hours, is_believable):
    condition = Condition(Outcome.GOOD, minute(60 * hours), minute(60 * hours))

    assert condition.is_believable(minute(0)) is is_believable


def test_after_a_clock_was_set_back_the_five_minutes_count_anew():
    ahead = watched(bad(10_000))[0].outage
    watch, turns = Watch(None, ahead), []
    for each in (bad(0), bad(4), bad(5)):
        watch, turned = watch.seen(each)
        turns.append(turned)

    assert turns == [(), (), (FAULT,)]


@pytest.mark.parametrize("outcome", [Outcome.GOOD, Outcome.UNKNOWN])
def test_only_a_bad_picture_has_a_code(outcome):
    with pytest.raises(ValueError, match="a bad picture has a code"):
        Observation(1, minute(0), outcome, FaultCode.DEV_OFF)


def test_a_bad_picture_needs_a_code():
    with pytest.raises(ValueError, match="a bad picture has a code"):
        Observation(1, minute(0), Outcome.BAD)


LOOKS = st.lists(
    st.builds(
        lambda gap, make, is_due: (gap, make, is_due),
        st.integers(1, 4),
        st.sampled_from([good, bad, off, unknown]),
        st.booleans(),
    ),
    max_size=40,
)


def in_turn(steps):
    """The looks, each some minutes after the one before."""
    looks, now = [], 0
    for gap, make, is_due in steps:
        now += gap
        looks.append(make(now, is_due=is_due))
    return looks


def naive_outages(looks):
    """Start, end and fault of each Outage, found by looking at the whole list again and again."""
    found, rest = [], list(looks)
    while any(each.outcome is Outcome.BAD and each.is_due for each in rest):
        first = next(
            n for n, each in enumerate(rest) if each.outcome is Outcome.BAD and each.is_due
        )
        end = next(
            (n for n, each in enumerate(rest) if n > first and each.outcome is Outcome.GOOD), None
        )
        due = [each.at for each in rest[first:end] if each.outcome is Outcome.BAD and each.is_due]
        breaks = [n for n, (a, b) in enumerate(itertools.pairwise(due), 1)
                  if b - a > timedelta(minutes=30)]  # fmt: skip
        runs = [due[a:b] for a, b in zip([0, *breaks], [*breaks, len(due)], strict=True)]
        is_fault = any(run[-1] - run[0] >= FAULT_AFTER for run in runs)
        found.append((rest[first].at, None if end is None else rest[end].at, is_fault))
        rest = [] if end is None else rest[end + 1 :]
    return found


@given(LOOKS)
def test_outages_are_those_of_a_naive_search(steps):
    looks, watch, found, open_ = in_turn(steps), Watch(), [], None
    for look in looks:
        former, (watch, turns) = watch.outage, watch.seen(look)
        if ENDED in turns:
            found.append((former.began_at, look.at, former.is_fault))
        open_ = watch.outage
    if open_ is not None:
        found.append((open_.began_at, None, open_.is_fault))

    assert found == naive_outages(looks)


@given(LOOKS, st.randoms(use_true_random=False))
def test_looks_that_come_again_change_nothing(steps, random):
    looks = in_turn(steps)
    once, __ = watched(*looks)
    again = [
        each for n, each in enumerate(looks) for each in [each, *random.sample(looks[: n + 1], 1)]
    ]

    assert watched(*again)[0] == once


ALL_DAY = DatedHours(Hours.parse("24h"))
LUNCH = DatedHours(Hours.parse("Mon-Fri 10:00-14:00"))
OPEN = (span(Status.OPEN),)
WEEK_LATER = MONDAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("began", "until", "hours", "spans", "minutes"),
    [
        (at(MONDAY, 12), at(MONDAY, 12), ALL_DAY, OPEN, 0),
        (at(MONDAY, 12), at(MONDAY, 13), ALL_DAY, OPEN, 60),
        (at(MONDAY, 23), at(MONDAY + timedelta(days=1), 1), ALL_DAY, OPEN, 120),
        (at(MONDAY, 13), at(MONDAY + timedelta(days=1), 11), LUNCH, OPEN, 120),
        (at(MONDAY, 13), at(WEEK_LATER, 11), LUNCH, OPEN, 60 + 4 * 240 + 60),
        (at(MONDAY, 12), at(MONDAY, 14), ALL_DAY,
         (*OPEN, span(Status.SUSPENDED, at(MONDAY, 12, 30), at(MONDAY, 13)),
          span(Status.OPEN, at(MONDAY, 13))), 90),
        (at(MONDAY, 12), at(WEEK_LATER), ALL_DAY,
         (*OPEN, span(Status.CLOSED, at(MONDAY, 15))), 180),
        (at(MONDAY, 12) + timedelta(seconds=30), at(MONDAY, 12, 2), ALL_DAY, OPEN, 1),
    ],
)  # fmt: skip
def test_only_minutes_on_duty_count(began, until, hours, spans, minutes):
    assert duty_minutes(began, until, hours=hours, spans=spans) == minutes


@given(st.integers(0, 2 * 1440), st.integers(0, 3 * 1440))
def test_duty_minutes_are_those_of_a_naive_count(start, length):
    began = at(date(2021, 3, 5)) + timedelta(minutes=start)  # a Friday
    naive = sum(
        10 <= (moment := began + timedelta(minutes=n)).hour < 14 and moment.weekday() < 5
        for n in range(length)
    )
    until = began + timedelta(minutes=length)

    assert duty_minutes(began, until, hours=LUNCH, spans=OPEN) == naive
