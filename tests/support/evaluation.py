"""A small year for tests of evaluation: rows as a closed document has them."""

from datetime import UTC, datetime
from decimal import Decimal

from portal.evaluation.kinds import Band, Operator, Unit
from portal.evaluation.rules.document import Plan, evaluate
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.scoring import Judgement
from portal.evaluation.rules.targets import Target

YEAR = "2021"
TERMS = Terms(required_cameras=5, counted_at=datetime(2022, 1, 10, 4, tzinfo=UTC))


def standing_rows(number=460, **changes):
    """Restaurants of the published district: `connected`, `displays`, `short` of `number`."""
    counts = {"connected": number, "displays": number, "cameras": 5} | changes
    return [
        {
            "id": f"r{place}", "name": f"R{place}", "station": "a", "status": "open",
            "is_built": True, "is_key": True, "is_connected": place < counts["connected"],
            "has_display": place < counts["displays"], "cameras": counts["cameras"],
        }
        for place in range(number)
    ]  # fmt: skip


def day_row(day, online, known, **changes):
    """A day with so many Restaurants online of those known."""
    row = {"id": day, "made": 100, "due": 100}
    for kind in ("any", "all", "time", "unexcused"):
        row |= {f"{kind}_part": online, f"{kind}_whole": known}
    return row | changes


def visit_row(number, restaurant="r0", **changes):
    """A Visit that found nothing."""
    row = {
        "id": f"v{number}", "restaurant": restaurant, "station": "a", "day": "2021-03-04",
        "way": "online", "manual": 0, "ai": 0, "findings": 0,
    }  # fmt: skip
    return row | changes


def finding_row(number, **changes):
    """A Finding that was put right in time."""
    row = {
        "id": f"F{number}", "restaurant": "r0", "station": "a", "class": "ENV-BIN",
        "severity": "II", "origin": "patrol", "seen_at": "2021-03-04T04:00:00+00:00",
        "opened_at": "2021-03-04T04:10:00+00:00", "pushed_at": "2021-03-04T04:10:00+00:00",
        "due_at": "2021-03-07T04:00:00+00:00", "state": "closed",
        "rectified_at": "2021-03-05T04:00:00+00:00", "closed_at": "2021-03-05T05:00:00+00:00",
    }  # fmt: skip
    return row | changes


def fault_row(number, **changes):
    """A Fault that was repaired in time."""
    row = {
        "id": f"G{number}", "restaurant": "r0", "code": "DEV-OFF",
        "opened_at": "2021-03-04T04:00:00+00:00", "due_at": "2021-03-06T04:00:00+00:00",
        "ended_at": "2021-03-05T04:00:00+00:00", "ended": "repaired",
    }  # fmt: skip
    return row | changes


def money_row(number, fen, **changes):
    """A line of the budget, or a payment."""
    return {"id": f"m{number}", "name": "M", "fen": fen} | changes


KINDS = (
    "standings", "days", "exclusions", "supervised", "visits", "patrols", "findings", "faults",
    "budget", "contract", "payments", "goals", "connections", "answers", "poll", "strata", "asked",
    "use", "waits", "ease", "cases",
)  # fmt: skip
SPANS = ("2021", "2021Q1", "2021Q2", "2021Q3", "2021Q4", "2021H1", "2021H2")


def tables_with(**rows):
    """All tables of the year: empty ones but for `kind` or `kind_span` (standings_2021Q1)."""
    tables = {f"{kind}.{span}": [] for kind in KINDS for span in SPANS}
    for name, found in rows.items():
        kind, __, span = name.partition("_")
        spans = (span,) if span else SPANS
        tables |= {f"{kind}.{each}": found for each in spans}
    return tables


def target(line, number, operator=Operator.AT_LEAST, unit=Unit.PERCENT):
    """What a line has to reach."""
    return Target(line, operator, Decimal(number), unit, "the year's plan", "diners", "set 1")


def judgement(line, share=90, band=Band.GOOD):
    """What somebody found of a line that no figure tells."""
    return Judgement(line, band, Decimal(share), "file 12")


def year_of(tables, *targets, judgements=()):
    """The year as these rows make it."""
    plan = Plan({each.line: each for each in targets}, {each.line: each for each in judgements})
    return evaluate(YEAR, terms=TERMS, tables=tables, plan=plan)
