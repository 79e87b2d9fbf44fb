"""A running Period: what is to be expected, by which method, and when nothing can be said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.evaluation.kinds import Operator, Unit
from portal.evaluation.models import ClosedPeriod, LineNote, StockTaking
from portal.evaluation.operations import Explanation, close_period, explain_line, take_stock
from portal.evaluation.queries import edition, line_notes
from portal.evaluation.rules.closing import PeriodAhead
from portal.evaluation.rules.document import Plan, differences, evaluate, evaluation_in
from portal.evaluation.rules.editing import EditUnfit
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.forecasts import Doubt, Forecast, Method, student
from portal.evaluation.rules.monitoring import Light, light_of, outlooks
from portal.rounds.rules.period import PeriodUnreadable
from portal.shell.rules import NotFound
from tests.portal.evaluation.conftest import AUDITOR, YEAR
from tests.support.evaluation import (
    day_row,
    finding_row,
    judgement,
    money_row,
    standing_rows,
    tables_with,
    target,
    visit_row,
)

MIDYEAR = datetime(2021, 7, 3, 4, tzinfo=UTC)
OFFICER = Actor("officer", 6, frozenset({Grant(Role.BUREAU_OFFICER)}))
RUNNING = datetime(2025, 8, 15, 4, tzinfo=UTC)
HOME = "/en/desk/evaluation"


def week(number):
    """A day of this week of 2021."""
    return (date(2021, 1, 1) + timedelta(days=7 * number)).isoformat()


def stood(line, name, *targets, now=MIDYEAR, **rows):
    """How a line stands in the middle of 2021 by this figure, or by the only one."""
    plan = Plan({each.line: each for each in targets}, {"approval": judgement("approval")})
    found = evaluate(
        "2021",
        terms=Terms(required_cameras=5, counted_at=now),
        tables=tables_with(**rows),
        plan=plan,
    )
    return next(
        each
        for each in outlooks(found)
        if each.line == line and (each.figure is None or each.figure.name == name)
    )


def patrols(weeks):
    return [{"id": f"P{number}", "day": week(number)} for number in range(weeks)]


@pytest.mark.parametrize(
    ("wanted", "light"), [(40, Light.GREEN), (52, Light.AMBER), (90, Light.RED)]
)
def test_patrols_are_carried_on_at_their_pace(wanted, light):
    rows = [*patrols(26), *(row | {"id": f"x{row['id']}"} for row in patrols(26)[::13])]
    found = stood("patrols", "N1-patrols.2021", target("patrols", wanted, unit=Unit.COUNT),
                  patrols=rows)  # fmt: skip

    assert (found.forecast.method, found.forecast.basis, found.light) == (Method.PACE, 26, light)
    assert found.forecast.low < found.forecast.value < found.forecast.high
    assert Decimal(54) < found.forecast.value < Decimal(57)


@pytest.mark.parametrize(
    ("now", "rows", "doubt"),
    [
        (datetime(2021, 2, 3, tzinfo=UTC), patrols(4), Doubt.TOO_SHORT),
        (MIDYEAR, patrols(3), Doubt.TOO_FEW),
    ],
)
def test_a_pace_of_a_few_weeks_is_not_carried_on(now, rows, doubt):
    found = stood("patrols", "N1-patrols.2021", target("patrols", 75, unit=Unit.COUNT), now=now,
                  patrols=rows)  # fmt: skip

    assert (found.light, found.doubt, found.forecast) == (Light.GREY, doubt, None)


def test_three_payments_a_year_are_no_pace():
    paid = [money_row(each, 100, day=week(8 * each)) for each in range(3)]
    found = stood("execution", "C1.2021", target("execution", 100), payments=paid,
                  budget=[money_row(9, 400)])  # fmt: skip

    assert found.doubt is Doubt.TOO_FEW


def test_a_cost_is_carried_on_with_the_payments():
    paid = [money_row(each, 100_00, day=week(each)) for each in range(26)]
    found = stood("cost", "C2-restaurant.2021", payments=paid, standings=standing_rows(10))

    assert (found.doubt, found.light) == (Doubt.NO_TARGET, Light.GREY)
    assert Decimal(515) < found.forecast.value < Decimal(530)


def test_coverage_counts_a_restaurant_once_and_ends_at_a_hundred():
    rows = [visit_row(n, f"r{n % 20}", day=week(n % 26)) for n in range(60)]
    found = stood("coverage", "N2.2021", target("coverage", 100), visits=rows,
                  supervised=standing_rows(20))  # fmt: skip

    assert found.figure.value == 100
    assert (found.forecast.high, found.light) == (100, Light.GREEN)


def online_days(until, rate=lambda number: 95 + number // 7 % 2):
    first = date(2021, 4, 1)
    return [
        day_row((first + timedelta(days=each)).isoformat(), rate(each), 100)
        for each in range((until - first).days)
    ]


@pytest.mark.parametrize(("wanted", "light"), [(94, "green"), (95.5, "amber"), (99, "red")])
def test_the_days_left_are_expected_as_those_before(wanted, light):
    found = stood("online", "Q2-any.2021Q2", target("online", str(wanted)),
                  now=datetime(2021, 6, 1, 4, tzinfo=UTC),
                  days=online_days(date(2021, 6, 1)))  # fmt: skip

    assert (found.forecast.method, found.light) == (Method.DAYS, Light(light))


def test_two_weeks_of_a_quarter_tell_nothing():
    found = stood("online", "Q2-any.2021Q2", target("online", 95),
                  now=datetime(2021, 4, 15, 4, tzinfo=UTC),
                  days=online_days(date(2021, 4, 15)))  # fmt: skip

    assert found.doubt is Doubt.TOO_SHORT


def test_a_quarter_that_is_over_is_a_fact():
    found = stood(
        "online", "Q2-any.2021Q1", target("online", 95), days=online_days(date(2021, 6, 1))
    )

    assert (found.forecast.method, found.light) == (Method.FACT, Light.GREEN)


def test_what_was_hardly_looked_at_gives_no_verdict():
    rows = [row | {"made": 70} for row in online_days(date(2021, 6, 1))]
    found = stood("online", "Q2-any.2021Q2", target("online", 95), days=rows)

    assert found.doubt is Doubt.INCOMPLETE


def test_a_state_drifts_on_as_between_the_quarters():
    steps = {f"standings_2021Q{n}": standing_rows(displays=300 + 46 * n) for n in (1, 2, 3)}
    found = stood("displays", "Q4.2021", target("displays", 100),
                  now=datetime(2021, 9, 20, 4, tzinfo=UTC),
                  standings=standing_rows(displays=438), **steps)  # fmt: skip

    assert (found.forecast.method, found.forecast.basis) == (Method.DRIFT, 3)
    assert found.light is Light.AMBER
    assert found.forecast.high == 100


def test_one_step_is_no_drift():
    june = datetime(2021, 6, 1, 4, tzinfo=UTC)
    found = stood(
        "displays", "Q4.2021", target("displays", 100), now=june, standings=standing_rows(9)
    )

    assert found.doubt is Doubt.TOO_SHORT


@pytest.mark.parametrize(("number", "doubt"), [(29, Doubt.TOO_FEW), (30, None)])
def test_thirty_events_are_enough(number, doubt):
    found = stood("rectification", "Q5-on-time.2021", target("rectification", 90),
                  findings=[finding_row(each) for each in range(number)])  # fmt: skip

    assert found.doubt is doubt
    if doubt is None:
        assert (found.forecast.method, found.forecast.value) == (Method.EVENTS, 100)
        assert found.forecast.low < 100


def test_a_line_without_figure_has_no_verdict():
    assert stood("satisfaction", "B2.2021").doubt is Doubt.NO_FIGURE
    assert stood("repair", "Q6-on-time.2021").doubt is Doubt.NO_FIGURE


def test_a_line_that_nobody_can_foretell_says_so():
    plan = Plan({}, {})
    line = replace(plan.template[10], key="budgeting")
    found = evaluate(
        "2021", terms=Terms(5, MIDYEAR), tables=tables_with(standings=standing_rows(9)),
        plan=Plan({}, {}, template=(line,)),
    )  # fmt: skip

    assert [each.doubt for each in outlooks(found)] == [Doubt.NO_METHOD]


def test_at_most_is_green_below():
    cost = target("cost", 100, Operator.AT_MOST)
    forecast = Forecast(Method.PACE, Decimal(90), Decimal(80), Decimal(99), 9)

    assert light_of(forecast, cost) is Light.GREEN
    assert light_of(replace(forecast, high=Decimal(101)), cost) is Light.AMBER
    assert light_of(replace(forecast, low=Decimal(101), high=Decimal(110)), cost) is Light.RED


@pytest.mark.parametrize(("freedom", "quantile"), [(5, 2.571), (10, 2.228), (30, 2.042)])
def test_students_quantile_is_near_the_printed_one(freedom, quantile):
    assert student(freedom) == pytest.approx(quantile, abs=0.03)


def take(session, period="2025", now=RUNNING, actor=OFFICER):
    return take_stock(session, period, required_cameras=5, actor=actor, now=now)


def test_stock_is_taken_of_the_days_that_are_over(session, district):
    document = take(session).read()

    assert "Q1.2025Q3" in document["figures"]
    assert "Q1.2025Q4" not in document["figures"]
    assert document["figures"]["Q3.2025"]["as_of"] == "2025-08-14"
    assert list(differences(document)) == []


@pytest.mark.parametrize("period", ["2025H1", "2025Q3"])
def test_a_half_and_a_quarter_are_followed_too(session, district, period):
    found = evaluation_in(take(session, period).read())

    assert found.period == period
    assert found.is_whole is (period == "2025H1")
    assert f"N2.{period}" in found.figures
    assert outlooks(found)


def test_a_half_year_counts_what_was_paid_in_it(session, district):
    found = evaluation_in(take(session, "2025H1").read())

    assert found.figures["C1.2025H1"].value == 50
    assert evaluation_in(take(session, "2025Q3").read()).figures["C1.2025Q3"].value == 0


def test_a_half_year_is_closed_when_it_is_over(session, district):
    closed = close_period(session, "2025H1", required_cameras=5, actor=AUDITOR, now=RUNNING)

    assert list(differences(closed.read())) == []
    assert edition(session, "2025H1")[0].number == 0


def test_nothing_is_counted_before_a_day_is_over(session, district):
    with pytest.raises(PeriodAhead):
        take(session, "2025Q4")
    with pytest.raises(PeriodUnreadable):
        take(session, "2025-08")
    with pytest.raises(NotAllowed):
        take(session, actor=Actor("x", 9))


def test_reasons_are_kept_in_versions_and_stand_in_the_report(session, district):
    for reason in ("late", "very late"):
        explain_line(session, "2025", Explanation("connection", reason, "two more teams"),
                     actor=OFFICER, now=RUNNING)  # fmt: skip

    assert session.scalar(select(func.count(LineNote.id))) == 2
    assert line_notes(session, "2025")["connection"].reason == "very late"
    notes = take(session).read()["notes"]
    assert notes["connection"]["measure"] == "two more teams"


@pytest.mark.parametrize(
    ("told", "actor", "error"),
    [
        (Explanation("connection", " ", "x"), OFFICER, EditUnfit),
        (Explanation("connection", "x", ""), OFFICER, EditUnfit),
        (Explanation("other", "x", "x"), OFFICER, NotFound),
        (Explanation("connection", "x", "x"), Actor("x", 9), NotAllowed),
    ],
)
def test_a_reason_without_a_measure_is_refused(session, told, actor, error):
    with pytest.raises(error):
        explain_line(session, "2025", told, actor=actor, now=RUNNING)


def test_an_officer_takes_stock_and_explains_on_the_page(as_, session, district, set_clock):
    browser = as_(Role.BUREAU_OFFICER)
    set_clock(RUNNING)

    answer = browser.post(HOME, data={"year": "2025", "part": ""})
    assert answer.headers["Location"].endswith("/desk/evaluation/2025/monitoring")
    page = browser.get(f"{HOME}/2025/monitoring").text
    assert "226 of 365 days are over." in page
    assert "no verdict" in page
    form = {"line": "connection", "reason": "no power", "measure": ""}
    assert browser.post(f"{HOME}/2025/monitoring", data=form).status_code == 422
    answer = browser.post(f"{HOME}/2025/monitoring", data=form | {"measure": "by May"})
    assert answer.status_code == 302
    assert "no power" in browser.get(f"{HOME}/2025/monitoring").text
    assert "Draft of 15 August 2025" in browser.get(f"{HOME}/2025/report").text
    assert "2025" in browser.get(HOME).text


@pytest.mark.parametrize("year", ["2026", "x", "1"])
def test_what_cannot_be_followed_is_told_on_the_page(as_, session, district, set_clock, year):
    browser = as_(Role.AUDITOR)
    set_clock(RUNNING)
    answer = browser.post(HOME, data={"year": year, "part": "Q1"})

    assert answer.status_code == 422
    assert session.scalar(select(func.count(StockTaking.id))) == 0


def test_an_auditor_closes_and_amends_on_the_page(as_, session, district):
    browser = as_(Role.AUDITOR)
    browser.post(f"{HOME}/{YEAR}/close")
    answer = browser.post(f"{HOME}/{YEAR}/amend", data={"reason": "x"})
    assert answer.status_code == 409
    explain_line(session, str(YEAR), Explanation("connection", "late", "hurry"), actor=OFFICER,
                 now=RUNNING)  # fmt: skip
    session.commit()

    answer = browser.post(f"{HOME}/{YEAR}/amend", data={"reason": "a reason came in"})

    assert answer.status_code == 302
    assert session.scalar(select(func.max(ClosedPeriod.number))) == 1
    assert "a reason came in" in browser.get(f"{HOME}/{YEAR}/report").text
    assert "Reason: late; Measure: hurry" in browser.get(f"{HOME}/{YEAR}/report").text
