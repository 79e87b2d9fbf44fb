"""Reads of the public pages, gathered from the floors below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.findings.queries import public_record
from portal.findings.rules.publication import PublicFinding
from portal.front.rules import (
    RESTAURANTS_PER_PAGE,
    DistrictNow,
    Search,
    StationNow,
    counted_kind,
    tally,
)
from portal.live.files import Roots
from portal.live.queries import Evidence, KitchenView, kitchen_view, seen_pictures
from portal.live.rules import PictureKind, PictureState
from portal.patrols.queries import last_visit
from portal.patrols.rules.on_record import LastVisit
from portal.registry.kinds import Status
from portal.registry.models import Restaurant
from portal.registry.queries import restaurant_by_code, search_restaurants, stations
from portal.registry.rules import span_at
from portal.rounds.queries import KitchenLooks, kitchen_looks
from portal.shell.lists import ListPage
from portal.shell.rules import local_day

WHOLE_DISTRICT = 1_000_000  # restaurants on the one page that holds them all


@dataclass(frozen=True, slots=True)
class Pictures:
    """What it takes to tell a picture's state: the moment, and what the transcoder left where."""

    now: datetime
    roots: Roots
    has_head_finder: bool

    def of(self, session: Session, restaurants: Sequence[Restaurant]) -> list[KitchenView]:
        """What each of `restaurants` shows; their cameras and status spans must be loaded."""
        ids = [camera.id for row in restaurants for camera in row.cameras]
        seen = seen_pictures(session, ids, now=self.now)
        evidence = Evidence(self.now, self.roots, seen, self.has_head_finder)
        return [kitchen_view(row, evidence) for row in restaurants]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A restaurant with its pictures and its present status, None where that is not known.

    `reason` is the register's for that status, and may be empty. `record` is what was published
    of the last twelve months, `visit` the last patrol that was made, None where none was.
    """

    restaurant: Restaurant
    view: KitchenView
    status: Status | None
    reason: str
    looks: KitchenLooks
    record: Sequence[PublicFinding] = ()
    visit: LastVisit | None = None


def kitchen(session: Session, code: str, *, pictures: Pictures) -> Kitchen | None:
    """The restaurant of this public code with its pictures, None when there is none."""
    restaurant = restaurant_by_code(session, code)
    if restaurant is None:
        return None
    span = span_at(restaurant.status_spans, pictures.now)
    (view,) = pictures.of(session, [restaurant])
    return Kitchen(
        restaurant,
        view,
        status=span.status if span else None,
        reason=span.reason if span else "",
        looks=kitchen_looks(session, restaurant, now=pictures.now),
        record=public_record(session, restaurant.id, today=local_day(pictures.now)),
        visit=last_visit(session, restaurant.id, today=local_day(pictures.now)),
    )


def found_restaurants(
    session: Session, wanted: Search, *, page: int, pictures: Pictures
) -> ListPage[tuple[Restaurant, PictureState]]:
    """One page of those that a reader looks for with what they show, open ones first."""
    found = search_restaurants(
        session,
        text=wanted.text,
        station=wanted.station,
        type=wanted.type,
        page=page,
        per_page=RESTAURANTS_PER_PAGE,
    )
    views = pictures.of(session, found.rows)
    rows = [(row, view.restaurant_state) for row, view in zip(found.rows, views, strict=True)]
    return ListPage(rows, found.total, found.page, found.per_page)


def district_now(session: Session, *, pictures: Pictures) -> DistrictNow:
    """What can be seen of every kitchen now, Stations in their order."""
    kinds: dict[str, list[PictureKind]] = {}
    rows = search_restaurants(session, per_page=WHOLE_DISTRICT).rows
    for row, view in zip(rows, pictures.of(session, rows), strict=True):
        kinds.setdefault(row.station.code, []).append(counted_kind(view.restaurant_state))
    return DistrictNow(
        tally=tally(kind for of_station in kinds.values() for kind in of_station),
        stations=tuple(
            StationNow(row.code, row.name, row.name_en, tally(kinds.get(row.code, [])))
            for row in stations(session)
        ),
    )
