"""When a Restaurant's Cameras have to show something: hours, dated Status, Slots."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from portal.registry.rules import Hours, Status, Zone
from portal.rounds.rules.minutes import (
    DAY_MINUTES,
    NOTHING,
    WHOLE_DAY,
    MinuteMap,
    span_bits,
    week_bits,
)
from portal.shell.rules import day_bounds

MINUTE = timedelta(minutes=1)
_GONE = frozenset({Status.CLOSED, Status.MOVED})


@dataclass(frozen=True, slots=True)
class DatedStatus:
    """A Status from `starts_at`, included, to `ends_at`, excluded; None: no end known."""

    status: Status
    starts_at: datetime
    ends_at: datetime | None
    recorded_at: datetime
    reason: str = ""
    proof: str = ""
    approved_by: str = ""

    @property
    def is_retroactive(self) -> bool:
        """Whether it was entered only after it had begun."""
        return self.recorded_at > self.starts_at


@dataclass(frozen=True, slots=True)
class Tenure:
    """The days from `active_from`, included, to `active_until`, excluded, of one Camera."""

    camera_id: int
    zone: Zone
    active_from: date
    active_until: date | None

    def holds(self, day: date) -> bool:
        """Whether the Camera is active on `day`."""
        return self.active_from <= day and (self.active_until is None or day < self.active_until)


@dataclass(frozen=True, slots=True)
class Slot:
    """A required view: one Camera after another, each from the day on which the last one left."""

    tenures: tuple[Tenure, ...]

    def on(self, day: date, maps: Mapping[int, MinuteMap]) -> MinuteMap | None:
        """What was seen of it on `day`; None when it is not required then.

        On the day of a change both devices are the Slot: the old one until noon, say, and the
        new one from then on.
        """
        if len(self.tenures) == 1:
            tenure = self.tenures[0]
            return maps.get(tenure.camera_id, NOTHING) if tenure.holds(day) else None
        if not any(tenure.holds(day) for tenure in self.tenures):
            return None
        seen = NOTHING
        for tenure in self.tenures:
            if tenure.holds(day) or tenure.active_until == day:
                seen = seen.merged(maps.get(tenure.camera_id, NOTHING))
        return seen


def slots_of(tenures: Iterable[Tenure]) -> tuple[Slot, ...]:
    """The Slots of a Restaurant: a Camera follows the one whose Zone and last day it takes over.

    The register keeps no Slots yet, so this is as far as it can tell.
    """
    chains: list[list[Tenure]] = []
    for tenure in sorted(tenures, key=lambda each: (each.active_from, each.camera_id)):
        for chain in chains:
            if chain[-1].zone is tenure.zone and chain[-1].active_until == tenure.active_from:
                chain.append(tenure)
                break
        else:
            chains.append([tenure])
    return tuple(Slot(tuple(chain)) for chain in chains)


@dataclass(frozen=True, slots=True)
class Duty:
    """The minutes of a Restaurant's day: declared `hours`, those of them `open` or `suspended`.

    `gone` are all minutes after it closed or moved away.
    """

    hours: int
    open: int
    suspended: int
    gone: int


def duty_on(day: date, *, hours: Hours, spans: Sequence[DatedStatus]) -> Duty:
    """What a Restaurant owes on a district's `day`; of several `spans` the later one holds.

    `hours` are those of that day. `spans` come by their start. A minute belongs to the Status
    that holds when it begins. Minutes of no recorded Status are neither open nor suspended nor
    gone.
    """
    declared = week_bits(hours)[day.weekday()]
    start, end = _bounds(day)
    touching = [
        span
        for span in spans
        if span.starts_at < end and (span.ends_at is None or span.ends_at > start)
    ]
    if len(touching) == 1 and _covers(touching[0], start, end):  # all days but those of a change
        return _whole_day(declared, touching[0].status)
    opened = suspended = gone = 0
    for span in touching:
        bits = _bits_between(span, start)
        others = WHOLE_DAY ^ bits
        opened, suspended, gone = opened & others, suspended & others, gone & others
        if span.status is Status.OPEN:
            opened |= bits
        elif span.status is Status.SUSPENDED:
            suspended |= bits
        elif span.status in _GONE:
            gone |= bits
    return Duty(declared, declared & opened, declared & suspended, gone)


@lru_cache(maxsize=4096)
def _whole_day(declared: int, status: Status) -> Duty:
    return Duty(
        hours=declared,
        open=declared if status is Status.OPEN else 0,
        suspended=declared if status is Status.SUSPENDED else 0,
        gone=WHOLE_DAY if status in _GONE else 0,
    )


def _covers(span: DatedStatus, start: datetime, end: datetime) -> bool:
    return span.starts_at <= start and (span.ends_at is None or span.ends_at >= end)


def _bits_between(span: DatedStatus, start: datetime) -> int:
    """The minutes of the day beginning at `start` that `span` holds."""
    first = _minute(span.starts_at - start)
    last = DAY_MINUTES if span.ends_at is None else _minute(span.ends_at - start)
    return span_bits(first, last)


def _minute(offset: timedelta) -> int:
    """The first minute of the day that begins no earlier than `offset` after midnight."""
    return min(DAY_MINUTES, max(0, -(-offset // MINUTE)))


@lru_cache(maxsize=400)  # a year, asked for by every Restaurant
def _bounds(day: date) -> tuple[datetime, datetime]:
    return day_bounds(day)
