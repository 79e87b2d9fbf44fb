"""Points of a report: derived by rules, worded by people, frozen when the Period is closed."""

import json

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import NotAllowed
from portal.evaluation.kinds import Kind
from portal.evaluation.operations import Wording, amend, close_period, edit_point, take_stock
from portal.evaluation.queries import edit_versions, report_edits
from portal.evaluation.rules.document import differences, evaluation_in
from portal.evaluation.rules.editing import (
    ADDED,
    Edit,
    EditUnfit,
    Lacking,
    check_edit,
    edit_in,
    points,
)
from portal.evaluation.rules.problems import Problem
from portal.shell.rules import NotFound
from tests.portal.evaluation.conftest import AFTER, AUDITOR, PERIOD, YEAR
from tests.portal.evaluation.test_monitoring import OFFICER
from tests.support.evaluation import standing_rows, tables_with, year_of

HOME = f"/en/desk/evaluation/{YEAR}/points"
VAGUE = f"vague_goals/G1.{PERIOD}"


def edited(key, kind=Kind.PROBLEM, **changes):
    known = {"version": 1, "text": "", "figure": "", "place": None, "dropped": ""} | changes
    return Edit(key=key, kind=kind, author="auditor", day="2026-01-10", **known)


@pytest.fixture
def stock(session, district):
    """The year as it stood before it was closed."""
    taken = take_stock(session, PERIOD, required_cameras=5, actor=AUDITOR, now=AFTER)
    session.commit()
    return taken


def edit(session, key=VAGUE, kind=Kind.PROBLEM, actor=AUDITOR, **changes):
    told = {"text": "in plain words"} | changes
    return edit_point(session, PERIOD, Wording(key, kind, **told), actor=actor, now=AFTER)


def problems():
    rows = standing_rows(9, displays=5, cameras=3)
    return year_of(tables_with(standings=rows)).problems


def test_points_come_in_the_order_of_the_figures():
    keys = [each.key for each in points(Kind.PROBLEM, problems(), ())]

    assert keys[:2] == ["cameras/Q3.2021", "displays/Q4.2021"]


def test_each_piece_of_advice_is_given_once():
    connected = year_of(tables_with(standings=standing_rows(9, connected=5))).problems
    found = points(Kind.ADVICE, connected, ())

    assert sum(each.problem is Problem.CONNECTION for each in connected) == 4
    assert [each.key for each in found if "connection" in each.key] == ["advice/connection"]


def test_a_person_puts_points_in_order_and_adds_one():
    own = [
        edited("displays/Q4.2021", place=1),
        edited("added/1", text="x", figure="Q4.2021", place=15),
        edited("added/2", text="y", figure="Q4.2021"),
        edited("advice/displays", kind=Kind.ADVICE, place=9),
    ]
    keys = [each.key for each in points(Kind.PROBLEM, problems(), own)]

    assert keys[:3] == ["displays/Q4.2021", "cameras/Q3.2021", "added/1"]
    assert keys[-1] == "added/2"


def test_a_point_with_a_reason_is_dropped():
    found = points(Kind.PROBLEM, problems(), [edited("displays/Q4.2021", dropped="told above")])

    assert [each.key for each in found if each.is_dropped] == ["displays/Q4.2021"]


@pytest.mark.parametrize(
    ("asked", "lacks"),
    [
        (edited("other/Q4.2021", text="x"), Lacking.POINT),
        (edited("added/1", figure="Q4.2021"), Lacking.TEXT),
        (edited("added/1", text="x", figure="Q9.2021"), Lacking.FIGURE),
        (edited("displays/Q4.2021", place=10_000), Lacking.PLACE),
    ],
)
def test_what_no_figure_shows_is_not_told(asked, lacks):
    known = {each.key: each for each in points(Kind.PROBLEM, problems(), ())}
    with pytest.raises(EditUnfit) as refused:
        check_edit(asked, known=known, figures=["Q4.2021"])

    assert refused.value.lacks is lacks


def test_a_document_keeps_an_edit():
    told = {"key": "a", "kind": "problem", "version": 1, "text": "", "figure": "", "place": None,
            "dropped": "", "author": "auditor", "day": "2026-01-10"}  # fmt: skip

    assert edit_in(told) == edited("a")


