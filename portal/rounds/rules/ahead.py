"""Figures of quarters that are counted ahead of those who read them; which is due next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from portal.rounds.rules.figures import DistrictFigures
from portal.rounds.rules.online import Variant
from portal.rounds.rules.period import Period
from portal.shell.rules import Ratio, local_day

# Days that are over change by late entries of the register only.
REST_RUNNING = timedelta(minutes=10)
REST_OVER = timedelta(days=1)
# A twentieth of a core is what counting may have, however large the district is.
REST_TIMES = 20


@dataclass(frozen=True, slots=True)
class CountedQuarter:
    """What pages tell of a quarter, as it was counted at `counted_at` in `seconds` of CPU.

    `online` is the mean online rate of its `days` so far by each variant, None where nothing is
    known; `needed` what each day to come must bring for the target, None where none comes;
    `looks` are those made over those due, `stations` the days online by Station's code.
    """

    name: str
    counted_at: datetime
    online: Mapping[Variant, Fraction | None]
    looks: Ratio
    days: int = 0
    needed: Fraction | None = None
    stations: Mapping[str, Ratio] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def mean(self) -> Fraction | None:
        """The online rate that the contract asks for: by any Camera."""
        return self.online[Variant.ANY]


def counted_quarter(
    figures: DistrictFigures, *, at: datetime, stations: Mapping[str, Ratio], seconds: float = 0.0
) -> CountedQuarter:
    """What of `figures` is kept."""
    account = figures.account
    return CountedQuarter(
        name=figures.period.name,
        counted_at=at,
        online={variant: account.mean(variant).value for variant in Variant},
        looks=account.completeness,
        days=figures.elapsed.length,
        needed=figures.needed(Variant.ANY),
        stations=stations,
        seconds=seconds,
    )


def quarters(first: date | None, *, today: date) -> Iterator[Period]:
    """The quarters from the one in which `first` lies to the present one, newest first."""
    quarter = Period.quarter_of(today)
    oldest = min(today, first or today)
    while quarter.until > oldest:
        yield quarter
        quarter = Period.quarter_of(quarter.first - timedelta(days=1))


def due(
    first: date | None, counted: Mapping[str, CountedQuarter], *, now: datetime
) -> Period | None:
    """The quarter that is to be counted next, None while all may rest.

    One that was never counted comes first, then the present one, then whichever waits longest.
    `first` is the first day that was looked at, `counted` what there is by the quarters' names.
    """
    today = local_day(now)
    found = list(quarters(first, today=today))
    missing = [each for each in found if each.name not in counted]
    waiting = [each for each in found if each not in missing and _rested(each, counted, now=now)]
    waiting.sort(key=lambda each: (each is not found[0], counted[each.name].counted_at))
    return next(iter((*missing, *waiting)), None)


def _rested(quarter: Period, counted: Mapping[str, CountedQuarter], *, now: datetime) -> bool:
    """Whether a quarter's count is old; one of a clock that was fast is, too."""
    last = counted[quarter.name]
    day = local_day(last.counted_at)
    if quarter.first <= day < quarter.until and day != local_day(now):  # another day is over
        return True
    rest = REST_RUNNING if quarter.until > local_day(now) else REST_OVER
    rest = max(rest, timedelta(seconds=REST_TIMES * last.seconds))
    return not timedelta() <= now - last.counted_at < rest
