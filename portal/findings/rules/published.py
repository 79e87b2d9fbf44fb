"""The figures of Findings as plain values, ready to be written as JSON."""

from datetime import timedelta

from portal.findings.rules.figures import FindingFigures
from portal.notices.rules.figures import Spread
from portal.shell.rules import Ratio

# A formula that comes to count otherwise gets a higher number; docs/ref/indicators.md tells them.
RECTIFIED, ON_TIME, PUSH = "Q5-rectified/1", "Q5-on-time/1", "T1-push/1"
NOTICE = "T1-notice/1"

Values = dict[str, object]


def published(figures: FindingFigures, told: Spread, *, rows: bool) -> dict[str, Values]:
    """Q5 and the push side of T1 by their codes; with `rows` also which are not put right.

    `told` is how long after a detection somebody was reached.

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
        "T1-notice": {
            "notices": told.count,
            "seconds_median": _seconds(told.median),
            "seconds_p90": _seconds(told.p90),
            "formula": NOTICE,
        },
    }


def _seconds(time: timedelta | None) -> float | None:
    return None if time is None else round(time.total_seconds(), 1)


def _share(value: Ratio, formula: str) -> Values:
    share = value.percent()
    return {
        "part": value.part,
        "whole": value.whole,
        "value": None if share is None else float(share),
        "formula": formula,
    }
