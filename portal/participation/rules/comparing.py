"""Which of many comparisons stand out: few enough of them by chance alone.

Source: Benjamini and Hochberg 1995.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

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
