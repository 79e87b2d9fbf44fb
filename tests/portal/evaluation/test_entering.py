"""Money and judgements as people enter them: rules, operations, pages and files."""

import io
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.evaluation.kinds import Band
from portal.evaluation.money_file import read_money
from portal.evaluation.operations import amend
from portal.evaluation.operations.judging import Judged, judge_line
from portal.evaluation.operations.money import Entering, enter_money, remove_payment
from portal.evaluation.queries.money import budget_of, judgements_of, money_entries
from portal.evaluation.rules.closing import PeriodClosed
from portal.evaluation.rules.document import evaluation_in
from portal.evaluation.rules.money import (
    Field,
    MoneyUnfit,
    Paid,
    Planned,
    Wrong,
    by_month,
    cells_of,
    entries,
    paid_of,
    planned_of,
)
from portal.evaluation.rules.scoring import JudgementUnfit
from portal.shell.rules import NotFound
from tests.portal.evaluation.conftest import AFTER, AUDITOR, YEAR
from tests.support.page import read

HOME = f"/en/desk/evaluation/{YEAR}"
OFFICER = Actor("officer", 6, frozenset({Grant(Role.BUREAU_OFFICER)}))
ENTERING = Entering(YEAR, OFFICER, AFTER)
JUDGING = Entering(YEAR, AUDITOR, AFTER)
PAID = Paid("service", date(YEAR, 9, 1), "autumn", 300_000)
HEADER = ["类别", "预算项目", "支付日期", "用途", "金额（元）", "依据"]


def lines_of(*rows):
    """A file's lines under their header."""
    return list(enumerate([HEADER, *rows], start=1))


def test_a_file_names_budget_and_payments():
    found = entries(
        lines_of(
            ["预算", "服务费", "", "", "10,000.50", "批复3号"],
            ["payment", "服务费", "2025-03-01", "一季度", "100", ""],
        )
    )

    assert found == [
        (2, Planned("服务费", 1_000_050, "批复3号")),
        (3, Paid("服务费", date(2025, 3, 1), "一季度", 10_000)),
    ]
    again = [(number, list(cells_of(entry).values())) for number, entry in found]
    assert entries([(1, [field.value for field in cells_of(found[0][1])]), *again]) == found


def test_every_odd_line_of_a_file_is_told_and_nothing_is_taken():
    with pytest.raises(MoneyUnfit) as refused:
        entries(
            lines_of(
                ["预算", "", "", "", "x", ""],
                ["支付", "服务费", "soon", "", "0", ""],
                ["gift", "服务费", "", "", "1", ""],
            )
        )

    assert set(refused.value.wrong) == {
        Wrong(2, Field.LINE), Wrong(2, Field.YUAN), Wrong(2, Field.SOURCE), Wrong(3, Field.DAY),
        Wrong(3, Field.NAME), Wrong(3, Field.YUAN), Wrong(4, Field.KIND),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "field"),
    [(lines_of(), Field.FILE), ([(1, ["类别", "依据"])], Field.LINE)],
)
def test_a_file_without_lines_or_columns_is_refused(lines, field):
    with pytest.raises(MoneyUnfit) as refused:
        entries(lines)

    assert field in {each.field for each in refused.value.wrong}


@pytest.mark.parametrize("yuan", ["", "-1", "0", "1.001", "NaN", "inf", "9" * 16])
def test_money_is_a_positive_number_of_fen(yuan):
    with pytest.raises(MoneyUnfit):
        planned_of({Field.LINE: "a", Field.YUAN: yuan, Field.SOURCE: "s"})


def test_a_payment_as_typed():
    told = {Field.LINE: "a", Field.DAY: "2025-01-02", Field.NAME: "n", Field.YUAN: "1"}

    assert paid_of(told) == Paid("a", date(2025, 1, 2), "n", 100)
    with pytest.raises(MoneyUnfit):
        paid_of(told | {Field.NAME: "n" * 201})


