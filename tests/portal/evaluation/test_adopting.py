"""A report of another district: verified, kept apart, and never taken for our own."""

import json

import pytest
from sqlalchemy import func, select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.evaluation.models import ClosedFigure, ClosedPeriod
from portal.evaluation.operations import (
    Explanation,
    Wording,
    adopt,
    amend,
    close_period,
    edit_point,
    explain_line,
)
from portal.evaluation.queries import edition, figures_over, newest_closed
from portal.evaluation.rules.closing import (
    DistrictUnnamed,
    DocumentDamaged,
    PeriodAdopted,
    PeriodClosed,
    PeriodRunning,
)
from portal.evaluation.rules.document import differences, document_of, evaluate, evaluation_in
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.scoring import LINES
from tests.portal.evaluation.conftest import AFTER, AUDITOR
from tests.support.evaluation import standing_rows, tables_with, target, year_of

SYSTEM = Actor.system("command line")
OFFICER = Actor("officer", 6, frozenset({Grant(Role.BUREAU_OFFICER)}))
THERE = ("坪山区", "Pingshan")
PAGE = "/en/desk/evaluation/2021"


@pytest.fixture
def published():
    """What another district published of 2021, as it comes from a file."""
    found = year_of(tables_with(standings=standing_rows(connected=401)), target("connection", 100))
    return json.loads(json.dumps(document_of(found)))


@pytest.fixture
def adopted(session, published):
    """The same, adopted."""
    found = adopt(session, published, district=THERE, note="counts only", actor=SYSTEM, now=AFTER)
    session.commit()
    return found


def test_it_is_kept_as_it_was_published_with_its_figures(session, published, adopted):
    told = edition(session, "2021")

    assert told[1] == published
    assert (told[0].district, told[0].reason, told[0].number) == (THERE, "counts only", 0)
    number = session.scalar(select(func.count(ClosedFigure.id)))
    assert number == len(published["figures"])
    entry = session.scalar(select(AuditEntry).where(AuditEntry.act == "evaluation.adopted"))
    assert entry.facts == {"digest": published["digest"], "district": THERE[0]}


def test_a_damaged_one_is_refused_by_the_names_of_its_figures(session, published):
    published["tables"]["standings.2021Q1"][0]["is_connected"] = False

    with pytest.raises(DocumentDamaged) as refused:
        adopt(session, published, district=THERE, actor=SYSTEM, now=AFTER)

    assert "Q1-task.2021Q1" in refused.value.names
    assert newest_closed(session, "2021") is None


def test_a_period_that_is_closed_here_is_not_replaced(session, published, adopted):
    with pytest.raises(PeriodClosed):
        adopt(session, published, district=THERE, actor=SYSTEM, now=AFTER)


@pytest.mark.parametrize("district", [("", ""), ("坪山区", " "), (" ", "Pingshan")])
def test_nobodys_figures_are_not_adopted(session, published, district):
    with pytest.raises(DistrictUnnamed):
        adopt(session, published, district=district, actor=SYSTEM, now=AFTER)


def test_a_draft_is_not_adopted(session):
    early = Terms(required_cameras=5, counted_at=AFTER.replace(year=2021))
    found = evaluate("2021", terms=early, tables=tables_with(), plan=year_of(tables_with()).plan)

    with pytest.raises(PeriodRunning):
        adopt(session, document_of(found), district=THERE, actor=SYSTEM, now=AFTER)


def test_an_officer_who_is_judged_adopts_nothing(session, published):
    with pytest.raises(NotAllowed):
        adopt(session, published, district=THERE, actor=OFFICER, now=AFTER)


def test_a_document_names_its_own_district(session, district):
    closed = close_period(session, "2025", required_cameras=5, district=THERE, actor=AUDITOR,
                          now=AFTER)  # fmt: skip
    document = json.loads(closed.document)

    assert document["terms"]["district"] == list(THERE)
    assert closed.district is None
    assert evaluation_in(document).terms.district == THERE
    assert list(differences(document)) == []
    document["terms"]["district"] = ["别处", "Elsewhere"]
    assert list(differences(document)) == ["digest"]


