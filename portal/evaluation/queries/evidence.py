"""Gathers the rows of a Period from the floors below, through their own queries."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.rules import WHOLE
from portal.evaluation.queries.heard import heard_rows
from portal.evaluation.queries.plans import budget_rows, goal_rows
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.indicators import Tables
from portal.evaluation.rules.spans import halves_in, quarters_in, year_of
from portal.findings.queries import finding_records
from portal.findings.rules.figures import FindingRecord
from portal.patrols.queries import begun_patrols, dated_visits, supervised
from portal.patrols.rules.figures import DatedVisit
from portal.rounds.queries import district_figures
from portal.rounds.rules.figures import DistrictFigures, Exclusion, Joined, Named
from portal.rounds.rules.online import DayAccount, Variant
from portal.rounds.rules.period import Period
from portal.rounds.rules.repairs import FaultRecord
from portal.shell.rules import local_day

Row = dict[str, Any]
Register = Mapping[int, Named]
ONE_DAY = timedelta(days=1)


def gathered(
    session: Session, period: str, *, required_cameras: int, now: datetime
) -> tuple[Terms, Tables]:
    """The rows of a Period by kind and span, and the terms that they are counted by.

    Of one under way the days that are over. The minutes are read once, quarter by quarter: some
    seconds for a district's year.
    """
    today = local_day(now)
    whole = Period.parse(period).elapsed(today)
    quarters = [
        district_figures(session, quarter, today=whole.until, required_cameras=required_cameras)
        for quarter in map(Period.parse, quarters_in(period))
        if quarter.first < today
    ]
    year = year_of(period)
    named = quarters[-1].restaurants
    budget, payments = budget_rows(session)
    tables: dict[str, list[Row]] = {
        f"findings.{period}": [
            _finding(each, named) for each in finding_records(session, whole.first, whole.until)
        ],
        f"faults.{period}": [
            _fault(each, named) for found in quarters for each in found.repairs.records
        ],
        f"connections.{period}": [
            _connection(each, named) for found in quarters for each in found.joined
        ],
        f"patrols.{period}": [
            {"id": number, "day": day.isoformat()} for number, day in begun_patrols(session, whole)
        ],
        f"contract.{period}": budget,
        f"budget.{period}": [row for row in budget if row["year"] == year],
        f"payments.{period}": [row for row in payments if _is_paid_in(row, whole)],
        f"goals.{period}": goal_rows(session, year),
    }
    tables |= _register(period, quarters)
    tables |= _visits(session, whole, named)
    tables |= heard_rows(session, whole, now=now)
    return Terms(required_cameras, now), tables


def _is_paid_in(row: Row, whole: Period) -> bool:
    """Whether a payment counts: of a year all that its budget's lines paid, else by its day."""
    year = whole.name
    if len(year) == len("2021"):
        return bool(row["year"] == int(year))
    return bool(whole.first.isoformat() <= row["day"] < whole.until.isoformat())


def _register(period: str, quarters: list[DistrictFigures]) -> dict[str, list[Row]]:
    """Restaurants, days and exclusions of each quarter, and of the Period."""
    tables: dict[str, list[Row]] = {}
    for figures in quarters:
        span = figures.period.name
        tables[f"standings.{span}"] = _standings(figures)
        tables[f"days.{span}"] = [_day(each) for each in figures.account.days]
        tables[f"exclusions.{span}"] = _excluded(figures)
    spans = [figures.period.name for figures in quarters]
    tables[f"standings.{period}"] = tables[f"standings.{spans[-1]}"]
    tables[f"days.{period}"] = list(chain.from_iterable(tables[f"days.{span}"] for span in spans))
    tables[f"exclusions.{period}"] = _merged(
        chain.from_iterable(tables[f"exclusions.{span}"] for span in spans)
    )
    return tables


def _visits(session: Session, whole: Period, named: Register) -> dict[str, list[Row]]:
    """Visits and who was under supervision, of the Period and of its halves."""
    rows = [_visit(each, named) for each in dated_visits(session, whole, scope=WHOLE)]
    period = whole.name
    tables = {f"visits.{period}": rows, f"supervised.{period}": _supervised(session, whole, named)}
    for name in halves_in(period):
        days = Period.parse(name).elapsed(whole.until)
        first, until = days.first.isoformat(), days.until.isoformat()
        if days.length and name != period:
            tables[f"visits.{name}"] = [row for row in rows if first <= row["day"] < until]
            tables[f"supervised.{name}"] = _supervised(session, days, named)
    return tables