def test_what_was_paid_grows_month_by_month():
    paid = [Paid("a", date(2025, month, day), "n", 5) for month, day in ((3, 9), (1, 2), (3, 1))]

    assert list(by_month(paid)) == [("2025-01", 5), ("2025-03", 15)]


def test_an_xlsx_file_is_read_and_a_formula_refused():
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(["预算", "服务费", None, None, 12.5, "批复"])
    saved = io.BytesIO()
    book.save(saved)
    assert read_money(saved.getvalue()) == [(2, Planned("服务费", 1250, "批复"))]

    with pytest.raises(MoneyUnfit) as refused:
        read_money("类别,预算项目,金额（元）\n预算,=1+1,5\n".encode())
    assert refused.value.wrong == (Wrong(2, Field.FILE),)
    for content in (b"", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"x" * (10 * 1024 * 1024 + 1)):
        with pytest.raises(MoneyUnfit):
            read_money(content)


def test_a_file_may_come_twice_and_corrects_a_line(session, district):
    told = [(2, Planned("service", 2_000_000, "contract")), (3, PAID)]

    assert enter_money(session, told, ENTERING) == 1
    assert enter_money(session, told, ENTERING) == 0
    assert enter_money(session, [(2, Planned("service", 2_500_000, "contract"))], ENTERING) == 1
    assert enter_money(session, [(2, Planned("more", 1, "decision"))], ENTERING) == 1
    (line, __) = budget_of(session, YEAR)
    assert (line.fen, [each.fen for each in line.payments]) == (2_500_000, [1_000_000, 300_000])
    assert len(money_entries(budget_of(session, YEAR))) == 4


@pytest.mark.parametrize(
    "paid", [Paid("none", date(YEAR, 9, 1), "n", 1), Paid("service", date(YEAR + 1, 1, 1), "n", 1)]
)
def test_a_payment_needs_its_line_and_its_year(session, district, paid):
    with pytest.raises(MoneyUnfit):
        enter_money(session, [(3, paid)], ENTERING)


def test_a_payment_is_taken_back_with_a_reason(session, district):
    (line,) = budget_of(session, YEAR)
    number = line.payments[0].id
    with pytest.raises(MoneyUnfit):
        remove_payment(session, number, why=" ", entering=ENTERING)
    with pytest.raises(NotFound):
        remove_payment(session, 99, why="twice", entering=ENTERING)

    remove_payment(session, number, why="entered twice", entering=ENTERING)

    assert budget_of(session, YEAR)[0].payments == []
    act = session.scalar(select(AuditEntry).where(AuditEntry.act == "evaluation.payment_removed"))
    assert act.facts["why"] == "entered twice"


def test_a_closed_year_takes_a_correction_with_a_reason_and_shows_it_once_amended(session, closed):
    with pytest.raises(PeriodClosed):
        enter_money(session, [(None, PAID)], ENTERING)
    with pytest.raises(PeriodClosed):
        judge_line(session, Judged("safety", "good", "90", "file 3"), JUDGING)
    correcting = Entering(YEAR, OFFICER, AFTER, reason="a bill came late")

    enter_money(session, [(None, PAID)], correcting)
    amended = amend(session, str(YEAR), reason="a bill came late", actor=AUDITOR, now=AFTER)

    name = f"C1.{YEAR}"
    assert str(evaluation_in(closed.read()).figures[name].value) == "50.00"
    assert str(evaluation_in(amended.read()).figures[name].value) == "65.00"


def test_an_evaluator_judges_a_line_by_evidence(session, district):
    judge_line(session, Judged("safety", "good", "90 %", "file 3, page 2"), JUDGING)
    judge_line(session, Judged("safety", "fair", "60", "file 4"), JUDGING)

    found = judgements_of(session, YEAR)["safety"]
    assert (found.band, found.share, found.evidence) == (Band.FAIR, 60, "file 4")
    with pytest.raises(NotAllowed):
        judge_line(session, Judged("safety", "good", "90", "x"), ENTERING)
    with pytest.raises(NotFound):
        judge_line(session, Judged("online", "good", "90", "x"), JUDGING)


