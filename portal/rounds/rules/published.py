"""The figures of a Period as plain values, ready to be written as JSON."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from portal.rounds.rules.daily import percent, rounded
from portal.rounds.rules.figures import DistrictFigures, Exclusion, Named
from portal.rounds.rules.online import TARGET, Variant
from portal.rounds.rules.repairs import FaultRecord
from portal.shell.rules import Ratio, local

# A formula that comes to count otherwise gets a higher number; docs/ref/indicators.md tells them.
CONNECTION, TASK, ADEQUACY, DISPLAYS = "Q1/1", "Q1-task/1", "Q3/1", "Q4/1"
REPAIRS, CONNECTING = "Q6/1", "T1-connection/1"
ONLINE = {variant: f"Q2-{variant.value}/1" for variant in Variant}

Values = dict[str, object]


def published(figures: DistrictFigures, *, variant: Variant, rows: bool) -> dict[str, Values]:
    """Each indicator by its code; `variant` is the online rate's headline.

    Shares are in per cent with two places, None means "n/a". With `rows` come the lists behind
    the counts: days, Restaurants, and those that are not connected.
    """
    return {
        "Q1": _connection(figures, rows=rows),
        "Q2": _online(figures, variant, rows=rows),
        "Q3": _adequacy(figures),
        "Q4": _figure(figures, figures.displays, DISPLAYS) | {"exclusions": _gone(figures)},
        "Q6": _repairs(figures, rows=rows),
        "T1": _connecting(figures),
    }


def _figure(figures: DistrictFigures, ratio: Ratio, formula: str) -> Values:
    last_day = figures.elapsed.until - timedelta(days=1)
    return {
        "part": ratio.part,
        "whole": ratio.whole,
        "value": _number(ratio.percent()),
        "formula": formula,
        "completeness": None,  # the register counts what it holds; no look is missing there
        "as_of": last_day.isoformat() if figures.elapsed.length else None,
    }


def _connection(figures: DistrictFigures, *, rows: bool) -> Values:
    values = _figure(figures, figures.connection, CONNECTION)
    values["completeness"] = _number(figures.last_month_completeness.percent())
    values["exclusions"] = _gone(figures)
    task = figures.task
    values["task"] = {
        "part": task.part,
        "whole": task.whole,
        "value": _number(task.percent()),
        "formula": TASK,
    }
    if rows:
        values["missing"] = [_name(each) for each in figures.missing]
    return values


def _online(figures: DistrictFigures, variant: Variant, *, rows: bool) -> Values:
    account = figures.account
    mean = account.mean(variant)
    values = _figure(figures, mean.totals, ONLINE[variant])
    values["completeness"] = _number(account.completeness.percent())
    values["exclusions"] = [
        *_exclusions(figures.suspensions()), *_gone(figures), *_exclusions(figures.without_camera())
    ]  # fmt: skip
    values |= _variant(figures, variant)
    values["variants"] = {
        each.value: {**_variant(figures, each), "formula": ONLINE[each]} for each in Variant
    }
    values["days"] = len(mean.counted)
    values["days_skipped"] = len(mean.days) - len(mean.counted)
    values["days_left"] = figures.period.length - figures.elapsed.length
    values["target"] = _number(percent(TARGET))
    values["needed"] = _number(percent(figures.needed(variant)))
    if rows:
        values["by_day"] = [
            {"day": day.isoformat(), "part": ratio.part, "whole": ratio.whole}
            for day, ratio in mean.days
        ]
        values["by_restaurant"] = [
            _name(named) | {
                "part": own.tally.ratio(variant).part,
                "whole": own.tally.ratio(variant).whole,
                "unknown_days": own.tally.unknown(variant),
                "suspended_days": own.suspended_days,
                "partly_suspended_days": own.partly_suspended_days,
            }
            for named, own in figures.rows()
        ]  # fmt: skip
    return values


def _variant(figures: DistrictFigures, variant: Variant) -> Values:
    account = figures.account
    return {
        "value": _number(percent(account.mean(variant).value)),
        "without_exclusions": _number(percent(account.mean_without_exclusions(variant).value)),
        "unknown_days": account.unknown_days(variant),
    }


def _adequacy(figures: DistrictFigures) -> Values:
    adequacy = figures.adequacy
    return _figure(figures, adequacy.share, ADEQUACY) | {
        "exclusions": _gone(figures),
        "required": adequacy.required,
        "cameras": adequacy.cameras,
        "restaurants": adequacy.restaurants,
        "mean": None if adequacy.mean is None else _number(rounded(adequacy.mean)),
        "gap": adequacy.gap,
        "least_gap": adequacy.least_gap,
    }


def _repairs(figures: DistrictFigures, *, rows: bool) -> Values:
    account = figures.repairs
    on_time = account.on_time
    values = _figure(figures, account.repaired, REPAIRS) | {
        "completeness": _number(figures.account.completeness.percent()),
        "on_time": {"part": on_time.part, "whole": on_time.whole,
                    "value": _number(on_time.percent())},
        "median_hours": _rounded(account.median_hours),
        "p90_hours": _rounded(account.p90_hours),
        "open": len(account.open),
        "exclusions": [_fault(figures, each) for each in account.withdrawn],
    }  # fmt: skip
    if rows:
        values["faults"] = [_fault(figures, each) for each in account.counted]
    return values


def _fault(figures: DistrictFigures, fault: FaultRecord) -> Values:
    return _name(figures.restaurants[fault.restaurant_id]) | {
        "fault": fault.number,
        "code": fault.code.value,
        "from": _moment(fault.opened_at),
        "due": _moment(fault.repair_due_at),
        "to": _moment(fault.ended_at),
        "ended": fault.ended.value if fault.ended else None,
    }


def _connecting(figures: DistrictFigures) -> Values:
    times = figures.connections
    return _figure(figures, times.within, CONNECTING) | {
        "exclusions": [],
        "median_days": _rounded(times.median_days),
    }


def _gone(figures: DistrictFigures) -> list[Values]:
    return _exclusions(figures.gone())


def _exclusions(exclusions: Iterable[Exclusion]) -> list[Values]:
    return [_exclusion(each) for each in exclusions]


def _exclusion(exclusion: Exclusion) -> Values:
    span = exclusion.span
    return _name(exclusion.restaurant) | {
        "ground": exclusion.ground.value,
        "from": _moment(exclusion.starts_at),
        "to": _moment(exclusion.ends_at),
        "days": exclusion.days,
        "reason": span.reason if span else "",
        "proof": span.proof if span else "",
        "approved_by": span.approved_by if span else "",
        "flags": [flag.value for flag in exclusion.flags],
    }


def _name(named: Named) -> Values:
    return {"restaurant": named.code, "name": named.name}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else local(moment).isoformat(timespec="minutes")


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else _number(rounded(value))


def _number(value: Decimal | None) -> float | None:
    """The same digits as a JSON number: two places survive a float unharmed."""
    return None if value is None else float(value)
