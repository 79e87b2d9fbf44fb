"""The auditor's desk: closed years, figures down to their rows, report and files."""

import csv
import io

import pytest
from sqlalchemy import func, select

from portal.accounts.kinds import Role
from portal.evaluation.models import ClosedPeriod
from portal.extensions import db
from tests.portal.evaluation.conftest import YEAR
from tests.support.page import read
from tests.support.statements import counted

HOME = "/en/desk/evaluation"


def test_an_auditor_closes_a_year_on_the_page(as_, session, district):
    browser = as_(Role.AUDITOR)
    assert f"Close {YEAR}" in browser.get(HOME).text

    answer = browser.post(f"{HOME}/{YEAR}/close")

    assert answer.status_code == 302
    assert session.scalar(select(func.count(ClosedPeriod.id))) == 1
    assert f"Close {YEAR}<" not in browser.get(HOME).text


def test_an_officer_reads_and_does_not_close(as_, closed):
    browser = as_(Role.BUREAU_OFFICER)

    assert read(browser.get(HOME).text).all("button", of="button-quiet") == []
    assert browser.post(f"{HOME}/{YEAR}/close").status_code == 403


def test_the_start_page_leads_there(as_, closed):
    assert "/desk/evaluation" in as_(Role.AUDITOR).get("/desk/").text
    assert "/desk/evaluation" not in as_(Role.MODERATOR).get("/desk/").text


def test_every_figure_opens_its_rows(as_, closed, district):
    browser = as_(Role.AUDITOR)
    page = read(browser.get(f"{HOME}/{YEAR}").text)
    links = [each.get("href") for each in page.all("a") if "/figures/" in (each.get("href") or "")]

    assert len(links) == 64
    assert {browser.get(link).status_code for link in links[::7]} == {200}


def test_a_figure_lists_who_is_missing_first(as_, closed, district):
    page = read(as_(Role.AUDITOR).get(f"{HOME}/{YEAR}/figures/Q3.{YEAR}").text)

    cells = [each.text for each in page.all("td")]
    assert {each.code for each in district} <= set(cells)
    assert "Q3/1" in page.text
    assert f"Restaurants as they stood at the end, {YEAR}" in page.text
    assert "standings" not in page.text


@pytest.mark.parametrize("side", ["numerator", "denominator", "excluded", "odd"])
def test_each_side_of_a_figure_can_be_read(as_, closed, side):
    answer = as_(Role.AUDITOR).get(f"{HOME}/{YEAR}/figures/Q3.{YEAR}?side={side}&page=9")

    assert answer.status_code == 200


def test_rows_are_saved_as_a_file(as_, closed, district):
    answer = as_(Role.AUDITOR).get(f"{HOME}/{YEAR}/figures/Q3.{YEAR}/rows.csv?side=missing")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert rows[0][:2] == ["Row", "Called"]
    assert [row[0] for row in rows[1:]] == [each.code for each in district]
    assert {"Yes", "No"} <= set(rows[1])


def test_an_unknown_figure_and_year_are_not_found(as_, closed):
    browser = as_(Role.AUDITOR)

    assert browser.get(f"{HOME}/{YEAR}/figures/Q9.{YEAR}").status_code == 404
    assert browser.get(f"{HOME}/2019").status_code == 404


def test_the_report_says_that_the_data_do_not_suffice(as_, closed):
    page = read(as_(Role.AUDITOR).get(f"{HOME}/{YEAR}/report").text)

    assert "The data do not suffice for a grade" in page.text
    assert "Goals have no number" in page.text
    assert "中发〔2018〕34号" in page.text
    assert len(page.all("th", scope="row")) == 20 + 1  # and the sum


@pytest.mark.parametrize("paper", ["docx", "xlsx", "json"])
def test_papers_are_downloads(as_, closed, paper):
    answer = as_(Role.AUDITOR).get(f"{HOME}/{YEAR}/report.{paper}")

    name = f"attachment; filename=evaluation-{YEAR}-0.{paper}"
    assert answer.headers["Content-Disposition"] == name
    assert len(answer.data) > 1000


def test_a_figure_needs_few_statements(app, as_, closed):
    browser = as_(Role.AUDITOR)
    with app.app_context():
        engine = db.engine
    with counted(engine) as statements:
        browser.get(f"{HOME}/{YEAR}/figures/Q3.{YEAR}")

    assert len(statements) <= 7  # one is for the names of Restaurants
