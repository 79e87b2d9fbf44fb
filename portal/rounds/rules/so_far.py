"""How much of a Restaurant's open time its Cameras showed, up to this very minute."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from portal.rounds.rules.duty import duty_on
from portal.rounds.rules.minutes import DAY_MINUTES, MinuteMap, span_bits
from portal.rounds.rules.online import Supervised, Terms, judged
from portal.shell.rules import Ratio, day_bounds

MINUTE = timedelta(minutes=1)


def shown_so_far(
    days: Iterable[tuple[date, Mapping[int, MinuteMap]]],
    restaurant: Supervised,
    *,
    until: datetime,
    terms: Terms,
) -> Ratio | None:
    """Looks with a good picture over looks made in open hours before `until`.

    The variant TIME of the online rate for one Restaurant, the present day included as far as it
    went. A Camera's day with too few looks is unknown and left out; None where nothing is
    known. Source: docs/ref/indicators.md, Q2.
    """
    good = known = 0
    for day, maps in days:
        duty = duty_on(day, hours=restaurant.hours.on(day), spans=restaurant.spans)
        minutes = duty.open & span_bits(0, _minutes_over(day, until))
        seen = [found for slot in restaurant.slots if (found := slot.on(day, maps)) is not None]
        if minutes and seen:
            looks = judged(seen, minutes, terms)
            good, known = good + looks.good, known + looks.known
    return Ratio(good, known) if known else None


def _minutes_over(day: date, until: datetime) -> int:
    """How many whole minutes of `day` are over at `until`."""
    return max(0, min(DAY_MINUTES, (until - day_bounds(day)[0]) // MINUTE))
