"""Reads Cases as Open311 has them: category, state, Station and days, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec import UNSET
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from portal.opendata.shapes import RequestsAsked, ServiceRequest
from portal.participation.case_kinds import CaseState, Category, Channel, PublicWord
from portal.participation.models import Case
from portal.participation.rules.cases import OPEN_STATES, public_word
from portal.registry.models import Restaurant
from portal.shell.rules import NotFound, day_bounds, local_day

USUAL_DAYS = timedelta(days=90)  # source: Open311 GeoReport v2, GET requests
FIRST, LAST = datetime(1992, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
MOST_NUMBERS = 50

WordsOf = Callable[[Category, PublicWord], tuple[str, str]]
"""What a category and a state are called."""


def service_requests(
    session: Session, asked: RequestsAsked, *, agency: str, words: WordsOf, now: datetime
) -> list[ServiceRequest]:
    """The Cases that are asked for, the newest first; of the last 90 days unless told otherwise."""
    rows = session.scalars(
        _public()
        .where(*_conditions(asked, now=now))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(asked.page_size)
        .offset((asked.page - 1) * asked.page_size)
    )
    return [_told(row, agency=agency, words=words) for row in rows]


def service_request(
    session: Session, number: str, *, agency: str, words: WordsOf
) -> list[ServiceRequest]:
    """The Case of this number, alone in a list. Raises NotFound, also for what insiders sent."""
    row = session.scalar(_public().where(Case.number == number))
    if row is None:
        raise NotFound("case", number)
    return [_told(row, agency=agency, words=words)]


def _public() -> Select[Case]:
    """All but what insiders sent: whoever it is about may know who wrote it."""
    return (
        select(Case)
        .where(Case.channel != Channel.INSIDER)
        .options(joinedload(Case.restaurant).joinedload(Restaurant.station))
    )


def _conditions(asked: RequestsAsked, *, now: datetime) -> list[ColumnElement[bool]]:
    if asked.service_request_id is not UNSET:  # all other wishes are then ignored, says Open311
        return [Case.number.in_(asked.service_request_id.split(",")[:MOST_NUMBERS])]
    until = now if asked.end_date is UNSET else _moment(asked.end_date)
    since = (
        max(FIRST, until - USUAL_DAYS) if asked.start_date is UNSET else _moment(asked.start_date)
    )
    found = [Case.received_at >= since, Case.received_at < until]
    if asked.service_code is not UNSET:
        found.append(Case.category == asked.service_code)
    if asked.status is not UNSET:
        is_open = Case.state.in_(OPEN_STATES)
        found.append(is_open if asked.status == "open" else ~is_open)
    return found


def _moment(told: datetime) -> datetime:
    """A moment that every database knows."""
    return min(LAST, max(FIRST, told))


def _told(row: Case, *, agency: str, words: WordsOf) -> ServiceRequest:
    service, note = words(row.category, public_word(row.state))
    changed_at = row.closed_at or row.reopened_at or row.accepted_at or row.received_at
    is_open = row.state in OPEN_STATES and row.state is not CaseState.MERGED
    return ServiceRequest(
        service_request_id=row.number,
        status="open" if is_open else "closed",
        status_notes=note,
        service_name=service,
        service_code=row.category,
        agency_responsible=agency,
        requested_datetime=_day(row.received_at),
        updated_datetime=_day(changed_at),
        expected_datetime=_day(row.due_at) if is_open and row.due_at else None,
        address=row.restaurant.station.name,
    )


def _day(moment: datetime) -> datetime:
    """The beginning of the day: the moment itself could tell who sat there."""
    return day_bounds(local_day(moment))[0]