def test_what_the_document_says_counts_more_than_who_adopts_it(session, district):
    closed = close_period(session, "2025", required_cameras=5, district=THERE, actor=AUDITOR,
                          now=AFTER)  # fmt: skip
    document = json.loads(closed.document)
    for figure in session.scalars(select(ClosedFigure)):
        session.delete(figure)
    session.delete(closed)
    session.flush()

    found = adopt(session, document, district=("别处", "Elsewhere"), actor=SYSTEM, now=AFTER)

    assert (found.district, found.district_en) == THERE


def test_nobody_here_amends_or_rewords_it(session, adopted):
    for act in (
        lambda: amend(session, "2021", reason="x", actor=AUDITOR, now=AFTER),
        lambda: edit_point(session, "2021", Wording("added", None, "x"), actor=AUDITOR, now=AFTER),
        lambda: explain_line(session, "2021", Explanation(next(iter(LINES)), "x", "y"),
                             actor=AUDITOR, now=AFTER),
    ):  # fmt: skip
        with pytest.raises(PeriodAdopted):
            act()


def test_its_figures_make_no_course_with_ours(session, adopted):
    assert figures_over(session, "Q1-task", ["2021Q1"]) == {}
    assert set(figures_over(session, "Q1-task", ["2021Q1"], district=THERE[0])) == {"2021Q1"}


@pytest.mark.parametrize("page", ["", "/figures/Q1-task.2021Q1", "/report", "/points",
                                  "/monitoring"])  # fmt: skip
def test_every_page_says_whose_figures_they_are(as_, adopted, page):
    text = as_(Role.AUDITOR).get(f"{PAGE}{page}").text

    assert "the figures of another district: Pingshan" in text
    assert "counts only" in text
    assert "Publish the amendment" not in text


def test_the_share_opens_the_59_restaurants(as_, adopted):
    text = as_(Role.AUDITOR).get(f"{PAGE}/figures/Q1-task.2021Q1").text

    assert "87.17" in text
    assert text.count(">r4") + text.count(">r5") >= 59


def test_the_public_page_says_so_too(client, adopted):
    text = client.get("/en/figures").text

    assert "the figures of another district: Pingshan" in text
    assert "By station" not in text
    year = client.get("/api/v1/years").json["items"][0]
    assert (year["district"], year["district_en"]) == THERE
    figure = client.get("/api/v1/years/2021/figures").json["items"][0]
    assert figure["district"] == THERE[0]


def test_our_own_year_stands_first(client, adopted, closed):
    text = client.get("/en/figures").text

    assert "another district" not in text
    assert "Promises of 2025" in text


def test_the_front_page_holds_promises_of_our_own_alone(client, adopted):
    assert "Promises of" not in client.get("/en/").text


@pytest.fixture
def run(app, set_clock):
    """The command: `run(file, …)` gives exit status and output."""
    set_clock(AFTER)

    def command(*words):
        done = app.test_cli_runner().invoke(
            args=["evaluation", "adopt", *map(str, words), "--lang", "en"]
        )
        return done.exit_code, done.output

    return command


def test_the_command_adopts_a_file_and_names_what_is_wrong_with_one(
    run, session, published, tmp_path
):
    kept = tmp_path / "e.json"
    kept.write_text(json.dumps(published), encoding="utf-8")
    assert "name the district" in run(kept)[1]
    named = ("--district", THERE[0], "--district-en", THERE[1])
    kept.write_text(json.dumps(published).replace('"cameras": 5', '"cameras": 4', 1))
    status, text = run(kept, *named)
    assert (status, "is damaged" in text, "Q3.2021" in text) == (1, True, True)
    assert session.scalar(select(func.count(ClosedPeriod.id))) == 0
    kept.write_text(json.dumps(published), encoding="utf-8")

    assert run(kept, *named) == (0, f"2021, {THERE[0]}: {published['digest']}\n")
    status, text = run(kept, *named)
    assert (status, "closed already" in text) == (1, True)


@pytest.mark.parametrize("content", ["", "[]", "{}"])
def test_what_is_no_document_is_not_adopted(run, tmp_path, content):
    kept = tmp_path / "e.json"
    kept.write_text(content, encoding="utf-8")

    assert run(kept)[0] == 1
