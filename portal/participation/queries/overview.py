"""The figures of a page gathered: of the district, of a Station, of a Restaurant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.participation.kinds import Instrument
from portal.participation.queries import results
from portal.participation.queries.evidence import days_of, last_moment
from portal.participation.queries.ledger import Sum, sums
from portal.participation.queries.results import Days, ItemCounts, Place, Register, Response
from portal.participation.rules.evidence import YEAR_DAYS, level_of
from portal.participation.rules.figures import (
    Answered,
    Asked,
    Figure,
    change,
    figure_of,
    standing_out,
)
from portal.participation.rules.intervals import Interval
from portal.participation.rules.publishing import YEAR, week_of
from portal.participation.rules.verdicts import Level, clearly_below
from portal.registry.models import Station
from portal.rounds.rules.period import Period
from portal.shell.rules import local_day


@dataclass(frozen=True, slots=True)
class Asking:
    """One instrument in one place: its figure, who was asked, the other questions."""

    figure: Figure
    response: Response
    items: ItemCounts
    change: Interval | None = None


@dataclass(frozen=True, slots=True)
class StationLine:
    """A Station in the district's table; `stands_out` by the Survey where it is shown."""

    station: Station
    poll: Figure
    survey: Figure
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The district or a Station in a period; `stations` is empty for a Station."""

    period: Period
    survey: Asking
    poll: Asking
    stations: Sequence[StationLine]
    restaurants: Sequence[tuple[Place, Figure]]
    aside: Sequence[Sum]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A Restaurant's own figure of the last twelve months."""

    days: Days
    poll: Asking
    is_below: bool
    aside: Sequence[Sum]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is read once for a period: the answers of both instruments."""

    poll: Sequence[Answered]
    survey: Sequence[Answered]


def overview(
    session: Session, period: Period, *, now: datetime, station: str | None = None
) -> Overview:
    """All figures of `period`, of the district or of the Station with this code."""
    register = results.register(session, now=last_moment(period, now=now))
    whole = register if station is None else register.of_station(station)
    level = level_of(period, station=station is not None)
    days, before = days_of(period), days_of(_former(period))
    counted = _counted(session, days, register)
    former = _counted(session, before, register)
    lines = [] if station else _lines(session, register, counted)
    return Overview(
        period=period,
        survey=_asking(session, days, Instrument.SURVEY, _Scene(level, whole, counted, former)),
        poll=_asking(session, days, Instrument.POLL, _Scene(level, whole, counted, former)),
        stations=lines,
        restaurants=_restaurants(whole, counted) if station else [],
        aside=sums(session, since=days.first) if station is None else [],
    )


def kitchen(session: Session, place_id: int, *, now: datetime) -> Kitchen:
    """A Restaurant's figure by the Poll of the last twelve months, beside the district's.

    Whole weeks alone: who looks before and after a guest does not see what the guest said.
    """
    until = week_of(local_day(now))
    days = Days(until - YEAR, until)
    register = results.register(session, now=now)
    rows = results.answered(session, days, Instrument.POLL, places=register.places)
    own = figure_of(
        [row for row in rows if row.restaurant_id == place_id], {},
        Asked(Level.RESTAURANT, Instrument.POLL),
    )  # fmt: skip
    district = figure_of(rows, register.population, Asked(Level.DISTRICT_YEAR, Instrument.POLL))
    is_below = (
        own.shown
        and own.interval is not None
        and district.interval is not None
        and clearly_below(own.interval, district.interval)
    )
    asking = Asking(
        own,
        results.response(session, days, Instrument.POLL, among={place_id}),
        results.item_counts(session, days, Instrument.POLL, among={place_id}),
    )
    return Kitchen(days, asking, is_below, sums(session, since=days.first, restaurant_id=place_id))


@dataclass(frozen=True, slots=True)
class _Scene:
    level: Level
    register: Register
    now: _Counted
    before: _Counted

    def rows(self, counted: _Counted, instrument: Instrument) -> list[Answered]:
        """The answers of the scene's Restaurants."""
        rows = counted.survey if instrument is Instrument.SURVEY else counted.poll
        return [row for row in rows if row.restaurant_id in self.register.places]


def _asking(session: Session, days: Days, instrument: Instrument, scene: _Scene) -> Asking:
    among = None if scene.level is not Level.STATION_QUARTER else scene.register.places
    response = results.response(session, days, instrument, among=among)
    population = scene.register.population
    silent = response.silent if instrument is Instrument.SURVEY else None
    asked = Asked(scene.level, instrument, silent=silent)
    figure = figure_of(scene.rows(scene.now, instrument), population, asked)
    former = figure_of(
        scene.rows(scene.before, instrument), population, Asked(scene.level, instrument)
    )
    items = results.item_counts(session, days, instrument, among=among)
    return Asking(figure, response, items, change(figure, former))


def _lines(session: Session, register: Register, counted: _Counted) -> list[StationLine]:
    rows = results.stations(session)
    figures = []
    for station in rows:
        part = register.of_station(station.code)
        scene = _Scene(Level.STATION_QUARTER, part, counted, counted)
        figures.append(
            [
                figure_of(
                    scene.rows(counted, instrument),
                    part.population,
                    Asked(Level.STATION_QUARTER, instrument),
                )
                for instrument in (Instrument.POLL, Instrument.SURVEY)
            ]
        )
    out = standing_out([survey for _, survey in figures])
    return [
        StationLine(station, poll, survey, stands_out)
        for station, (poll, survey), stands_out in zip(rows, figures, out, strict=True)
    ]


def _restaurants(register: Register, counted: _Counted) -> list[tuple[Place, Figure]]:
    """The Restaurants of a Station by name, each with its own figure by the Poll."""
    by_place: dict[int, list[Answered]] = {}
    for row in counted.poll:
        by_place.setdefault(row.restaurant_id, []).append(row)
    asked = Asked(Level.RESTAURANT, Instrument.POLL)
    return [
        (place, figure_of(by_place.get(place.id, []), {}, asked))
        for place in sorted(register.places.values(), key=lambda each: each.name)
        if place.is_supervised
    ]


def _counted(session: Session, days: Days, register: Register) -> _Counted:
    return _Counted(
        *(
            results.answered(session, days, instrument, places=register.places)
            for instrument in (Instrument.POLL, Instrument.SURVEY)
        )
    )


def _former(period: Period) -> Period:
    """The period of the same kind before this one."""
    last: date = period.first - timedelta(days=1)
    if period.length > YEAR_DAYS:
        return Period.parse(str(last.year))
    return Period.quarter_of(last)
