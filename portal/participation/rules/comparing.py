"""Which of many comparisons stand out: few enough of them by chance alone.

Source: Benjamini and Hochberg 1995.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from portal.participation.rules.intervals import Z_95, Interval

FALSE_SHARE = 0.05  # of those pointed out, how many may be chance


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, seen in so many (effective) answers."""

    value: float
    n: float


def chance(first: Share, second: Share) -> float:
    """How likely two shares lie as far apart by chance (two-sided, pooled normal test)."""
    if first.n <= 0 or second.n <= 0:
        return 1.0
    pooled = (first.value * first.n + second.value * second.n) / (first.n + second.n)
    spread = sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n))
    if spread == 0:
        return 1.0
    return erfc(abs(first.value - second.value) / spread / sqrt(2))


def standing_out(chances: Sequence[float], *, rate: float = FALSE_SHARE) -> list[bool]:
    """Which of `chances` may be pointed out, so that at most `rate` of those are false."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    last = 0
    for rank, place in enumerate(order, start=1):
        if chances[place] <= rate * rank / len(chances):
            last = rank
    chosen = set(order[:last])
    return [place in chosen for place in range(len(chances))]


def against_the_rest(shares: Sequence[Share]) -> list[bool]:
    """Which of several shares, say of Stations, stand out against all others together."""
    chances = []
    for place, share in enumerate(shares):
        others = [other for other_place, other in enumerate(shares) if other_place != place]
        n = sum(other.n for other in others)
        rest = Share(sum(other.value * other.n for other in others) / n if n else 0.0, n)
        chances.append(chance(share, rest))
    return standing_out(chances)


@dataclass(frozen=True, slots=True)
class Pair:
    """Answers of two groups at one Restaurant: praise and valid answers of each."""

    praise: int
    valid: int
    other_praise: int
    other_valid: int


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much one group's share lies above the other's at the same places, from −1 to 1."""

    value: float
    interval: Interval
    places: int


def at_the_same_places(pairs: Sequence[Pair]) -> Difference | None:
    """The common difference of two groups where both answered; None without such a place.

    Each Restaurant is compared with itself, so that it does not matter where which group eats.
    Source: Mantel and Haenszel 1959; variance by Sato 1989 (Biometrics 45), which holds for many
    places with few answers each.
    """
    both = [pair for pair in pairs if pair.valid and pair.other_valid]
    if not both:
        return None
    mass = sum(pair.valid * pair.other_valid / _all(pair) for pair in both)
    value = sum(
        (pair.praise * pair.other_valid - pair.other_praise * pair.valid) / _all(pair)
        for pair in both
    )
    value /= mass
    spread = sqrt(max(0.0, value * sum(map(_p, both)) + sum(map(_q, both)))) / mass
    interval = Interval(value - Z_95 * spread, value + Z_95 * spread)
    return Difference(value, interval, len(both))


def _all(pair: Pair) -> int:
    return pair.valid + pair.other_valid


def _p(pair: Pair) -> float:
    n, m = pair.valid, pair.other_valid
    return (
        n * n * pair.other_praise - m * m * pair.praise + n * m * (m - n) / 2
    ) / _all(pair) ** 2  # fmt: skip


def _q(pair: Pair) -> float:
    n, m = pair.valid, pair.other_valid
    return (
        pair.praise * (m - pair.other_praise) + pair.other_praise * (n - pair.praise)
    ) / (2 * _all(pair))  # fmt: skip
