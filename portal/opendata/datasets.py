"""The files of a night: which there are, and where their rows come from, page by page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from msgspec import UNSET, Struct
from sqlalchemy.orm import Session

from portal.opendata import queries
from portal.opendata.queries.restaurants import Shown
from portal.opendata.shapes import (
    CameraDay,
    CameraDaysAsked,
    FindingsAsked,
    Page,
    PublicFinding,
    Restaurant,
    RestaurantsAsked,
    SatisfactionCell,
    Station,
    YearFigure,
)
from portal.rounds.rules.period import Period
from portal.shell.rules import local_day

AT_ONCE = 500  # rows that a page of a list has, and that are held at once
QUARTERS = 5  # of satisfaction
ONE_DAY = timedelta(days=1)

Asking = TypeVar("Asking", RestaurantsAsked, CameraDaysAsked, FindingsAsked)
Row = TypeVar("Row", bound=Struct)


@dataclass(frozen=True, slots=True)
class Night:
    """What the files of a night are made from; `titles` are those of figures by code."""

    session: Session
    now: datetime
    shown: Shown
    titles: Mapping[str, tuple[str, str]]

    @property
    def today(self) -> date:
        """The day after which the files are named; they tell of the days before."""
        return local_day(self.now)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file of rows of one shape, in three formats."""

    name: str
    shape: type[Struct]
    title: LazyString
    about: LazyString
    rows: Callable[[Night], Iterator[Struct]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns in their order."""
        return self.shape.__struct_fields__


def pages(first: Asking, page_of: Callable[[Asking], Page[Row]]) -> Iterator[Row]:
    """The rows of all pages, one page held at a time."""
    after = None
    while True:
        asked = type(first)(limit=AT_ONCE, after=UNSET if after is None else after)
        page = page_of(asked)
        yield from page.items
        after = page.next
        if after is None:
            return


def _stations(night: Night) -> Iterator[Struct]:
    yield from queries.station_rows(night.session)


def _restaurants(night: Night) -> Iterator[Struct]:
    return pages(
        RestaurantsAsked(),
        lambda asked: queries.restaurants(night.session, asked, shown=night.shown),
    )


def _camera_days(night: Night) -> Iterator[Struct]:
    return pages(
        CameraDaysAsked(),
        lambda asked: queries.camera_days(
            night.session, asked, day=night.today - ONE_DAY, today=night.today
        ),
    )


def _findings(night: Night) -> Iterator[Struct]:
    return pages(
        FindingsAsked(),
        lambda asked: queries.public_findings(night.session, asked, today=night.today),
    )


def _figures(night: Night) -> Iterator[Struct]:
    for closed in queries.closed_years(night.session):
        yield from queries.year_figures(night.session, closed.year, titles=night.titles)


def _satisfaction(night: Night) -> Iterator[Struct]:
    period = Period.quarter_of(night.today)
    for _ in range(QUARTERS):
        # Of the quarter that runs no cell is told: two nights beside each other tell a person.
        period = Period.quarter_of(period.first - ONE_DAY)
        yield from queries.satisfaction_cells(night.session, period)


DATASETS: Mapping[str, Dataset] = {
    each.name: each
    for each in (
        Dataset(
            "restaurants", Restaurant, lazy_gettext("Restaurants"),
            lazy_gettext("The register, with what each kitchen showed when the file was made."),
            _restaurants,
        ),
        Dataset(
            "stations", Station, lazy_gettext("Stations"),
            lazy_gettext("The stations that supervise the restaurants."), _stations,
        ),
        Dataset(
            "camera-days", CameraDay, lazy_gettext("Online figures of cameras"),
            lazy_gettext("What was seen of each camera on the day before, in open business hours."),
            _camera_days,
        ),
        Dataset(
            "findings", PublicFinding, lazy_gettext("Findings on record"),
            lazy_gettext("What the bureau decided to publish and has not expired."),
            _findings,
        ),
        Dataset(
            "year-figures", YearFigure, lazy_gettext("Figures of closed years"),
            lazy_gettext("All indicators of each closed year, with their two counts."), _figures,
        ),
        Dataset(
            "satisfaction", SatisfactionCell, lazy_gettext("Satisfaction"),
            lazy_gettext("Answers by station, instrument and word, of the last quarters that are "
                         "over. Numbers below ten, and those that would give them away, are "
                         "hidden."),
            _satisfaction,
        ),
    )
}  # fmt: skip
"""Every file by its name, in the order of lists."""