def _supervised(session: Session, days: Period, named: Register) -> list[Row]:
    found = supervised(session, day=days.until - ONE_DAY, scope=WHOLE)
    rows = [
        {"id": named[number].code, "name": named[number].name, "station": station}
        for station, numbers in found.items()
        for number in numbers
    ]
    return sorted(rows, key=lambda row: str(row["id"]))


def _standings(figures: DistrictFigures) -> list[Row]:
    return [
        {
            "id": figures.restaurants[each.restaurant_id].code,
            "name": figures.restaurants[each.restaurant_id].name,
            "status": each.status.value if each.status else None,
            "is_built": each.is_built,
            "is_key": each.is_key,
            "is_connected": each.is_connected,
            "has_display": each.has_display,
            "cameras": each.cameras,
        }
        for each in figures.standings
    ]


def _day(account: DayAccount) -> Row:
    tally, unexcused = account.tally, account.without_exclusions.ratio(Variant.ANY)
    row: Row = {
        "id": account.day.isoformat(),
        "unexcused_part": unexcused.part,
        "unexcused_whole": unexcused.whole,
        "suspended": account.suspended,
        "unknown": tally.unknown(Variant.ANY),
        "made": tally.made,
        "due": tally.due,
    }
    for variant in Variant:
        ratio = tally.ratio(variant)
        row |= {f"{variant.value}_part": ratio.part, f"{variant.value}_whole": ratio.whole}
    return row


def _excluded(figures: DistrictFigures) -> list[Row]:
    return [_exclusion(each) for each in chain(figures.suspensions(), figures.gone())]


def _exclusion(each: Exclusion) -> Row:
    starts_at = each.starts_at.isoformat() if each.starts_at else ""
    return {
        "id": f"{each.restaurant.code} {each.ground.value} {starts_at[:10]}",
        "name": each.restaurant.name,
        "from": starts_at,
        "to": each.ends_at.isoformat() if each.ends_at else "",
        "days": each.days,
        "reason": each.span.reason if each.span else "",
        "flags": [flag.value for flag in each.flags],
    }


def _merged(rows: Iterable[Row]) -> list[Row]:
    """One row an exclusion, its days of all quarters together."""
    found: dict[str, Row] = {}
    for row in rows:
        known = found.setdefault(row["id"], {**row, "days": 0, "flags": []})
        known["days"] += row["days"]
        known["flags"] = sorted({*known["flags"], *row["flags"]})
    return list(found.values())


def _visit(each: DatedVisit, named: Register) -> Row:
    restaurant = named[each.visit.restaurant_id]
    return {
        "id": f"{each.patrol} {restaurant.code}",
        "restaurant": restaurant.code,
        "name": restaurant.name,
        "station": each.visit.station,
        "day": each.day.isoformat(),
        "way": each.visit.way.value,
        "manual": each.visit.manual,
        "ai": each.visit.ai,
        "findings": each.visit.findings,
    }


def _finding(each: FindingRecord, named: Register) -> Row:
    return {
        "id": each.number,
        "restaurant": named[each.restaurant_id].code,
        "name": named[each.restaurant_id].name,
        "station": each.station,
        "class": each.code.value,
        "severity": each.severity.value,
        "origin": each.origin.value,
        "seen_at": each.seen_at.isoformat(),
        "opened_at": each.opened_at.isoformat(),
        "pushed_at": each.pushed_at.isoformat(),
        "due_at": each.due_at.isoformat(),
        "state": each.state.value,
        "rectified_at": _moment(each.rectified_at),
        "closed_at": _moment(each.closed_at),
    }


def _fault(each: FaultRecord, named: Register) -> Row:
    return {
        "id": each.number,
        "restaurant": named[each.restaurant_id].code,
        "name": named[each.restaurant_id].name,
        "code": each.code.value,
        "opened_at": each.opened_at.isoformat(),
        "due_at": each.repair_due_at.isoformat(),
        "ended_at": _moment(each.ended_at),
        "ended": each.ended.value if each.ended else None,
    }


def _connection(each: Joined, named: Register) -> Row:
    return {
        "id": named[each.restaurant_id].code,
        "name": named[each.restaurant_id].name,
        "from": each.entered_on.isoformat(),
        "to": each.connected_on.isoformat(),
        "days": max(0, (each.connected_on - each.entered_on).days),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
