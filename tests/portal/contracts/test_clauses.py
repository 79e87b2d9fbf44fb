"""Each kind of clause against rows that meet it and rows that do not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.contracts.kinds import ClauseKind
from portal.contracts.rules.clauses import (
    Asked,
    Clause,
    ClauseVague,
    Lack,
    clause_of,
    fen_of,
    lines,
)

LAST = date(2021, 3, 31)
NOW = datetime(2021, 4, 10, 4, tzinfo=UTC)


def clause(kind, threshold="0", **changes):
    told = {
        "key": kind.value, "version": 1, "kind": kind, "starts_on": date(2021, 1, 1),
        "until": None, "wording": "w", "threshold": Decimal(threshold), "codes": frozenset(),
        "fen_each": 100, "most_fen": None, "source": "s",
    } | changes  # fmt: skip
    return Clause(**told)


def day(text, part, whole):
    return {"id": text, "day": text, "any_part": part, "any_whole": whole}


def fault(number, hours, **changes):
    """Opened on 4 March at noon, repaired so many hours later; None: not yet."""
    opened = datetime(2021, 3, 4, 4, tzinfo=UTC)
    ended = (
        None if hours is None else datetime.fromtimestamp(opened.timestamp() + 3600 * hours, UTC)
    )
    return {
        "id": number, "code": "DEV-OFF", "opened_at": opened.isoformat(),
        "ended_at": ended and ended.isoformat(), "ended": None if hours is None else "repaired",
    } | changes  # fmt: skip


def place(number, **changes):
    return {
        "id": number, "is_due": True, "is_known": True, "is_judged": True, "is_connected": True,
        "has_display": True, "cameras": 5,
    } | changes  # fmt: skip


def report(number, due, came):
    return {"id": number, "day": due, "due_on": due, "delivered_on": came}


def short(one, rows, kind=None):
    """What falls short: ids with units."""
    tables = {"days": [], "faults": [], "standings": [], "deliveries": []}
    tables[kind or _table(one)] = rows
    (line,) = lines([one], tables, last=LAST, counted_at=NOW)
    return {each.row["id"]: each.units for each in line.breaches}


def _table(one):
    return {
        ClauseKind.ONLINE: "days", ClauseKind.REPAIR: "faults", ClauseKind.REPORTS: "deliveries",
    }.get(one.kind, "standings")  # fmt: skip


def test_a_day_below_95_percent_falls_short_and_one_at_95_does_not():
    rows = [day("2021-01-01", 94, 100), day("2021-01-02", 95, 100), day("2021-01-03", 0, 0)]

    assert short(clause(ClauseKind.ONLINE, "95"), rows) == {"2021-01-01": 1}


@pytest.mark.parametrize(
    ("hours", "units"), [(23, 0), (24, 0), (24.5, 1), (48, 1), (48.5, 2), (None, 36)]
)
def test_a_repair_costs_each_day_begun_after_the_hours_agreed(hours, units):
    found = short(clause(ClauseKind.REPAIR, "24"), [fault("F1", hours)])

    assert found == ({"F1": units} if units else {})


def test_a_fault_that_was_withdrawn_or_of_another_class_is_not_meant():
    one = clause(ClauseKind.REPAIR, "24", codes=frozenset({"DEV-OFF"}))
    rows = [fault("F1", 50), fault("F2", 50, code="DEV-BLUR"), fault("F3", 50, ended="withdrawn")]

    assert short(one, rows) == {"F1": 2}


def test_restaurants_fall_short_of_connection_cameras_and_displays():
    rows = [
        place("a"),
        place("b", is_connected=False, has_display=False, cameras=2),
        place("c", is_due=False, is_judged=False, is_connected=False, has_display=False, cameras=0),
    ]

    assert short(clause(ClauseKind.CONNECTION), rows) == {"b": 1}
    assert short(clause(ClauseKind.DISPLAYS), rows) == {"b": 1}
    assert short(clause(ClauseKind.CAMERAS, "5"), rows) == {"b": 3}


def test_where_nobody_looked_nobody_is_called_unconnected():
    rows = [place("a", is_connected=False, is_known=False), place("b")]

    assert short(clause(ClauseKind.CONNECTION), rows) == {}


def test_a_report_late_or_missing_falls_short():
    rows = [
        report("D1", "2021-01-10", "2021-01-10"),
        report("D2", "2021-02-10", "2021-02-11"),
        report("D3", "2021-03-10", None),
        report("D4", "2021-04-20", None),
    ]

    assert short(clause(ClauseKind.REPORTS, until=date(2022, 1, 1)), rows) == {"D2": 1, "D3": 1}


def test_each_version_is_held_against_the_rows_of_its_own_days():
    rows = [day("2021-01-31", 90, 100), day("2021-02-01", 90, 100)]
    first = clause(ClauseKind.ONLINE, "95", until=date(2021, 2, 1))
    second = clause(ClauseKind.ONLINE, "80", version=2, starts_on=date(2021, 2, 1))

    found = lines([second, first], {"days": rows}, last=LAST, counted_at=NOW)

    assert [(line.clause.name, line.looked_at, len(line.breaches)) for line in found] == [
        ("online/1", 1, 1),
        ("online/2", 1, 0),
    ]


def test_a_clause_takes_no_more_than_its_most():
    rows = [place(str(each), is_connected=False) for each in range(4)]
    (line,) = lines(
        [clause(ClauseKind.CONNECTION, most_fen=250)], {"standings": rows}, last=LAST,
        counted_at=NOW,
    )  # fmt: skip

    assert (line.whole_fen, line.fen) == (400, 250)


def test_a_clause_as_it_was_typed():
    found = clause_of(
        Asked("repair", "repair", "2021-01-01", " within 24 hours ", "24", "DEV-OFF、DEV-DARK",
              "1,000.50", "20000", "clause 5"), version=2,
    )  # fmt: skip

    assert found.name == "repair/2"
    assert (found.threshold, found.fen_each, found.most_fen) == (Decimal(24), 100_050, 2_000_000)
    assert found.codes == {"DEV-OFF", "DEV-DARK"}
    assert found.wording == "within 24 hours"


def test_a_clause_without_what_computes_it_is_refused_with_all_that_it_lacks():
    with pytest.raises(ClauseVague) as refused:
        clause_of(Asked("", "kindly", "soon", " ", "much", "DEV-NONE", "little"), version=1)

    assert set(refused.value.lacks) == set(Lack)


@pytest.mark.parametrize("threshold", ["0", "-1", "", "NaN", "inf", "20000"])
def test_a_threshold_is_a_number_above_nothing(threshold):
    with pytest.raises(ClauseVague) as refused:
        clause_of(Asked("k", "online", "2021-01-01", "w", threshold, "", "1", "", "s"), version=1)

    assert refused.value.lacks == (Lack.THRESHOLD,)


def test_a_most_in_words_is_refused():
    with pytest.raises(ClauseVague) as refused:
        clause_of(Asked("k", "displays", "2021-01-01", "w", "", "", "1", "ten", "s"), version=1)

    assert refused.value.lacks == (Lack.MONEY,)


@pytest.mark.parametrize(
    ("text", "fen"),
    [("1", 100), ("0.01", 1), ("1，000", 100_000), ("0.001", None), ("-1", None), ("x", None),
     ("NaN", None), ("9" * 15, None)],
)  # fmt: skip
def test_yuan_as_typed_become_fen(text, fen):
    assert fen_of(text) == fen
