"""Free words of diners, for staff within their scope; what looks personal is in black."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.participation.kinds import Instrument, Mode, Rating, Tier
from portal.participation.models import Answer
from portal.participation.rules.personal import masked
from portal.participation.rules.remarks import MOODS, Wanted
from portal.registry.models import Restaurant, Station
from portal.registry.queries import within
from portal.shell.lists import PER_PAGE, ListPage, last_page

MOST_IN_A_FILE = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a remark is about: a Restaurant or a Station with its names."""

    name: str
    name_en: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark with what was chosen beside it; `is_aside`: it does not count."""

    number: int
    day: date
    code: str
    restaurant: Place
    station: Place
    rating: Rating | None
    instrument: Instrument
    tier: Tier
    mode: Mode
    is_aside: bool
    text: str


def remarks(session: Session, wanted: Wanted, *, scope: Scope) -> ListPage[Remark]:
    """One page of what is wanted within `scope`; two statements, however many there are."""
    total = session.scalar(_wanted(select(func.count()), wanted, scope=scope)) or 0
    page = min(wanted.page, last_page(total, PER_PAGE))
    rows = _rows(wanted, scope=scope).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return ListPage([_remark(row) for row in session.execute(rows)], total, page)


def every_remark(session: Session, wanted: Wanted, *, scope: Scope) -> list[Remark]:
    """All that is wanted, for a file, the newest 20,000; one statement."""
    rows = session.execute(_rows(wanted, scope=scope).limit(MOST_IN_A_FILE))
    return [_remark(row) for row in rows]


def _rows(wanted: Wanted, *, scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(
        Answer.id, Answer.day, Answer.satisfaction, Answer.instrument, Answer.tier, Answer.mode,
        Answer.set_aside_id, Answer.remark, Restaurant.code, Restaurant.name, Restaurant.name_en,
        Station.name.label("station"), Station.name_en.label("station_en"),
    )  # fmt: skip
    return _wanted(columns, wanted, scope=scope).order_by(Answer.day.desc(), Answer.id.desc())


def _wanted(
    rows: Select[*tuple[Any, ...]], wanted: Wanted, *, scope: Scope
) -> Select[*tuple[Any, ...]]:
    word = wanted.text
    chosen: list[tuple[bool, Callable[[], ColumnElement[bool]]]] = [
        (wanted.station != "", lambda: Station.code == wanted.station),
        (wanted.since is not None, lambda: Answer.day >= wanted.since),
        (wanted.last is not None, lambda: Answer.day <= wanted.last),
        (
            wanted.mood is not None,
            lambda: Answer.satisfaction.in_(MOODS[wanted.mood] if wanted.mood else ()),
        ),
        (
            word != "",
            lambda: or_(
                Answer.remark.icontains(word, autoescape=True),
                Restaurant.name.icontains(word, autoescape=True),
                Restaurant.code == word,
            ),
        ),
    ]
    return (
        rows.select_from(Answer)
        .join(Restaurant, Restaurant.id == Answer.restaurant_id)
        .join(Station, Station.id == Restaurant.station_id)
        .where(
            Answer.remark != "",
            within(scope),
            *(condition() for is_asked, condition in chosen if is_asked),
        )
    )


def _remark(row: Row[*tuple[Any, ...]]) -> Remark:
    """A row as it may be shown; words stored before they were masked are masked now."""
    return Remark(
        number=row.id,
        day=row.day,
        code=row.code,
        restaurant=Place(row.name, row.name_en),
        station=Place(row.station, row.station_en),
        rating=row.satisfaction,
        instrument=row.instrument,
        tier=row.tier,
        mode=row.mode,
        is_aside=row.set_aside_id is not None,
        text=masked(row.remark),
    )
