"""What citizens said and saw, from rows: satisfaction, convenience, use, and their messages."""

import pytest

from portal.evaluation.rules.indicators import figure
from portal.evaluation.rules.passport import Certainty, trust_of
from portal.evaluation.rules.scoring import LINES, Open, why_open
from tests.support.evaluation import (
    TERMS,
    day_row,
    fault_row,
    money_row,
    standing_rows,
    tables_with,
    target,
)

STRATA = [{"id": "a", "restaurants": 10}]


def answer_row(restaurant, good, poor=0, *, tier="slip"):
    """The answers of a restaurant: satisfied and dissatisfied ones."""
    return {
        "id": f"{restaurant} {tier}", "restaurant": restaurant, "name": "R", "station": "a",
        "stratum": "a", "tier": tier, "mode": "screen", "weight": "1.0", "very_good": 0,
        "good": good, "fair": 0, "poor": poor, "very_poor": 0, "dont_know": 1,
    }  # fmt: skip


def asked_row(instrument="survey", **changes):
    """Who was asked in a quarter."""
    return {
        "id": instrument, "level": "district_quarter", "silent": 100, "invited": 600,
        "refused": 80, "started": 500, "completed": 450,
    } | changes  # fmt: skip


def use_row(restaurant, viewings, played):
    """How the pages of a restaurant were used."""
    return {
        "id": restaurant, "name": "R", "station": "a", "scans": 50, "declined": 1,
        "viewings": viewings, "played": played,
    }  # fmt: skip


def case_row(number, **changes):
    """A message that was decided in time, and right."""
    return {
        "id": number, "kind": "tip", "category": "pests", "restaurant": "r0", "state": "decided",
        "opened_at": "2021-03-04T04:00:00+00:00", "is_over": True, "is_late": False,
        "is_upheld": True,
    } | changes  # fmt: skip


def counted(name, **rows):
    return figure(f"{name}.2021", tables_with(**rows), TERMS)


def told(name, **rows):
    found = counted(name, **rows)
    return (found.part, found.whole, None if found.value is None else str(found.value))


def surveyed(**changes):
    """Twenty restaurants with 25 answers each, of which 20 are content."""
    rows = [answer_row(f"r{each}", 20, 5) for each in range(20)]
    return {"answers": rows, "strata": STRATA, "asked": [asked_row(**changes)]}


def test_satisfaction_is_the_two_best_words_with_the_response_as_completeness():
    found = counted("B2", **surveyed())

    assert (found.part, found.whole, str(found.value)) == (400, 500, "80.00")
    assert str(found.completeness) == "83.33"
    assert len(found.numerator) == len(found.denominator) == 20


def test_satisfaction_has_the_interval_of_its_clustered_answers():
    rows = surveyed()
    tables = tables_with(**rows)
    found = trust_of(figure("B2.2021", tables, TERMS), tables)

    assert found.certainty is Certainty.EVENTS
    assert found.low < 80 < found.high
    assert found.design_effect > 2
    assert found.number == 500


def test_of_too_few_answers_there_is_no_figure():
    rows = {"answers": [answer_row("r0", 20)], "strata": STRATA, "asked": [asked_row()]}
    tables = tables_with(**rows)
    found = figure("B2.2021", tables, TERMS)

    assert (found.part, found.whole, found.value) == (20, 20, None)
    assert trust_of(found, tables).certainty is Certainty.TOO_FEW


def test_where_nobody_was_asked_nothing_is_known():
    assert told("B2") == (0, 0, None)
    assert counted("B2").completeness is None
    assert counted("B2", **surveyed(invited=None)).completeness is None


def test_answers_without_proof_of_presence_are_left_out():
    rows = surveyed()
    rows["answers"].append(answer_row("r0", 0, 50, tier="sign"))
    found = counted("B2", **rows)

    assert (found.whole, found.excluded) == (500, ("r0 sign",))


def test_the_poll_is_never_added_to_the_survey():
    rows = {"poll": surveyed()["answers"], "strata": STRATA, "asked": [asked_row("poll")]}

    assert told("B2-poll", **rows) == (400, 500, "80.00")
    assert told("B2", **rows) == (0, 0, None)


WATCHED = {
    "use": [use_row("r0", 60, 57), use_row("r1", 40, 38)],
    "waits": [{"id": "1000", "ms": 1000, "number": 90}, {"id": "16000", "ms": 16000, "number": 10}],
    "ease": [{"id": "ease", "part": 80, "whole": 100}],
    "days": [day_row("2021-01-01", 1, 1)],
}


def test_convenience_is_the_mean_of_its_known_parts():
    found = counted("B1", **WATCHED)

    # first picture 50, plays 100, taps 100, looks 100, ease 80; nobody sent a message
    assert (found.part, found.whole, str(found.value)) == (5, 6, "86.00")
    assert str(found.completeness) == "83.33"
    assert str(counted("B1", cases=[case_row("1")], **WATCHED).value) == "88.33"


def test_where_nobodys_watching_was_logged_there_is_no_convenience():
    assert told("B1", days=WATCHED["days"]) == (1, 6, None)
    assert told("B1-views", standings=standing_rows(2)) == (0, 2, None)
    assert told("B1-wait") == (0, None, None)


def test_viewings_are_counted_with_the_restaurants_that_should_be_seen():
    assert told("B1-plays", **WATCHED) == (95, 100, "95.00")
    assert told("B1-wait", **WATCHED) == (100, None, "16.00")
    assert told("B1-views", standings=standing_rows(2), **WATCHED) == (95, 2, "47.50")
    assert told("C2-view", payments=[money_row(1, 19_000)], **WATCHED)[2] == "2.00"


def test_messages_are_told_for_a_hundred_restaurants():
    cases = [
        case_row("1"),
        case_row("2", is_upheld=False, is_late=True),
        case_row("3", state="checking", is_over=False, is_upheld=False),
        case_row("4", state="merged"),
        case_row("5", state="withdrawn"),
    ]

    found = counted("B3", cases=cases, standings=standing_rows(460))
    assert (found.part, found.whole, str(found.value)) == (3, 460, "0.65")
    assert found.excluded == ("4", "5")
    assert told("B3-upheld", cases=cases) == (1, 2, "50.00")
    assert told("B3-on-time", cases=cases) == (1, 2, "50.00")


def test_no_message_at_all_is_no_figure():
    assert told("B3", standings=standing_rows(460)) == (0, 460, None)


def test_repairs_and_connections_have_medians():
    faults = [
        fault_row(1),
        fault_row(2, ended_at="2021-03-06T04:00:00+00:00"),
        fault_row(3, ended_at=None, ended=None),
    ]
    joined = [{"id": "r0", "days": 4}, {"id": "r1", "days": 10}, {"id": "r2", "days": 11}]

    assert told("Q6-median", faults=faults) == (2, None, "36.00")
    assert told("T1-connection", connections=joined) == (3, None, "10.00")
    assert told("Q6-median") == told("T1-connection") == (0, None, None)


@pytest.mark.parametrize(
    ("line", "rows", "aim", "why"),
    [
        ("satisfaction", {}, None, Open.NEITHER),
        ("satisfaction", {}, target("satisfaction", 85), Open.NOT_MEASURED),
        ("satisfaction", surveyed(), None, Open.NO_TARGET),
        ("safety", {}, None, Open.NO_JUDGEMENT),
    ],
)
def test_a_line_without_points_says_why(line, rows, aim, why):
    found = [counted("B2", **rows)] if line == "satisfaction" else []

    assert why_open(LINES[line], found, aim) is why
