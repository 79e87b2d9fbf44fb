"""Closing a year, amending it, and what the command line makes of it."""

import io
import json
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import func, select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.evaluation.models import ClosedFigure, ClosedPeriod, Payment, PlanGoal
from portal.evaluation.operations import amend, close_period
from portal.evaluation.queries import closed_document, figure_history, newest_closed
from portal.evaluation.rules.closing import NothingToAmend, PeriodClosed, PeriodRunning
from portal.evaluation.rules.document import differences, evaluation_in
from portal.shell.rules import NotFound
from tests.portal.evaluation.conftest import AFTER, AUDITOR, PERIOD, YEAR

OFFICER = Actor("officer", 6, frozenset({Grant(Role.BUREAU_OFFICER)}))


def close(session, period=PERIOD, actor=AUDITOR, now=AFTER):
    return close_period(session, period, required_cameras=5, actor=actor, now=now)


def test_a_closed_year_recomputes_from_its_own_rows(document, district):
    assert list(differences(document)) == []
    assert document["figures"][f"Q3.{YEAR}"]["denominator"] == [each.code for each in district]
    assert document["figures"][f"C1.{YEAR}"]["value"] == "50.00"


def test_figures_are_kept_beside_the_document(session, closed, document):
    told = figure_history(session, PERIOD, f"Q3.{YEAR}")

    assert session.scalar(select(func.count(ClosedFigure.id))) == len(document["figures"])
    assert [(each.number, each.value) for each in told] == [(0, "0.00")]
    assert told[0].digest == document["figures"][f"Q3.{YEAR}"]["digest"]


def test_closing_is_recorded_with_its_digest(session, closed):
    entry = session.scalar(select(AuditEntry).where(AuditEntry.act == "evaluation.closed"))

    assert (entry.subject, entry.facts) == (f"evaluation {YEAR}", {"digest": closed.digest})


def test_a_year_is_closed_once(session, closed):
    with pytest.raises(PeriodClosed):
        close(session)


def test_a_year_is_closed_when_it_is_over(session, district):
    with pytest.raises(PeriodRunning) as refused:
        close(session, now=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))

    assert refused.value.until.isoformat() == "2026-01-01"
    assert close(session, now=datetime(2025, 12, 31, 16, 0, tzinfo=UTC)).period == PERIOD


def test_who_is_judged_does_not_close(session, district):
    with pytest.raises(NotAllowed):
        close(session, actor=OFFICER)


def test_an_amendment_keeps_what_was_closed(session, closed):
    session.scalar(select(Payment)).fen = 2_000_000
    found = amend(session, PERIOD, reason=" bill 7 was late ", actor=AUDITOR, now=AFTER)

    assert (found.number, found.reason) == (1, "bill 7 was late")
    assert newest_closed(session, PERIOD) is found
    told = figure_history(session, PERIOD, f"C1.{YEAR}")
    assert [each.value for each in told] == ["50.00", "100.00"]


@pytest.mark.parametrize(("reason", "fen"), [("none", 1_000_000), (" ", 2_000_000)])
def test_an_amendment_needs_a_change_and_a_reason(session, closed, reason, fen):
    session.scalar(select(Payment)).fen = fen

    with pytest.raises(NothingToAmend):
        amend(session, PERIOD, reason=reason, actor=AUDITOR, now=AFTER)


def test_only_a_closed_year_is_amended(session, district):
    with pytest.raises(NotFound):
        amend(session, PERIOD, reason="x", actor=AUDITOR, now=AFTER)


def test_a_year_that_is_not_closed_has_no_document(session):
    with pytest.raises(NotFound):
        closed_document(session, PERIOD)


def test_a_goal_without_a_number_is_a_problem_of_the_year(document):
    problems = {each.problem.value: each for each in evaluation_in(document).problems}

    assert problems["vague_goals"].rows == ("convenience",)


@pytest.fixture
def run(app, set_clock):
    """The command line: `run(*words)` gives exit status and output."""
    set_clock(AFTER)

    def command(*words):
        done = app.test_cli_runner().invoke(args=["evaluation", *map(str, words), "--lang", "en"])
        return done.exit_code, done.output

    return command


def test_the_command_closes_and_says_what_keeps_it_from_it(run, session, district):
    assert run("close", YEAR)[0] == 0
    assert session.scalar(select(func.count(ClosedPeriod.id))) == 1
    status, text = run("close", YEAR)
    assert (status, "amendment" in text) == (1, True)


def test_the_command_amends(run, session, closed):
    status, text = run("amend", YEAR, "--reason", "x")
    assert (status, "Nothing of 2025 has changed" in text) == (1, True)
    session.scalar(select(PlanGoal)).text = "changed"
    session.commit()
    assert run("amend", YEAR, "--reason", "x")[0] == 0


def test_the_command_writes_reports_and_verifies_what_it_wrote(run, closed, tmp_path):
    docx, xlsx, kept = tmp_path / "r.docx", tmp_path / "a.xlsx", tmp_path / "e.json"
    assert run("report", YEAR, "--docx", docx, "--xlsx", xlsx, "--json", kept)[0] == 0

    text = zipfile.ZipFile(docx).read("word/document.xml").decode()
    assert "5. Problems found" in text
    assert "{{" not in text
    assert "{%" not in text
    book = openpyxl.load_workbook(io.BytesIO(xlsx.read_bytes()))
    assert f"standings.{YEAR}Q1" in book.sheetnames
    status, text = run("verify", kept)
    assert (status, closed.digest in text) == (0, True)


def test_a_changed_bit_fails_by_the_name_of_its_figure(run, document, tmp_path):
    document["tables"][f"payments.{YEAR}"][0]["fen"] += 1
    kept = tmp_path / "e.json"
    kept.write_text(json.dumps(document), encoding="utf-8")

    status, text = run("verify", kept)

    assert status == 1
    assert f"C1.{YEAR}: Budget spent, {YEAR}" in text
    assert f"Q3.{YEAR}:" not in text


@pytest.mark.parametrize("content", ["", "[]", "{}"])
def test_what_is_no_document_is_told(run, tmp_path, content):
    kept = tmp_path / "e.json"
    kept.write_text(content, encoding="utf-8")

    assert run("verify", kept)[0] == 1


def test_a_year_that_is_not_closed_has_no_report(run):
    assert run("report", YEAR)[0] == 1
