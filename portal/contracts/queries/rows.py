"""Gathers the rows of a Period that clauses are held against, through the floors' own queries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.contracts.models import Contract, OwedReport
from portal.contracts.queries.contracts import clauses_of
from portal.contracts.rules.clauses import Tables
from portal.contracts.rules.statements import Account, account, fee_of
from portal.rounds.queries import district_figures
from portal.rounds.rules.figures import DistrictFigures
from portal.rounds.rules.online import DayAccount, Variant
from portal.rounds.rules.period import Period
from portal.rounds.rules.repairs import FaultRecord
from portal.shell.rules import local_day

Row = dict[str, Any]


def elapsed_of(contract: Contract, period: Period, *, today: date) -> Period:
    """The days of a Period that lie in the Contract and are over."""
    first, until = max(period.first, contract.starts_on), min(period.until, contract.until)
    return Period(period.name, first, max(first, until)).elapsed(today)


def account_now(
    session: Session, contract: Contract, period: Period, *, now: datetime
) -> Account:  # fmt: skip
    """The account of `period` as it stands; the district's minutes of it are read once."""
    days = elapsed_of(contract, period, today=local_day(now))
    figures = district_figures(session, days, today=days.until, required_cameras=1)
    return account(
        contract.code,
        days,
        clauses_of(contract),
        _tables(figures, contract, days),
        fee_fen=fee_of(
            {each.year: each.fen for each in contract.fees}, period,
            starts_on=contract.starts_on, until=contract.until,
        ),
        counted_at=now,
    )  # fmt: skip


def _tables(figures: DistrictFigures, contract: Contract, days: Period) -> Tables:
    return {
        "days": [_day(each) for each in figures.account.days],
        "faults": [_fault(each, figures) for each in figures.repairs.records],
        "standings": _standings(figures) if days.length else [],
        "deliveries": [
            _delivery(each)
            for each in contract.deliveries
            if days.first <= each.due_on < days.until
        ],
    }


def _day(each: DayAccount) -> Row:
    ratio = each.tally.ratio(Variant.ANY)
    return {
        "id": each.day.isoformat(), "day": each.day.isoformat(), "any_part": ratio.part,
        "any_whole": ratio.whole, "suspended": each.suspended,
        "unknown": each.tally.unknown(Variant.ANY),
    }  # fmt: skip


def _fault(each: FaultRecord, figures: DistrictFigures) -> Row:
    named = figures.restaurants[each.restaurant_id]
    return {
        "id": each.number, "restaurant": named.code, "name": named.name, "code": each.code.value,
        "opened_at": each.opened_at.isoformat(),
        "ended_at": each.ended_at.isoformat() if each.ended_at else None,
        "ended": each.ended.value if each.ended else None,
    }  # fmt: skip


def _standings(figures: DistrictFigures) -> list[Row]:
    """Restaurants at the end of the days; `is_known` where their last month was looked at."""
    is_known = figures.last_month_completeness.part > 0
    return [
        {
            "id": figures.restaurants[each.restaurant_id].code,
            "name": figures.restaurants[each.restaurant_id].name,
            "is_due": each.is_due, "is_known": is_known, "is_judged": each.is_judged,
            "is_connected": each.is_connected, "has_display": each.has_display,
            "cameras": each.cameras,
        }
        for each in figures.standings
    ]  # fmt: skip


def _delivery(each: OwedReport) -> Row:
    return {
        "id": f"D{each.id}", "name": each.name, "day": each.due_on.isoformat(),
        "due_on": each.due_on.isoformat(),
        "delivered_on": each.delivered_on.isoformat() if each.delivered_on else None,
    }  # fmt: skip
