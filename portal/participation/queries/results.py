"""Answers counted for the tables of district, Stations and Restaurants."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.participation.kinds import Instrument, Item, Mode, Rating, Tier
from portal.participation.models import Answer, ScanDay, SurveySlot
from portal.participation.rules.figures import Answered
from portal.participation.rules.presence import HEADLINE_TIERS
from portal.participation.rules.publishing import DayCounts
from portal.participation.rules.satisfaction import Counts
from portal.participation.rules.strata import stratum_of
from portal.registry.kinds import Status
from portal.registry.models import Restaurant, Station, StatusSpan
from portal.shell.rules import day_bounds

Among = Collection[int] | None  # Restaurants by id; None: all
SUPERVISED = (Status.OPEN, Status.SUSPENDED)
COUNTED_ITEMS = (Item.TRUST, Item.EASE, Item.PICTURE, Item.OPENNESS)


@dataclass(frozen=True, slots=True)
class Days:
    """The district days from `first`, included, to `until`, excluded."""

    first: date
    until: date


@dataclass(frozen=True, slots=True)
class Place:
    """A Restaurant as the tables know it."""

    id: int
    code: str
    name: str
    name_en: str | None
    station: str
    stratum: str
    is_supervised: bool


@dataclass(frozen=True, slots=True)
class Register:
    """The Restaurants by id, and how many are supervised in each stratum."""

    places: Mapping[int, Place]
    population: Mapping[str, float]

    def of_station(self, code: str) -> "Register":
        """The part of one Station."""
        places = {id: place for id, place in self.places.items() if place.station == code}
        strata = {place.stratum for place in places.values()}
        return Register(places, {each: n for each, n in self.population.items() if each in strata})

    def of_restaurant(self, code: str) -> "Register":
        """The part of one Restaurant; nothing where there is none of this code."""
        return Register({id: place for id, place in self.places.items() if place.code == code}, {})


@dataclass(frozen=True, slots=True)
class Response:
    """How many were asked for one instrument, and what came of it; None: nobody counted."""

    invited: int | None = None
    refused: int | None = None
    started: int = 0
    completed: int = 0

    @property
    def silent(self) -> int | None:
        """How many were invited and did not begin; None where nobody counted."""
        return None if self.invited is None else max(0, self.invited - self.started)


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """The answers to the other questions, by the word of the answer."""

    by_item: Mapping[Item, Mapping[str, int]] = field(default_factory=dict)

    def rating(self, item: Item) -> Counts:
        """The answers to a question of the five words."""
        found = self.by_item.get(item, {})
        return Counts.of({rating: found.get(rating.value, 0) for rating in Rating})


def register(session: Session, *, now: datetime) -> Register:
    """All Restaurants with their strata; those in business at `now` make the population."""
    holding = (
        select(StatusSpan.restaurant_id)
        .where(
            StatusSpan.status.in_(SUPERVISED),
            StatusSpan.starts_at <= now,
            StatusSpan.ends_at.is_(None) | (StatusSpan.ends_at > now),
        )
        .distinct()
    )
    supervised = set(session.scalars(holding))
    rows = session.execute(
        select(
            Restaurant.id, Restaurant.code, Restaurant.name, Restaurant.name_en,
            Restaurant.type, Station.code.label("station"),
        ).join(Station, Station.id == Restaurant.station_id)
    )  # fmt: skip
    places = {
        row.id: Place(
            row.id, row.code, row.name, row.name_en, row.station,
            stratum_of(row.station, row.type), row.id in supervised,
        )
        for row in rows
    }  # fmt: skip
    population: dict[str, float] = {}
    for place in places.values():
        if place.is_supervised:
            population[place.stratum] = population.get(place.stratum, 0) + 1
    return Register(places, population)


def answered(
    session: Session,
    days: Days,
    instrument: Instrument,
    *,
    places: Mapping[int, Place],
) -> list[Answered]:
    """The answers that count at `places`, a row a Restaurant, tier and mode."""
    asked = (
        select(
            Answer.restaurant_id, Answer.tier, Answer.mode, Answer.satisfaction, func.count()
        )
        .where(*_counted(days, instrument))
        .group_by(Answer.restaurant_id, Answer.tier, Answer.mode, Answer.satisfaction)
    )  # fmt: skip
    found: dict[tuple[int, Tier, Mode], dict[Rating, int]] = {}
    for number, tier, mode, rating, count in session.execute(asked):
        if rating is not None and number in places:
            found.setdefault((number, tier, mode), {})[rating] = count
    weights = _weights(session, days) if instrument is Instrument.SURVEY else {}
    return [
        Answered(
            number, places[number].stratum, tier, Counts.of(counts), weights.get(number, 1.0), mode
        )
        for (number, tier, mode), counts in sorted(found.items())
    ]


def item_counts(
    session: Session, days: Days, instrument: Instrument, *, among: Among = None
) -> ItemCounts:
    """The answers of the headline's tiers to the questions behind the first.

    One reading of the rows serves all questions: a year has 200,000 of them.
    """
    columns = [getattr(Answer, item.value) for item in COUNTED_ITEMS]
    rows = session.execute(
        select(*columns, func.count())
        .where(
            *_counted(days, instrument, among), Answer.tier.in_(HEADLINE_TIERS),
            Answer.mode == Mode.SCREEN,
        )
        .group_by(*columns)
    )  # fmt: skip
    found: dict[Item, Counter[str]] = {item: Counter() for item in COUNTED_ITEMS}
    for *words, count in rows:
        for item, word in zip(COUNTED_ITEMS, words, strict=True):
            if word is not None:
                found[item][word.value] += count
    return ItemCounts(found)


def response(
    session: Session, days: Days, instrument: Instrument, *, among: Among = None
) -> Response:
    """How many were invited, refused, began and went to the end.

    Of the Poll those who opened the kitchen's page count as invited.
    """
    started, completed = session.execute(
        select(
            func.count(),
            func.count().filter(Answer.is_complete),
        ).where(
            Answer.instrument == instrument, *_days(days), *_of(Answer.restaurant_id, among)
        )
    ).one()  # fmt: skip
    if instrument is Instrument.SURVEY:
        invited, refused = session.execute(
            select(
                func.sum(SurveySlot.invited + SurveySlot.picked), func.sum(SurveySlot.refused)
            ).where(*_begun(days), *_of(SurveySlot.restaurant_id, among))
        ).one()
    else:
        invited, refused = session.execute(
            select(func.sum(ScanDay.scans), func.sum(ScanDay.declined)).where(
                ScanDay.day >= days.first, ScanDay.day < days.until,
                *_of(ScanDay.restaurant_id, among),
            )
        ).one()  # fmt: skip
    return Response(invited, refused, started, completed)


def daily(session: Session, days: Days, *, restaurant_id: int) -> list[DayCounts]:
    """The Poll's answers of one Restaurant by day, all tiers, to be told in groups alone."""
    rows = session.execute(
        select(Answer.day, Answer.satisfaction, func.count())
        .where(*_counted(days, Instrument.POLL, {restaurant_id}))
        .group_by(Answer.day, Answer.satisfaction)
    )
    found: dict[date, dict[Rating, int]] = {}
    for day, rating, count in rows:
        if rating is not None:
            found.setdefault(day, {})[rating] = count
    return [DayCounts(day, Counts.of(counts)) for day, counts in sorted(found.items())]


