"""The online rate, made of minutes that were looked at; source: docs/ref/indicators.md, Q2.

A Camera's day is good when its picture was good in at least 80 % of the looks at it within
open business hours, and unknown when fewer than half of the looks due were made. From its
Cameras follows whether a Restaurant was online that day, in three variants.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from portal.registry.rules import DatedHours
from portal.rounds.rules.daily import DailyMean
from portal.rounds.rules.duty import DatedStatus, Duty, Slot, duty_on
from portal.rounds.rules.minutes import MinuteMap
from portal.shell.rules import Ratio

TARGET = Fraction(95, 100)  # of each quarter; source: the contract, docs/ref/indicators.md


class Variant(StrEnum):
    """How the Cameras of a Restaurant speak for it."""

    ANY = "any"
    ALL = "all"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Terms:
    """What makes a Camera's day good, and what makes it known, in per cent of looks."""

    good_percent: int = 80
    known_percent: int = 50


@dataclass(frozen=True, slots=True)
class Supervised:
    """What the rate needs to know of a Restaurant; `spans` come by their start.

    `connected_on` is the day of its first good picture. Of two Restaurants linked by a move
    each has its own.
    """

    restaurant_id: int
    hours: DatedHours
    spans: tuple[DatedStatus, ...]
    slots: tuple[Slot, ...]
    connected_on: date | None


class Looks(NamedTuple):  # made 40,000 times for a quarter, and a dataclass takes four times longer
    """One Restaurant's day: was it online by any Camera, by all of them; None: not known.

    `good` of `known` minutes come from Cameras whose day is known; `made` of `due` looks from
    all of them.
    """

    by_any: bool | None
    by_all: bool | None
    good: int
    known: int
    made: int
    due: int


def judged(seen: Sequence[MinuteMap], minutes: int, terms: Terms) -> Looks:
    """What the Cameras' maps say about the set `minutes`, in which they had to show something.

    One good Camera is enough for `by_any`, one bad one too much for `by_all`, whatever is not
    known of the others.
    """
    due = minutes.bit_count()
    good_days = bad_days = 0
    good = known = made = 0
    for each in seen:
        if each.good & minutes == minutes:  # the usual day, told without counting
            looks = passed = due
        else:
            looks, passed = each.counts(minutes)
        made += looks
        if looks == 0 or 100 * looks < terms.known_percent * due:
            continue
        known += looks
        good += passed
        if 100 * passed >= terms.good_percent * looks:
            good_days += 1
        else:
            bad_days += 1
    is_whole = good_days + bad_days == len(seen)
    return Looks(
        by_any=True if good_days else (False if is_whole else None),
        by_all=False if bad_days else (True if is_whole else None),
        good=good,
        known=known,
        made=made,
        due=due * len(seen),
    )


@dataclass(slots=True)
class Tally:
    """Counts of judged Restaurant-days, to which more are added."""

    any_online: int = 0
    any_known: int = 0
    all_online: int = 0
    all_known: int = 0
    good_minutes: int = 0
    known_minutes: int = 0
    days: int = 0
    days_with_time: int = 0
    made: int = 0
    due: int = 0

    def add(self, looks: Looks) -> None:
        """Count one Restaurant's day."""
        by_any, by_all, good, known, made, due = looks
        self.days += 1
        if by_any is not None:
            self.any_known += 1
            self.any_online += by_any
        if by_all is not None:
            self.all_known += 1
            self.all_online += by_all
        if known:
            self.days_with_time += 1
            self.good_minutes += good
            self.known_minutes += known
        self.made += made
        self.due += due

    def plus(self, other: "Tally") -> "Tally":
        """The counts of both."""
        names = (each.name for each in fields(self))
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def ratio(self, variant: Variant) -> Ratio:
        """Online over known: Restaurants, or minutes of Cameras for TIME."""
        if variant is Variant.ANY:
            return Ratio(self.any_online, self.any_known)
        if variant is Variant.ALL:
            return Ratio(self.all_online, self.all_known)
        return Ratio(self.good_minutes, self.known_minutes)

    def unknown(self, variant: Variant) -> int:
        """How many Restaurant-days are left out because too little is known."""
        known = {
            Variant.ANY: self.any_known,
            Variant.ALL: self.all_known,
            Variant.TIME: self.days_with_time,
        }
        return self.days - known[variant]


