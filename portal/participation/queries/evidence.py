"""What a period's figures of this floor rest on, for the floors above: rows first, then figures.

The rules in `rules/evidence.py` count the same figures from the rows alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.participation.kinds import Instrument
from portal.participation.queries import convenience as logs
from portal.participation.queries import results
from portal.participation.queries.results import Days, Place, Register
from portal.participation.rules.convenience import Index
from portal.participation.rules.evidence import (
    AnswerRow,
    AnswerRows,
    UseRow,
    UseRows,
    convenience_of,
    level_of,
    satisfaction_of,
)
from portal.participation.rules.figures import TARGET, Answered, Figure
from portal.rounds.rules.period import Period
from portal.shell.rules import NotFound, Ratio, day_bounds

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Where:
    """The district, or one Station or one Restaurant by its code."""

    station: str | None = None
    restaurant: str | None = None


DISTRICT = Where()


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A figure of satisfaction with the rows that it is counted from.

    Of `figure`: `counts.headline` is the Ratio, `estimate` the weighted share with n and
    effective n, `interval` Wilson's, `judgement` the verdict with how many more answers decide.
    """

    evidence: AnswerRows
    figure: Figure


@dataclass(frozen=True, slots=True)
class Convenience:
    """The convenience index with the rows that it is counted from."""

    evidence: UseRows
    index: Index


def satisfaction(
    session: Session,
    period: Period,
    *,
    now: datetime,
    instrument: Instrument = Instrument.SURVEY,
    where: Where = DISTRICT,
    target: float = TARGET,
) -> Satisfaction:
    """The satisfaction of `period` by one instrument; a Restaurant has no verdict.

    Strata are those of the Restaurants in business at the Period's end, or `now` if it runs.
    Raises NotFound for a Station or Restaurant that the register does not know.
    """
    evidence = answer_rows(session, period, now=now, instrument=instrument, where=where)
    return Satisfaction(evidence, satisfaction_of(evidence, target=target))


def answer_rows(
    session: Session, period: Period, *, now: datetime, instrument: Instrument, where: Where
) -> AnswerRows:
    """The rows of the same, by code of Restaurant. Raises NotFound."""
    days = days_of(period)
    register = _part(results.register(session, now=last_moment(period, now=now)), where)
    level = level_of(
        period, station=where.station is not None, restaurant=where.restaurant is not None
    )
    rows = [
        _answer_row(row, register.places[row.restaurant_id])
        for row in results.answered(session, days, instrument, places=register.places)
    ]
    silent = None
    if instrument is Instrument.SURVEY:
        among = None if where == DISTRICT else register.places
        silent = results.response(session, days, instrument, among=among).silent
    return AnswerRows(
        level=level,
        instrument=instrument,
        rows=sorted(rows, key=lambda row: (row.restaurant, row.tier, row.mode)),
        population=register.population,
        silent=silent,
    )


def convenience(
    session: Session,
    period: Period,
    *,
    now: datetime,
    looks: Ratio | None = None,
    on_time: Ratio | None = None,
    where: Where = DISTRICT,
) -> Convenience:
    """The convenience index of `period`, from logs.

    `looks` (made over due) is known to the floor that watches, `on_time` to the Cases; a part
    that nobody tells is left out of the index and named in it. Raises NotFound.
    """
    evidence = use_rows(session, period, now=now, looks=looks, on_time=on_time, where=where)
    return Convenience(evidence, convenience_of(evidence))


def use_rows(
    session: Session,
    period: Period,
    *,
    now: datetime,
    looks: Ratio | None = None,
    on_time: Ratio | None = None,
    where: Where = DISTRICT,
) -> UseRows:
    """Scans, viewings and waits of `period`, a row a Restaurant whose pages were used."""
    days = days_of(period)
    places = _part(results.register(session, now=last_moment(period, now=now)), where).places
    among = None if where == DISTRICT else places
    return UseRows(
        rows=_use_rows(logs.used(session, days), places),
        waits=logs.waits(session, days, places=among),
        looks=looks,
        ease=logs.ease(session, days, places=among),
        on_time=on_time,
    )


def days_of(period: Period) -> Days:
    """The same days as the queries of this floor take them."""
    return Days(period.first, period.until)


def last_moment(period: Period, *, now: datetime) -> datetime:
    """The last moment of `period`, or `now` where it is not over."""
    return min(now, day_bounds(period.until)[0] - INSTANT)


def _part(register: Register, where: Where) -> Register:
    if where.restaurant is not None:
        found = register.of_restaurant(where.restaurant)
        if not found.places:
            raise NotFound("restaurant", where.restaurant)
        return found
    if where.station is not None:
        found = register.of_station(where.station)
        if not found.places:
            raise NotFound("station", where.station)
        return found
    return register


def _answer_row(row: Answered, place: Place) -> AnswerRow:
    return AnswerRow(
        restaurant=place.code,
        name=place.name,
        station=place.station,
        stratum=row.stratum,
        tier=row.tier,
        mode=row.mode,
        counts=row.counts,
        weight=row.weight,
    )


def _use_rows(used: Mapping[int, logs.Used], places: Mapping[int, Place]) -> list[UseRow]:
    rows = [
        UseRow(
            restaurant=places[number].code,
            name=places[number].name,
            station=places[number].station,
            scans=each.scans,
            declined=each.declined,
            viewings=each.viewings,
            played=each.played,
        )
        for number, each in used.items()
        if number in places
    ]
    return sorted(rows, key=lambda row: row.restaurant)
