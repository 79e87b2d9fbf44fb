"""How many Faults were repaired, how many in time, and how fast."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rounds.kinds import FaultCode, FaultEnd
from portal.rounds.rules.period import Period
from portal.rounds.rules.repairs import (
    ConnectionTimes,
    FaultRecord,
    RepairAccount,
    connection_times,
)
from portal.shell.rules import Ratio
from tests.support.looks import minute


def fault(hours=None, *, end=FaultEnd.REPAIRED, due=48):
    """A Fault that ended after so many hours; None: it lasts."""
    over = None if hours is None else minute(60 * hours)
    return FaultRecord(
        "F-1", 1, FaultCode.DEV_OFF, minute(0), minute(60 * due), over,
        None if hours is None else end,
    )  # fmt: skip


def test_times_to_repair_are_counted_in_classes():
    found = account(
        fault(1), fault(2), fault(3), fault(100), fault(), fault(9, end=FaultEnd.WITHDRAWN)
    )

    assert found.spread == (2, 1, 0, 0, 0, 1)
    assert len(found.open) == 1


def account(*faults):
    return RepairAccount(tuple(faults))


@pytest.mark.parametrize(
    ("faults", "repaired", "on_time"),
    [
        ([], Ratio(0, 0), Ratio(0, 0)),
        ([fault(1)], Ratio(1, 1), Ratio(1, 1)),
        ([fault(48)], Ratio(1, 1), Ratio(1, 1)),
        ([fault(49)], Ratio(1, 1), Ratio(0, 1)),
        ([fault(1), fault()], Ratio(1, 2), Ratio(1, 2)),
        ([fault(1), fault(2, end=FaultEnd.WITHDRAWN)], Ratio(1, 1), Ratio(1, 1)),
        ([fault(2, end=FaultEnd.WITHDRAWN)], Ratio(0, 0), Ratio(0, 0)),
    ],
)
def test_repairs_over_faults_opened(faults, repaired, on_time):
    assert account(*faults).repaired == repaired
    assert account(*faults).on_time == on_time


def test_open_and_withdrawn_faults_are_listed():
    open_, gone = fault(), fault(2, end=FaultEnd.WITHDRAWN)
    told = account(fault(1), open_, gone)

    assert (told.open, told.withdrawn) == ((open_,), (gone,))


@pytest.mark.parametrize(
    ("hours", "median", "p90"),
    [
        ([], None, None),
        ([4], 4, 4),
        ([1, 3], 2, 3),
        (range(1, 11), Fraction(11, 2), 9),
        (range(1, 12), 6, 10),
    ],
)
def test_times_to_repair(hours, median, p90):
    told = account(*map(fault, hours), fault())

    assert (told.median_hours, told.p90_hours) == (median, p90)


@given(st.lists(st.integers(0, 500), min_size=1))
def test_nine_of_ten_repairs_were_done_within_the_ninetieth_percentile(hours):
    p90 = account(*map(fault, hours)).p90_hours

    assert 10 * sum(each <= p90 for each in hours) >= 9 * len(hours)
    assert 10 * sum(each < p90 for each in hours) < 9 * len(hours)


MARCH = Period.parse("2021-03")


@pytest.mark.parametrize(
    ("restaurants", "days"),
    [
        ([], ()),
        ([(date(2021, 2, 1), date(2021, 3, 1))], (28,)),
        ([(date(2021, 3, 5), date(2021, 3, 1))], (0,)),
        ([(date(2021, 2, 1), date(2021, 2, 28))], ()),  # connected before
        ([(date(2021, 2, 1), date(2021, 4, 1))], ()),  # connected after
        ([(date(2021, 2, 1), None), (None, date(2021, 3, 1))], ()),
        ([(date(2021, 3, 1), date(2021, 3, 9)), (date(2021, 3, 1), date(2021, 3, 2))], (1, 8)),
    ],
)
def test_connection_counts_those_first_connected_in_the_period(restaurants, days):
    assert connection_times(restaurants, MARCH) == ConnectionTimes(days)


@pytest.mark.parametrize(
    ("days", "within", "median"),
    [((), Ratio(0, 0), None), ((15, 16), Ratio(1, 2), Fraction(31, 2)), ((3,), Ratio(1, 1), 3)],
)
def test_connection_within_fifteen_days(days, within, median):
    times = ConnectionTimes(days)

    assert (times.within, times.median_days) == (within, median)


def test_a_repair_is_told_in_exact_hours():
    short = FaultRecord(
        "F-1", 1, FaultCode.DEV_OFF, minute(0), minute(1), minute(90), FaultEnd.REPAIRED
    )

    assert short.hours == Fraction(3, 2)
