"""The figures of patrols as plain values, ready to be written as JSON."""

from decimal import Decimal

from portal.patrols.rules.figures import Counts, Coverage, PatrolFigures, Reach
from portal.shell.rules import Ratio

# A formula that comes to count otherwise gets a higher number; docs/ref/indicators.md tells them.
COUNTS, COVERAGE, FINDINGS = "N1/1", "N2/1", "N3/1"

Values = dict[str, object]


def published(figures: PatrolFigures, *, rows: bool) -> dict[str, Values]:
    """N1, N2 and N3 by their codes; with `rows` also who was not reached.

    Shares are in per cent with two places, None means "n/a".
    """
    return {
        "N1": _counts(figures.whole) | {
            "formula": COUNTS,
            "stations": {code: _counts(each) for code, each in figures.stations.items()},
        },
        "N2": _reach(figures, figures.reach, rows=rows) | {
            "formula": COVERAGE,
            "halves": {
                name: _reach(figures, each, rows=rows) for name, each in figures.halves.items()
            },
        },
        "N3": _findings(figures.whole) | {
            "formula": FINDINGS,
            "stations": {code: _findings(each) for code, each in figures.stations.items()},
        },
    }  # fmt: skip


def _counts(counts: Counts) -> Values:
    return {
        "patrols": counts.patrols,
        "visits": counts.visits,
        "visits_online": counts.visits_online,
        "visits_on_site": counts.visits_on_site,
        "snapshots": counts.snapshots,
        "snapshots_manual": counts.snapshots_manual,
        "snapshots_ai": counts.snapshots_ai,
        "visits_a_patrol": number(counts.visits_a_patrol),
        "snapshots_a_visit": number(counts.snapshots_a_visit),
    }


def _findings(counts: Counts) -> Values:
    return {"findings": counts.findings} | ratio(counts.violating)


def _reach(figures: PatrolFigures, reach: Reach, *, rows: bool) -> Values:
    return _coverage(figures, reach.whole, rows=rows) | {
        "stations": {
            code: _coverage(figures, each, rows=False) for code, each in reach.stations.items()
        }
    }


def _coverage(figures: PatrolFigures, coverage: Coverage, *, rows: bool) -> Values:
    values = ratio(coverage.reached)
    if rows:
        named = (figures.names.restaurants[each] for each in coverage.never)
        values["never"] = [{"restaurant": code, "name": name} for code, name, __ in named]
    return values


def ratio(value: Ratio) -> Values:
    """A share with its two counts."""
    return {"part": value.part, "whole": value.whole, "value": number(value.percent())}


def number(value: Decimal | None) -> float | None:
    """The same digits as a JSON number: two places survive a float unharmed."""
    return None if value is None else float(value)