def stations(session: Session) -> Sequence[Station]:
    """The Stations in their order."""
    return session.scalars(select(Station).order_by(Station.position, Station.id)).all()


def _weights(session: Session, days: Days) -> dict[int, float]:
    """One over the chance of each Restaurant to be drawn for the Surveys of these days."""
    rows = session.execute(
        select(SurveySlot.restaurant_id, func.max(SurveySlot.probability))
        .where(*_begun(days))
        .group_by(SurveySlot.restaurant_id)
    )
    return {number: 1 / probability for number, probability in rows}


def _counted(days: Days, instrument: Instrument, among: Among = None) -> list[ColumnElement[bool]]:
    return [
        Answer.instrument == instrument,
        *_days(days),
        Answer.set_aside_id.is_(None),
        *_of(Answer.restaurant_id, among),
    ]


def _days(days: Days) -> list[ColumnElement[bool]]:
    return [Answer.day >= days.first, Answer.day < days.until]


def _begun(days: Days) -> list[ColumnElement[bool]]:
    """The slots of Surveys that begin in these days, as their answers do."""
    start, end = day_bounds(days.first)[0], day_bounds(days.until)[0]
    return [SurveySlot.starts_at >= start, SurveySlot.starts_at < end]


def _of(column: InstrumentedAttribute[int], among: Among) -> list[ColumnElement[bool]]:
    return [] if among is None else [column.in_(among)]