def test_every_version_is_kept_and_the_newest_holds(session, stock):
    edit(session)
    edit(session, text="in better words", place=5)

    assert [each.version for each in edit_versions(session, PERIOD, VAGUE)] == [1, 2]
    (newest,) = report_edits(session, PERIOD)
    assert (newest.text, newest.place, newest.figure) == ("in better words", 5, f"G1.{PERIOD}")


def test_added_points_are_numbered(session, stock):
    found = [edit(session, ADDED, figure=f"Q3.{PERIOD}").key for __ in range(2)]

    assert found == ["added/1", "added/2"]
    assert edit(session, "added/1", figure=f"Q3.{PERIOD}").version == 2


def test_who_is_judged_does_not_word_the_report(session, stock):
    with pytest.raises(NotAllowed):
        edit(session, actor=OFFICER)


def test_a_report_needs_figures_before_it_has_words(session, district):
    with pytest.raises(NotFound):
        edit(session)


def test_closing_freezes_the_words_and_an_amendment_tells_later_ones(session, stock):
    edit(session)
    closed = close_period(session, PERIOD, required_cameras=5, actor=AUDITOR, now=AFTER)
    edit(session, text="later words")
    amended = amend(session, PERIOD, reason="worded better", actor=AUDITOR, now=AFTER)

    told = [evaluation_in(each.read()).plan.edits[0].text for each in (closed, amended)]
    assert told == ["in plain words", "later words"]
    assert list(differences(amended.read())) == []


def test_a_changed_word_fails_by_name(session, stock):
    edit(session)
    closed = close_period(session, PERIOD, required_cameras=5, actor=AUDITOR, now=AFTER)
    document = json.loads(closed.document.replace("in plain words", "in vain words!"))

    assert list(differences(document)) == ["digest"]


def test_a_former_document_is_still_read(session, stock):
    document = stock.read()
    for part in ("period", "template", "notes", "edits", "formulas"):
        del document[part]
    document |= {"format": "mingchu-evaluation/1", "year": YEAR}

    assert evaluation_in(document).period == PERIOD
    assert list(differences(document)) == ["digest"]


def test_an_auditor_words_points_on_the_page(as_, session, stock):
    browser = as_(Role.AUDITOR)
    form = {"key": VAGUE, "kind": "problem", "text": "Give each goal a number.", "place": "7"}

    assert browser.post(HOME, data=form).status_code == 302
    page = browser.get(HOME).text
    assert "Give each goal a number." in page
    assert "The figures say: Goals have no number" in page
    assert "Give each goal a number." in browser.get(f"/en/desk/evaluation/{YEAR}/report").text


def test_the_report_says_what_a_person_left_out_and_why(as_, session, stock):
    browser = as_(Role.AUDITOR)
    form = {"key": VAGUE, "kind": "problem", "text": "", "dropped": "settled in May", "place": "x"}
    browser.post(HOME, data=form)

    page = browser.get(f"/en/desk/evaluation/{YEAR}/report").text
    assert "7. Left out by a person" in page
    assert "settled in May" in page


def test_a_point_without_figure_is_refused_on_the_page(as_, session, stock):
    answer = as_(Role.AUDITOR).post(HOME, data={"kind": "odd", "text": "everything is fine"})

    assert answer.status_code == 422
    assert "Please name the figure that shows it." in answer.text
    assert "everything is fine" in answer.text


def test_words_after_closing_wait_for_an_amendment(as_, session, closed):
    browser = as_(Role.AUDITOR)
    assert "not published yet" not in browser.get(HOME).text
    browser.post(HOME, data={"key": VAGUE, "kind": "problem", "text": "later"})

    assert "not published yet" in browser.get(HOME).text
    assert "later" not in browser.get(f"/en/desk/evaluation/{YEAR}/report").text


def test_an_officer_reads_points_and_changes_none(as_, session, stock):
    browser = as_(Role.BUREAU_OFFICER)

    assert "Keep this version" not in browser.get(HOME).text
    assert browser.post(HOME, data={"key": VAGUE}).status_code == 403
