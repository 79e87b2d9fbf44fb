"""The synthetic minutes of 2021: who is online on which day, and what each Camera showed.

Each quarter's mean of daily online rates is steered to its figure, which for the two published
as "under 95 %" is invented as well; source: docs/ref/indicators.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from portal.registry.rules import Hours
from portal.rounds.rules.duty import DatedStatus, Duty, duty_on
from portal.rounds.rules.minutes import WHOLE_DAY, MinuteMap, span_bits
from portal.rounds.rules.period import Period
from portal.seed.pingshan import SeedRestaurant, draw

ONLINE_BY_QUARTER = {  # per mille
    "2021Q1": 939,
    "2021Q2": 944,
    "2021Q3": 958,
    "2021Q4": 961,
}
OUTAGE_DAY, OUTAGE = date(2021, 5, 8), span_bits(10 * 60, 11 * 60)  # the portal itself was down
STEADY_DAYS = 10  # after connecting, for which a kitchen is not chosen to be offline
SPELL_DAYS = 4  # a kitchen that is offline tends to stay so
WOBBLE_PER_MILLE = 8


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A Restaurant with what its duty follows from."""

    seed: SeedRestaurant
    hours: Hours
    spans: tuple[DatedStatus, ...]

    def duty(self, day: date) -> Duty | None:
        """What it owes on `day`; None while it has no picture yet, or its Cameras are gone."""
        leaves_on = self.seed.leaves_on
        if day < self.seed.connected_on or (leaves_on is not None and day >= leaves_on):
            return None
        return duty_on(day, hours=self.hours, spans=self.spans)


KitchenMaps = tuple[Kitchen, list[MinuteMap]]


DAYS = 365  # that `year` tells of


def year(kitchens: Sequence[Kitchen]) -> Iterator[tuple[date, list[KitchenMaps]]]:
    """Each day of 2021 with the minute maps of every kitchen that was looked at."""
    for name, per_mille in ONLINE_BY_QUARTER.items():
        yield from _quarter(Period.parse(name), Fraction(per_mille, 1000), kitchens)


def _quarter(
    quarter: Period, target: Fraction, kitchens: Sequence[Kitchen]
) -> Iterator[tuple[date, list[KitchenMaps]]]:
    debt = Fraction()  # what former days lack to the target; carried until the last day settles it
    for day in quarter.days():
        duties = [(each, duty) for each in kitchens if (duty := each.duty(day)) is not None]
        judged = [each for each, duty in duties if duty.open and not _is_unknown(each, day)]
        wanted = target + debt
        if (quarter.until - day).days > 3:
            wanted += Fraction(draw("wobble", day, below=2 * WOBBLE_PER_MILLE + 1), 1000)
            wanted -= Fraction(WOBBLE_PER_MILLE, 1000)
        offline = _offline(judged, day, round((1 - wanted) * len(judged)))
        debt += target - Fraction(len(judged) - len(offline), len(judged))
        yield (
            day,
            [
                (each, _maps(each, day, duty, is_online=each.seed.number not in offline))
                for each, duty in duties
                if duty.hours or duty.gone
            ],
        )


def _is_unknown(kitchen: Kitchen, day: date) -> bool:
    """Whether too few looks were made that day, as where a recorder's line was refused to us."""
    return (kitchen.seed.number * 7 + day.toordinal()) % 2003 == 0


def _offline(judged: Sequence[Kitchen], day: date, number: int) -> set[int]:
    """The numbers of `number` Restaurants that are offline, mostly those of yesterday."""

    def rank(kitchen: Kitchen) -> int:
        place = kitchen.seed.number
        if day < kitchen.seed.connected_on + timedelta(days=STEADY_DAYS):
            return 1 << 40
        spell = (day.toordinal() + place) // SPELL_DAYS
        return draw("offline", place, spell, below=1 << 32)

    return {each.seed.number for each in sorted(judged, key=rank)[: max(0, number)]}


def _maps(kitchen: Kitchen, day: date, duty: Duty, *, is_online: bool) -> list[MinuteMap]:
    """One map a Camera, in their order."""
    number, cameras = kitchen.seed.number, kitchen.seed.cameras
    looked = (duty.open | duty.suspended) & (WHOLE_DAY ^ (OUTAGE if day == OUTAGE_DAY else 0))
    if duty.gone and not duty.open:  # nobody took the cameras down, and they go on sending
        looked |= duty.hours
        return [MinuteMap(looked, looked)] * cameras
    if duty.open and _is_unknown(kitchen, day):
        looked = _first_part(looked, Fraction(1, 5))
        return [MinuteMap(looked, looked)] * cameras
    good = looked & duty.open
    if not is_online:
        share = Fraction(draw("cut", number, day, below=7), 10)  # from then on there is no power
        return [MinuteMap(looked, _first_part(good, share))] * cameras
    maps = [MinuteMap(looked, good)] * cameras
    luck = draw("camera", number, day, below=100)
    if luck < 16:
        maps[-1] = MinuteMap(looked, _with_gap(good, luck))
    elif luck < 22:
        maps[-1] = MinuteMap(looked, 0)
    return maps


def _with_gap(minutes: int, luck: int) -> int:
    """The minutes less a short gap that begins at a half hour, if they can bear one."""
    gap = span_bits(30 * (20 + luck), 30 * (20 + luck) + 15 + 2 * luck)
    is_bearable = 100 * (minutes & gap).bit_count() <= 15 * minutes.bit_count()
    return minutes & (WHOLE_DAY ^ gap) if is_bearable else minutes


def _first_part(minutes: int, share: Fraction) -> int:
    """The earliest of `minutes`, about `share` of them."""
    wanted = int(minutes.bit_count() * share)
    low, high = 0, WHOLE_DAY.bit_length()
    while low < high:
        middle = (low + high) // 2
        if (minutes & span_bits(0, middle)).bit_count() < wanted:
            low = middle + 1
        else:
            high = middle
    return minutes & span_bits(0, low)
