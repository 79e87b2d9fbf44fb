"""Which Restaurants may have closed without a word, and what speaks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.registry.kinds import Status


class Sign(StrEnum):
    """What speaks for it that a Restaurant has closed."""

    LICENCE_EXPIRED = "licence_expired"
    NO_PICTURE = "no_picture"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of a Restaurant.

    `last_good_on` is the last day on which any Camera had a good picture, None: there never was
    one, which is a coverage gap and no sign of closing. `reported_on` is the day on which
    somebody asked to record it as closed.
    """

    status: Status | None
    licence_until: date | None
    last_good_on: date | None
    reported_on: date | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A sign, and since which day it can be seen."""

    sign: Sign
    since: date


def suspicions(sighting: Sighting, *, today: date, quiet_days: int) -> Iterator[Suspicion]:
    """What speaks for it that a Restaurant recorded as in business has closed.

    The licence holds up to and including `licence_until`. Suspended ones need show no picture.
    """
    if sighting.status not in {Status.OPEN, Status.SUSPENDED, None}:
        return
    if sighting.reported_on is not None:
        yield Suspicion(Sign.REPORTED, sighting.reported_on)
    if sighting.licence_until is not None and sighting.licence_until < today:
        yield Suspicion(Sign.LICENCE_EXPIRED, sighting.licence_until + timedelta(days=1))
    last = sighting.last_good_on
    is_quiet = last is not None and (today - last).days >= quiet_days
    if last is not None and is_quiet and sighting.status is not Status.SUSPENDED:
        yield Suspicion(Sign.NO_PICTURE, last + timedelta(days=1))
