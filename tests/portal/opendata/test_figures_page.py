"""The figures page: promises against figures, charts with tables, both languages."""

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.evaluation.kinds import Operator, Unit
from portal.evaluation.models import EvaluationPlan, PlanGoal
from portal.evaluation.operations import close_period
from tests.portal.opendata.conftest import NOW
from tests.support.page import read

YEAR = 2025
AUDITOR = Actor("auditor", 5, frozenset({Grant(Role.AUDITOR)}))


@pytest.fixture
def closed(session, kitchen):
    """A closed year that promised connection in each quarter and displays in the year."""
    goals = [
        PlanGoal(line=line, text="100%", operator=Operator.AT_LEAST, number="100",
                 unit=Unit.PERCENT, source="contract")
        for line in ("connection", "displays")
    ]  # fmt: skip
    session.add(EvaluationPlan(year=YEAR, basis="", goals=goals))
    session.commit()
    found = close_period(session, str(YEAR), required_cameras=5, actor=AUDITOR, now=NOW)
    session.commit()
    return found


def test_before_a_year_is_closed_the_page_says_so(client, kitchen):
    answer = client.get("/en/figures")

    assert answer.status_code == 200
    assert "No year has been closed yet" in answer.text
    assert '<svg class="chart"' not in answer.text


@pytest.mark.parametrize("language", ["", "/en"])
def test_each_promise_stands_beside_what_came_of_it(client, closed, language):
    page = read(client.get(f"{language}/figures").text)
    table = page.all("table")[0]
    rows = table.all("tr")

    assert len(rows) == 1 + 4 + 1
    named = "Q{} 2025" if language else "2025年第{}季度"
    assert [row.all("td")[-3].text for row in rows[1:]] == [
        *(named.format(number) for number in range(1, 5)), "2025",
    ]  # fmt: skip
    assert all("≥ 100" in body.text for body in table.all("tbody"))


def test_each_chart_has_its_table_and_is_passed_over_by_screen_readers(client, closed):
    page = read(client.get("/figures").text)
    charts = page.all("svg", of="chart")

    assert charts
    assert {chart.get("aria-hidden") for chart in charts} == {"true"}
    for figure in page.all("figure"):
        assert len(figure.all("svg", of="chart")) == len(figure.all("table")) == 1


def test_every_station_has_its_bar(client, closed):
    text = client.get("/en/figures").text

    assert text.count("East Station") >= 2
    assert "0.00\xa0% (0/1)" in text


def test_an_odd_year_shows_the_newest(client, closed):
    for query in ("?year=1", "?year=2025&year=x", "?year=99999999999"):
        answer = client.get(f"/figures{query}")

        assert answer.status_code == 200
        assert str(YEAR) in answer.text


def test_closed_year_is_given_by_the_interface_and_told_by_the_feed(api, client, closed):
    (year,) = api("years").json["items"]
    figures = api(f"years/{YEAR}/figures").json["items"]
    feed = client.get("/open-data/reports.atom").text

    assert (year["year"], year["amendment"], year["digest"]) == (YEAR, 0, closed.digest)
    assert len(figures) == len(closed.figures)
    assert all(each["title"] != each["title_en"] for each in figures)
    assert closed.digest in feed


def test_pages_name_no_foreign_host(client, closed):
    for path in ("/figures", "/open-data", "/open-data/api"):
        text = client.get(path).text
        assert "https://" not in text
        assert 'src="http' not in text