@dataclass(slots=True)
class DayAccount:
    """One district's day: the Restaurants judged, and how many rest or are suspended all day.

    `steady` are those with no suspended minute; the others are told twice, as they are judged
    and as they would be had no suspension been taken out.
    """

    day: date
    steady: Tally = field(default_factory=Tally)
    partly_suspended: Tally = field(default_factory=Tally)
    unexcused: Tally = field(default_factory=Tally)
    suspended: int = 0
    resting: int = 0

    @property
    def tally(self) -> Tally:
        """All that are judged."""
        return self.steady.plus(self.partly_suspended)

    @property
    def without_exclusions(self) -> Tally:
        """The same had no suspension been taken out."""
        return self.steady.plus(self.unexcused)


@dataclass(slots=True)
class RestaurantAccount:
    """One Restaurant's days: the tally, and the days on which it is not in it, by reason.

    `partly_suspended` days are in the tally with their open hours. `sending_days` are those on
    which it was closed or moved away and yet showed a good picture.
    """

    restaurant_id: int
    tally: Tally = field(default_factory=Tally)
    suspended_days: int = 0
    partly_suspended_days: int = 0
    resting_days: int = 0
    days_without_camera: int = 0
    gone_days: int = 0
    sending_days: int = 0
    last_good_on: date | None = None


@dataclass(frozen=True, slots=True)
class OnlineAccount:
    """All days and Restaurants of a Period; every rate is read from it."""

    days: tuple[DayAccount, ...]
    restaurants: Mapping[int, RestaurantAccount]

    def mean(self, variant: Variant) -> DailyMean:
        """The online rate: the mean of the days' ratios."""
        return DailyMean(tuple((each.day, each.tally.ratio(variant)) for each in self.days))

    def mean_without_exclusions(self, variant: Variant) -> DailyMean:
        """The same had no suspension been taken out."""
        return DailyMean(
            tuple((each.day, each.without_exclusions.ratio(variant)) for each in self.days)
        )

    def unknown_days(self, variant: Variant) -> int:
        """How many Restaurant-days are left out because too little is known."""
        return sum(each.tally.unknown(variant) for each in self.days)

    @property
    def completeness(self) -> Ratio:
        """Looks made over looks due."""
        made = sum(each.tally.made for each in self.days)
        return Ratio(made, sum(each.tally.due for each in self.days))


def online_account(
    days: Iterable[tuple[date, Mapping[int, MinuteMap]]],
    register: Sequence[Supervised],
    *,
    terms: Terms,
) -> OnlineAccount:
    """Judge every Restaurant of `register` on each of `days`, with its maps by Camera's id.

    A day's ratio is ON / (CON - SUSP). A Restaurant is in CON from its first good picture on
    until it closes or moves, on days on which it has hours and a Camera.
    """
    restaurants = {each.restaurant_id: RestaurantAccount(each.restaurant_id) for each in register}
    accounts = []
    for day, maps in days:
        account = DayAccount(day)
        for each in register:
            _judge(account, restaurants[each.restaurant_id], each, maps, terms)
        accounts.append(account)
    return OnlineAccount(tuple(accounts), restaurants)


def _judge(
    account: DayAccount,
    own: RestaurantAccount,
    restaurant: Supervised,
    maps: Mapping[int, MinuteMap],
    terms: Terms,
) -> None:
    """Add one Restaurant's day to its own account and to the district's."""
    day = account.day
    duty = duty_on(day, hours=restaurant.hours.on(day), spans=restaurant.spans)
    seen = [found for slot in restaurant.slots if (found := slot.on(day, maps)) is not None]
    for each in seen:
        if each.good:
            own.last_good_on = day
            break
    if duty.gone:
        own.gone_days += 1
        own.sending_days += _is_sending(restaurant, maps, duty.gone)
    if restaurant.connected_on is None or day < restaurant.connected_on:
        return
    if not seen:
        own.days_without_camera += bool(duty.open)
        return
    _count(account, own, duty, seen, terms)


def _count(
    account: DayAccount,
    own: RestaurantAccount,
    duty: Duty,
    seen: Sequence[MinuteMap],
    terms: Terms,
) -> None:
    if duty.open:
        looks = judged(seen, duty.open, terms)
        own.tally.add(looks)
        (account.partly_suspended if duty.suspended else account.steady).add(looks)
        own.partly_suspended_days += bool(duty.suspended)
    elif duty.suspended:
        account.suspended += 1
        own.suspended_days += 1
    elif not duty.hours:
        account.resting += 1
        own.resting_days += 1
    if duty.suspended:
        account.unexcused.add(judged(seen, duty.open | duty.suspended, terms))


def _is_sending(restaurant: Supervised, maps: Mapping[int, MinuteMap], gone: int) -> bool:
    """Whether any Camera, active or not, showed a good picture in the minutes `gone`."""
    cameras = (tenure.camera_id for slot in restaurant.slots for tenure in slot.tenures)
    return any(camera in maps and maps[camera].good & gone for camera in cameras)
