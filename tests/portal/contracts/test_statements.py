"""The account of a period: fee, deductions, objections, and its document."""

from datetime import date

import pytest

from portal.contracts.kinds import ClauseKind, ObjectionState
from portal.contracts.rules.contracts import ContractUnfit, DaysFixed, check_days, terms_of
from portal.contracts.rules.statements import (
    Objected,
    ObjectionsOpen,
    ObjectionUnfit,
    StatementRunning,
    account,
    account_in,
    check_issuing,
    check_objection,
    check_settling,
    document_of,
    fee_of,
    is_whole,
    quarters,
    settled,
)
from portal.rounds.rules.period import Period
from tests.portal.contracts.test_clauses import NOW, clause, place

FEES = {2021: 385_630_000, 2022: 257_090_000}
DAYS = {"starts_on": date(2021, 1, 1), "until": date(2023, 1, 1)}
QUARTER = Period.parse("2021Q1")
LINE = "displays/1"


def found(places=3, fee=1_000, **changes):
    """Restaurants without a display, each of which costs 100 fen."""
    rows = [place(f"r{each}", has_display=False) for each in range(places)]
    tables = {"days": [], "faults": [], "standings": rows, "deliveries": []}
    return account(
        "HT-1", QUARTER, [clause(ClauseKind.DISPLAYS, **changes), clause(ClauseKind.ONLINE, "95")],
        tables, fee_fen=fee, counted_at=NOW,
    )  # fmt: skip


def test_the_quarters_of_a_year_come_to_its_fee():
    parts = [fee_of(FEES, each, **DAYS) for each in quarters(date(2021, 1, 1), date(2022, 1, 1))]

    assert len(parts) == 4
    assert sum(parts) == FEES[2021]
    assert parts[0] == 95_086_849


def test_a_period_outside_the_contract_costs_nothing():
    assert fee_of(FEES, Period.parse("2023Q1"), **DAYS) == 0


def test_a_quarter_begun_in_the_contract_costs_its_days_alone():
    half = {"starts_on": date(2021, 2, 15), "until": date(2021, 4, 1)}

    assert fee_of({2021: 4_500}, QUARTER, **half) == 4_500


def test_deductions_come_off_and_clauses_without_rows_are_left_out():
    one = found()

    assert (one.off_fen, one.due_fen) == (300, 700)
    assert [line.clause.name for line in one.lines] == [LINE]


def test_never_more_comes_off_than_the_fee():
    assert found(places=20).due_fen == 0


def test_a_granted_objection_takes_its_row_out():
    decided = [
        Objected(LINE, "r0", ObjectionState.GRANTED),
        Objected(LINE, "r1", ObjectionState.REFUSED),
    ]

    assert settled(found(), decided).off_fen == 200
    assert settled(found(most_fen=150), decided).off_fen == 150


@pytest.mark.parametrize(
    ("line", "row", "reason"),
    [(LINE, "r9", "why"), ("online/1", "r1", "why"), (LINE, "r1", " "), (LINE, "r0", "why")],
)
def test_an_objection_names_a_row_once_and_says_why(line, row, reason):
    former = [Objected(LINE, "r0", ObjectionState.OPEN)]
    check_objection(found(), LINE, "r1", reason="power was off", former=former)

    with pytest.raises(ObjectionUnfit):
        check_objection(found(), line, row, reason=reason, former=former)


def test_open_objections_keep_a_statement_open():
    check_settling([Objected(LINE, "r0", ObjectionState.REFUSED)])

    with pytest.raises(ObjectionsOpen):
        check_settling([Objected(LINE, "r0", ObjectionState.OPEN)])


@pytest.mark.parametrize(
    ("period", "today"),
    [("2021Q1", date(2021, 3, 31)), ("2020Q4", date(2021, 6, 1)), ("2023Q1", date(2024, 1, 1))],
)
def test_a_statement_waits_for_the_end_of_its_quarter(period, today):
    check_issuing(QUARTER, today=date(2021, 4, 1), **DAYS)

    with pytest.raises(StatementRunning):
        check_issuing(Period.parse(period), today=today, **DAYS)


def test_a_document_makes_the_same_account_again_and_a_changed_row_is_seen():
    document = document_of(found(codes=frozenset({"DEV-OFF"}), until=date(2022, 1, 1)))
    assert is_whole(document)
    assert account_in(document).off_fen == 300

    document["tables"]["standings"][0] |= {"has_display": True}
    assert not is_whole(document)


@pytest.mark.parametrize(
    ("field", "changes"),
    [("code", {"code": "a/b"}), ("name", {"name": " "}), ("vendor", {"vendor": "a\nb"}),
     ("starts_on", {"starts_on": "soon"}), ("until", {"until": "2021-01-01"})],
)  # fmt: skip
def test_a_contract_with_an_odd_field_is_refused_by_its_name(field, changes):
    told = {
        "code": "HT-1", "name": "n", "vendor": "v", "starts_on": "2021-01-01",
        "until": "2023-01-01", "source": "s",
    }  # fmt: skip
    assert terms_of(**told).until == date(2023, 1, 1)

    with pytest.raises(ContractUnfit) as refused:
        terms_of(**told | changes)
    assert refused.value.field == field


def test_nothing_begins_on_a_day_whose_statement_is_issued():
    check_days(date(2021, 4, 1), ["2021Q1"])
    check_days(date(2021, 1, 1), [])

    with pytest.raises(DaysFixed):
        check_days(date(2021, 3, 31), ["2020Q4", "2021Q1"])
