"""All figures of a Period that come from minutes and from the register, and who is not in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from portal.registry.rules import Status
from portal.registry.rules.figures import (
    CameraAdequacy,
    Standing,
    camera_adequacy,
    connection_rate,
    display_rate,
    task_rate,
)
from portal.rounds.rules.duty import DatedStatus
from portal.rounds.rules.online import TARGET, OnlineAccount, RestaurantAccount, Tally, Variant
from portal.rounds.rules.period import Period
from portal.rounds.rules.repairs import ConnectionTimes, RepairAccount
from portal.shell.rules import Ratio, day_bounds


class Flag(StrEnum):
    """What somebody should look at before an exclusion is believed."""

    RETROACTIVE = "retroactive"
    STILL_SENDING = "still_sending"


class Ground(StrEnum):
    """Why a Restaurant, or some of its days, is not in a figure."""

    SUSPENDED = "suspended"
    CLOSED = "closed"
    MOVED = "moved"
    PLANNED = "planned"
    NO_CAMERA = "no_camera"


@dataclass(frozen=True, slots=True)
class Named:
    """A Restaurant as lists call it, with all its recorded Status."""

    restaurant_id: int
    code: str
    name: str
    spans: tuple[DatedStatus, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A Restaurant that a figure leaves out, wholly or for `days`, and what stands behind it.

    A moment None is not known.
    """

    restaurant: Named
    ground: Ground
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    days: int = 0
    span: DatedStatus | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """A Restaurant whose first good picture came in a Period, and since when it was registered."""

    restaurant_id: int
    entered_on: date
    connected_on: date


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """What was counted in the days of `elapsed`, the part of `period` that is over.

    `standings` are those of the Restaurants in the register on its last day; `restaurants` all,
    by id; `required` is how many Cameras the build standard asks of each. `repairs` are the
    Faults opened in those days, `connections` the Restaurants first seen in them, `joined` the
    same by name.
    """

    period: Period
    elapsed: Period
    account: OnlineAccount
    standings: tuple[Standing, ...]
    restaurants: Mapping[int, Named]
    required: int
    repairs: RepairAccount = field(default_factory=RepairAccount)
    connections: ConnectionTimes = field(default_factory=ConnectionTimes)
    joined: tuple[Joined, ...] = ()

    @property
    def connection(self) -> Ratio:
        """Connected Restaurants over those that should be."""
        return connection_rate(self.standings)

    @property
    def task(self) -> Ratio:
        """Connected Restaurants of the task list over all of it."""
        return task_rate(self.standings)

    @property
    def adequacy(self) -> CameraAdequacy:
        """How Restaurants meet the build standard's number of Cameras."""
        return camera_adequacy(self.standings, required=self.required)

    @property
    def displays(self) -> Ratio:
        """Restaurants with a verified Display over all built."""
        return display_rate(self.standings)

    @property
    def missing(self) -> tuple[Named, ...]:
        """Restaurants that should be connected and are not, by name."""
        found = (
            self.restaurants[each.restaurant_id]
            for each in self.standings
            if each.is_due and not each.is_connected
        )
        return tuple(sorted(found, key=lambda each: (each.name, each.code)))

    @property
    def last_month_completeness(self) -> Ratio:
        """Looks made over looks due in the month that decides about connection."""
        start = self.elapsed.last_month
        tallies = [each.tally for each in self.account.days if each.day >= start]
        return Ratio(sum(each.made for each in tallies), sum(each.due for each in tallies))

    def needed(self, variant: Variant) -> Fraction | None:
        """The share that each remaining day must reach; None when no day is left."""
        days_left = self.period.length - self.elapsed.length
        return self.account.mean(variant).needed(TARGET, days_left=days_left)

    def gone(self) -> Iterator[Exclusion]:
        """Restaurants that closed or moved away in this Period, or are still planned at its end."""
        first = day_bounds(self.elapsed.first)[0]
        end = day_bounds(self.elapsed.until)[0]
        for restaurant in self.restaurants.values():
            last = _last_span(restaurant, before=end)
            if last is None or last.status in {Status.OPEN, Status.SUSPENDED}:
                continue
            if last.status is Status.PLANNED or last.starts_at >= first or self._sends(restaurant):
                yield Exclusion(
                    restaurant,
                    Ground(last.status.value),
                    last.starts_at,
                    last.ends_at,
                    days=self.account.restaurants[restaurant.restaurant_id].gone_days,
                    span=last,
                    flags=(Flag.STILL_SENDING,) * self._sends(restaurant),
                )

    def suspensions(self) -> Iterator[Exclusion]:
        """Suspensions that took days, or hours of days, out of the online rate."""
        first, end = day_bounds(self.elapsed.first)[0], day_bounds(self.elapsed.until)[0]
        for restaurant in self.restaurants.values():
            account = self.account.restaurants[restaurant.restaurant_id]
            if not account.suspended_days + account.partly_suspended_days:
                continue
            for span in restaurant.spans:
                overlaps = span.starts_at < end and (span.ends_at is None or span.ends_at > first)
                if span.status is Status.SUSPENDED and overlaps:
                    yield Exclusion(
                        restaurant,
                        Ground.SUSPENDED,
                        span.starts_at,
                        span.ends_at,
                        days=account.suspended_days,
                        span=span,
                        flags=(Flag.RETROACTIVE,) * span.is_retroactive,
                    )

    def without_camera(self) -> Iterator[Exclusion]:
        """Connected Restaurants that had no Camera to judge on some days."""
        for restaurant in self.restaurants.values():
            days = self.account.restaurants[restaurant.restaurant_id].days_without_camera
            if days:
                yield Exclusion(restaurant, Ground.NO_CAMERA, days=days)

    def rows(self) -> Iterator[tuple[Named, RestaurantAccount]]:
        """Each Restaurant that was judged on some day, with its own account, by name."""
        for restaurant in sorted(self.restaurants.values(), key=lambda each: each.name):
            account = self.account.restaurants[restaurant.restaurant_id]
            if account.tally.days:
                yield restaurant, account

    def _sends(self, restaurant: Named) -> bool:
        return self.account.restaurants[restaurant.restaurant_id].sending_days > 0


def _last_span(restaurant: Named, *, before: datetime) -> DatedStatus | None:
    begun = [span for span in restaurant.spans if span.starts_at < before]
    return max(begun, key=lambda span: span.starts_at, default=None)


def online_by_group(account: OnlineAccount, groups: Mapping[int, str]) -> Mapping[str, Ratio]:
    """Days online by any Camera over days known, of all Restaurants of each group together.

    `groups` tells the group of each Restaurant by its id; one that it does not name is left out.
    """
    tallies: dict[str, Tally] = {}
    for number, own in account.restaurants.items():
        if number in groups:
            tallies[groups[number]] = tallies.get(groups[number], Tally()).plus(own.tally)
    return {name: Ratio(each.any_online, each.any_known) for name, each in tallies.items()}
