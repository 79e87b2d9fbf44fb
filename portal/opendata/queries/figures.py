"""Reads closed years: their figures, and what was promised."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.evaluation.models import ClosedFigure, ClosedPeriod
from portal.evaluation.queries import closed_document, closed_periods
from portal.evaluation.rules.indicators import LIBRARY
from portal.opendata.rules.promises import (
    BY_STATION,
    Promise,
    StationShare,
    promises_of,
    station_shares,
)
from portal.opendata.shapes import ClosedYear, YearFigure
from portal.registry.models import Restaurant, Station

Titles = Mapping[str, tuple[str, str]]
"""What figures are called by their code, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A closed year's promises, and its figures by Station, those of Stations by code.

    `note` is what is to be known of it beside.
    """

    year: int
    promises: tuple[Promise, ...]
    stations: Mapping[str, tuple[StationShare, ...]]
    note: str = ""


def closed_years(session: Session) -> list[ClosedYear]:
    """The closed years, each with its newest amendment, the newest year first."""
    newest: dict[int, ClosedPeriod] = {}
    for row in closed_periods(session):
        if row.period.isdecimal():  # not a half-year or a quarter
            newest.setdefault(int(row.period), row)
    return [
        ClosedYear(
            year=year,
            amendment=row.number,
            closed_at=row.closed_at,
            digest=row.digest,
            district=row.district,
            district_en=row.district_en,
        )
        for year, row in newest.items()
    ]


def year_figures(session: Session, year: int, *, titles: Titles) -> list[YearFigure]:
    """All figures of a closed year in the order of lists. Raises NotFound."""
    closed = closed_document(session, str(year))[0]
    rows = session.scalars(
        select(ClosedFigure).where(ClosedFigure.closed_id == closed.id).order_by(ClosedFigure.id)
    )
    return [_told(row, titles, district=closed.district) for row in rows]


def promises(session: Session, year: int) -> Kept:
    """What was promised for a closed year and what came of it. Raises NotFound.

    An adopted year tells nothing by Station: its Stations are not ours.
    """
    closed, document = closed_document(session, str(year))
    rows = session.execute(
        select(Restaurant.code, Station.code)
        .join(Restaurant.station)
        .order_by(Station.position, Station.code)
    )
    station_of: dict[str, str] = {row[0]: row[1] for row in rows}
    return Kept(
        year=year,
        promises=tuple(promises_of(document)),
        stations={
            code: tuple(station_shares(document, code, station_of=station_of))
            for code in (BY_STATION if closed.district is None else ())
        },
        note=closed.reason,
    )


def _told(row: ClosedFigure, titles: Titles, *, district: str | None) -> YearFigure:
    code, __, period = row.name.partition(".")
    title, title_en = titles[code]
    return YearFigure(
        period=period,
        code=code,
        formula=row.formula,
        title=title,
        title_en=title_en,
        unit=LIBRARY[code].unit,
        part=row.part,
        whole=row.whole,
        value=row.value,
        digest=row.digest,
        district=district,
    )