def test_a_year_without_a_plan_is_judged_too(session, district):
    other = Entering(YEAR + 1, AUDITOR, AFTER, reason="first look")
    judge_line(session, Judged("safety", "good", "90", "file 3"), other)

    assert set(judgements_of(session, YEAR + 1)) == {"safety"}


@pytest.mark.parametrize(
    ("band", "share", "evidence"),
    [("good", "70", "e"), ("good", "x", "e"), ("nice", "90", "e"), ("good", "90.5", "e"),
     ("good", "NaN", "e"), ("good", "90", " ")],
)  # fmt: skip
def test_a_judgement_out_of_its_band_or_without_evidence_is_refused(
    session, district, band, share, evidence
):
    with pytest.raises(JudgementUnfit):
        judge_line(session, Judged("safety", band, share, evidence), JUDGING)


def test_a_file_of_money_may_be_as_large_as_told(as_, district):
    file = f"kind,line,day,name,yuan,source\npayment,service,{YEAR}-10-01,{'a' * 40},2,\n"
    sent = {"file": (io.BytesIO(file.encode() + b"\n" * 300_000), "money.csv")}

    assert as_(Role.BUREAU_OFFICER).post(f"{HOME}/money/file", data=sent).status_code == 302


def test_an_officer_enters_money_on_the_page(as_, district):
    browser = as_(Role.BUREAU_OFFICER)
    paid = {"line": "service", "day": f"{YEAR}-09-01", "name": "autumn", "yuan": "3000"}

    assert browser.post(f"{HOME}/money/payments", data=paid).status_code == 302
    odd = browser.post(f"{HOME}/money/payments", data=paid | {"yuan": "much"})
    assert odd.status_code == 422
    assert "Please correct: Yuan" in odd.text
    more = {"line": "more", "yuan": "5", "source": "decision"}
    assert browser.post(f"{HOME}/money/budget", data=more).status_code == 302
    file = f"kind,line,day,name,yuan,source\npayment,more,{YEAR}-10-01,signs,2,\n"
    sent = {"file": (io.BytesIO(file.encode()), "money.csv")}
    assert browser.post(f"{HOME}/money/file", data=sent).status_code == 302
    assert browser.post(f"{HOME}/money/file").status_code == 422
    text = read(browser.get(f"{HOME}/money").text).text
    assert "autumn" in text
    assert "13,002.00" in text
    assert browser.post(f"{HOME}/money/payments/1", data={"why": "wrong"}).status_code == 302
    assert browser.post(f"{HOME}/money/payments/99", data={"why": "wrong"}).status_code == 404
    assert browser.post(f"{HOME}/judgements").status_code == 403


def test_saved_money_can_be_brought_in_again(as_, district):
    browser = as_(Role.BUREAU_OFFICER)
    saved = browser.get(f"{HOME}/money.xlsx").data

    assert [entry for __, entry in read_money(saved)] == [
        Planned("service", 2_000_000, "contract"),
        Paid("service", date(2025, 6, 1), "service", 1_000_000),
    ]


def test_an_auditor_judges_on_the_page(as_, closed):
    browser = as_(Role.AUDITOR)
    told = {"line": "safety", "band": "good", "share": "90", "evidence": "file 3"}

    refused = browser.post(f"{HOME}/judgements", data=told)
    assert refused.status_code == 409
    assert "amendment" in refused.text
    kept = browser.post(f"{HOME}/judgements", data=told | {"reason": "file 3 was found"})
    assert kept.status_code == 302
    assert "file 3" in browser.get(f"{HOME}/judgements").text
    assert "needs a reason" in browser.get(f"{HOME}/judgements").text
    assert browser.post(f"{HOME}/money/budget").status_code == 403
