"""What is written down of contracts, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.contracts.kinds import ObjectionState
from portal.contracts.operations import (
    Came,
    Decided,
    Said,
    Where,
    add_contract,
    decide_objection,
    issue_statement,
    note_delivered,
    object_to,
    owe_report,
    set_clause,
    set_fee,
    settle_statement,
)
from portal.contracts.queries import contract_by_code, shown_of, statement_of, statements
from portal.contracts.rules.contracts import ContractUnfit, DaysFixed
from portal.contracts.rules.statements import (
    ObjectionLate,
    ObjectionsOpen,
    ObjectionTimeRuns,
    ObjectionUnfit,
    StatementIssued,
    StatementSettled,
    check_in_time,
    check_time_over,
)
from portal.notices.models import InboxEntry, Notice
from portal.rounds.rules.period import Period
from portal.shell.rules import NotFound, local_day
from tests.portal.contracts.conftest import BUREAU, CODE, NOW, VENDOR, clause_asked, contract_asked
from tests.support.people import make_person

WHO = {"actor": BUREAU, "now": NOW}
LATER = {"actor": BUREAU, "now": NOW + timedelta(days=30)}  # the time for objections is over
THEIRS = {"actor": VENDOR, "now": NOW}
QUARTER = Period.parse("2026Q1")
HERE = Where(CODE, "2026Q1")
LINE = "cameras/1"


@pytest.fixture
def issued(session, contract):
    found = issue_statement(session, CODE, QUARTER, **WHO)
    session.commit()
    return found


def row_of(issued):
    """The first row that costs money."""
    return str(shown_of(issued).issued.lines[0].breaches[0].row["id"])


def test_a_statement_takes_its_rows_from_the_register(issued):
    shown = shown_of(issued)

    assert issued.fee_fen == 36_500_000 * 90 // 365
    assert [line.clause.name for line in shown.issued.lines] == [LINE]
    assert issued.off_fen == 2 * 4 * 5_000
    assert shown.issued.off_fen == issued.off_fen


def test_a_statement_is_issued_once(session, issued):
    with pytest.raises(StatementIssued):
        issue_statement(session, CODE, QUARTER, **WHO)


def test_a_quarter_that_runs_shows_its_stage(session, contract):
    found = statements(session, contract, today=local_day(NOW))

    assert [(each.period.name, each.is_over) for each in found] == [
        ("2026Q2", False),
        ("2026Q1", True),
    ]


def test_an_objection_is_granted_and_its_row_costs_nothing(session, issued):
    row = row_of(issued)
    found = object_to(session, HERE, Said(LINE, row, "no power"), **THEIRS)
    with pytest.raises(ObjectionsOpen):
        settle_statement(session, HERE, **LATER)

    decide_objection(session, HERE, found.id, Decided(True, "the grid's outage"), **WHO)
    settle_statement(session, HERE, **LATER)

    shown = shown_of(statement_of(session, CODE, "2026Q1"))
    assert shown.now.off_fen == 4 * 5_000
    assert shown.issued.off_fen == 2 * 4 * 5_000
    acts = set(session.scalars(select(AuditEntry.act)))
    assert {"contract.objected", "contract.objection_granted",
            "contract.statement_settled"} <= acts  # fmt: skip


def test_an_objection_is_refused_once_and_with_a_reason(session, issued):
    found = object_to(session, HERE, Said(LINE, row_of(issued), "no power"), **THEIRS)

    with pytest.raises(ObjectionUnfit):
        decide_objection(session, HERE, found.id, Decided(False, " "), **WHO)
    decide_objection(session, HERE, found.id, Decided(False, "there was"), **WHO)
    assert found.state is ObjectionState.REFUSED
    with pytest.raises(ObjectionUnfit):
        decide_objection(session, HERE, found.id, Decided(True, "again"), **WHO)


def test_the_vendor_is_told_and_has_ten_working_days(session, contract, app):
    person = make_person(session, role=Role.VENDOR)
    found = issue_statement(session, CODE, QUARTER, **WHO)

    (notice,) = session.scalars(
        select(Notice).join(InboxEntry).where(InboxEntry.person_id == person.id)
    )
    assert (notice.kind, notice.link) == (
        "contract.statement_issued", f"/desk/contracts/{CODE}/2026Q1",
    )  # fmt: skip
    assert found.object_until == date(2026, 4, 24)  # ten working days after Friday the 10th


def test_after_its_time_nobody_objects_and_before_nobody_settles(session, issued):
    last = datetime(2026, 4, 24, 15, 59, tzinfo=UTC)
    with pytest.raises(ObjectionTimeRuns):
        settle_statement(session, HERE, actor=BUREAU, now=last)
    object_to(session, HERE, Said(LINE, row_of(issued), "no power"), actor=VENDOR, now=last)

    with pytest.raises(ObjectionLate):
        object_to(session, HERE, Said(LINE, row_of(issued), "x"), actor=VENDOR,
                  now=last + timedelta(minutes=1))  # fmt: skip


@pytest.mark.parametrize(("until", "off_fen"), [(None, 5), (date(2026, 4, 24), 0)])
def test_without_a_term_or_a_deduction_nothing_is_waited_for(until, off_fen):
    check_time_over(until, off_fen=off_fen, today=date(2026, 4, 10))
    check_in_time(None, today=date(2026, 4, 10))


def test_nothing_changes_after_settling(session, issued):
    settle_statement(session, HERE, **LATER)

    with pytest.raises(StatementSettled):
        object_to(session, HERE, Said(LINE, row_of(issued), "late"), **THEIRS)


def test_each_side_does_its_own_part(session, issued):
    with pytest.raises(NotAllowed):
        object_to(session, HERE, Said(LINE, row_of(issued), "x"), **WHO)
    with pytest.raises(NotAllowed):
        settle_statement(session, HERE, **THEIRS)


def test_what_is_not_there_is_not_found(session, contract):
    with pytest.raises(NotFound):
        settle_statement(session, HERE, **WHO)
    issue_statement(session, CODE, QUARTER, **WHO)
    with pytest.raises(NotFound):
        decide_objection(session, HERE, 99, Decided(True, "x"), **WHO)
    with pytest.raises(NotFound):
        note_delivered(session, CODE, 99, came=Came("2026-02-01", "x"), **WHO)
    with pytest.raises(NotFound):
        contract_by_code(session, "HT-0")


def test_a_next_version_ends_the_former_on_its_first_day(session, contract):
    set_clause(session, CODE, clause_asked(starts_on="2026-04-01", threshold="6"), **WHO)

    first, second = contract_by_code(session, CODE).clauses
    assert (first.until, second.starts_on, second.version) == (second.starts_on,) * 2 + (2,)


@pytest.mark.parametrize("day", ["2025-12-31", "2027-01-01", "2026-01-01"])
def test_a_clause_begins_within_the_contract_and_after_its_former_version(session, contract, day):
    with pytest.raises(ContractUnfit):
        set_clause(session, CODE, clause_asked(starts_on=day), **WHO)


def test_what_a_statement_was_issued_by_is_fixed(session, contract):
    report = owe_report(session, CODE, name="report", due_on="2026-03-01", **WHO)
    issue_statement(session, CODE, QUARTER, **WHO)

    with pytest.raises(DaysFixed):
        set_clause(session, CODE, clause_asked(key="new", starts_on="2026-03-01"), **WHO)
    with pytest.raises(DaysFixed):
        set_fee(session, CODE, year="2026", yuan="1", **WHO)
    with pytest.raises(DaysFixed):
        owe_report(session, CODE, name="report", due_on="2026-03-01", **WHO)
    with pytest.raises(DaysFixed):
        note_delivered(session, CODE, report.id, came=Came("2026-03-01", "file 9"), **WHO)


def test_a_report_that_came_is_noted_with_its_proof(session, contract):
    report = owe_report(session, CODE, name="report", due_on="2026-03-01", **WHO)
    with pytest.raises(ContractUnfit):
        note_delivered(session, CODE, report.id, came=Came("2026-02-27", " "), **WHO)

    note_delivered(session, CODE, report.id, came=Came("2026-02-27", "file 9"), **WHO)

    assert report.proof == "file 9"


@pytest.mark.parametrize(("name", "due_on"), [(" ", "2026-03-01"), ("r", "2028-03-01")])
def test_a_report_without_name_or_outside_the_contract_is_refused(session, contract, name, due_on):
    with pytest.raises(ContractUnfit):
        owe_report(session, CODE, name=name, due_on=due_on, **WHO)


@pytest.mark.parametrize(("year", "yuan"), [("2031", "1"), ("x", "1"), ("2026", "0")])
def test_a_fee_needs_a_year_of_the_contract_and_money(session, contract, year, yuan):
    with pytest.raises(ContractUnfit):
        set_fee(session, CODE, year=year, yuan=yuan, **WHO)


def test_a_code_is_taken_once(session, contract):
    set_fee(session, CODE, year="2026", yuan="730,000", **WHO)
    assert [each.fen for each in contract_by_code(session, CODE).fees] == [73_000_000]

    with pytest.raises(ContractUnfit):
        add_contract(session, contract_asked(), **WHO)
