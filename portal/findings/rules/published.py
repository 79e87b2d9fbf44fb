"""The figures of Findings as plain values, ready to be written as JSON."""

from portal.findings.rules.figures import FindingFigures
from portal.shell.rules import Ratio

# A formula that comes to count otherwise gets a higher number; docs/ref/indicators.md tells them.
RECTIFIED, ON_TIME, PUSH = "Q5-rectified/1", "Q5-on-time/1", "T1-push/1"

Values = dict[str, object]


def published(figures: FindingFigures, *, rows: bool) -> dict[str, Values]:
    """Q5 and the push side of T1 by their codes; with `rows` also which are not put right.

    Shares are in per cent with two places, None means "n/a".
    """
    values: Values = {
        "opened": figures.opened,
        "confirmed": figures.confirmed,
        "annulled": figures.annulled,
        "withdrawn": figures.withdrawn,
        "rectified": _share(figures.rectified, RECTIFIED),
        "on_time": _share(figures.on_time, ON_TIME),
        "by_class": {code.value: number for code, number in sorted(figures.by_code.items())},
        "by_severity": {each.value: number for each, number in sorted(figures.by_severity.items())},
        "by_origin": {each.value: number for each, number in sorted(figures.by_origin.items())},
    }
    if rows:
        values["not_rectified"] = list(figures.open)
    return {
        "Q5": values,
        "T1-push": {"minutes_median": figures.push_minutes, "formula": PUSH},
    }


def _share(value: Ratio, formula: str) -> Values:
    share = value.percent()
    return {
        "part": value.part,
        "whole": value.whole,
        "value": None if share is None else float(share),
        "formula": formula,
    }
