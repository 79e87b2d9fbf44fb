from datetime import date

import pytest

from portal.rounds.rules.period import Period, PeriodUnreadable


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("2021", date(2021, 1, 1), date(2022, 1, 1)),
        ("2021H2", date(2021, 7, 1), date(2022, 1, 1)),
        ("2021Q1", date(2021, 1, 1), date(2021, 4, 1)),
        ("2021q4", date(2021, 10, 1), date(2022, 1, 1)),
        ("2021-02", date(2021, 2, 1), date(2021, 3, 1)),
        ("2021-12", date(2021, 12, 1), date(2022, 1, 1)),
    ],
)
def test_a_period_is_read(text, first, until):
    period = Period.parse(text)

    assert (period.name, period.first, period.until) == (text.upper(), first, until)


@pytest.mark.parametrize(
    "text", ["", "21", "2021Q5", "2021-13", "2021-2", "1991", "9999", "2021 Q1"]
)
def test_another_text_is_refused(text):
    with pytest.raises(PeriodUnreadable, match="2021Q1"):
        Period.parse(text)


def test_the_days_are_each_there_once():
    days = list(Period.parse("2021Q1").days())

    assert (len(days), days[0], days[-1]) == (90, date(2021, 1, 1), date(2021, 3, 31))


@pytest.mark.parametrize(
    ("today", "length"), [(date(2020, 5, 1), 0), (date(2021, 1, 1), 0), (date(2021, 1, 3), 2),
                          (date(2021, 9, 1), 90)],
)  # fmt: skip
def test_days_are_over_before_today(today, length):
    assert Period.parse("2021Q1").elapsed(today).length == length


@pytest.mark.parametrize(
    ("text", "today", "first"),
    [
        ("2021Q1", date(2022, 1, 1), date(2021, 3, 1)),
        ("2021Q1", date(2021, 2, 1), date(2021, 1, 1)),
        ("2021Q1", date(2021, 2, 2), date(2021, 2, 1)),
        ("2021Q1", date(2020, 1, 1), date(2021, 1, 1)),
    ],
)
def test_the_last_month_is_that_of_the_last_day_over(text, today, first):
    assert Period.parse(text).elapsed(today).last_month == first


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2021, 1, 1), "2021Q1"),
        (date(2021, 3, 31), "2021Q1"),
        (date(2021, 4, 1), "2021Q2"),
        (date(2021, 12, 31), "2021Q4"),
    ],
)
def test_a_day_lies_in_its_quarter(day, name):
    assert Period.quarter_of(day) == Period.parse(name)
