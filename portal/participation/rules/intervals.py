"""How far a share can be trusted: intervals, differences, and how many answers it takes.

Shares are from 0 to 1. Sources: Wilson 1927; Newcombe 1998 (Statistics in Medicine 17,
method 10 for differences).
"""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.96
MOST_ANSWERS = 1_000_000  # beyond which "so many more" says no more than "never"


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included."""

    low: float
    high: float


def wilson(share: float, n: float, *, z: float = Z_95) -> Interval | None:
    """The interval of a share seen in `n` answers, which may be an effective number.

    None without answers. Raises ValueError for a share outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share}")
    return _bounds(share, n, z) if n > 0 else None


def _bounds(share: float, n: float, z: float) -> Interval:
    square = z * z
    middle = share + square / (2 * n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    whole = 1 + square / n
    return Interval(max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole))


def newcombe(first: float, n_first: float, second: float, n_second: float) -> Interval | None:
    """The interval of `first` − `second`, two independent shares; None where one has no answers.

    It holds 0 where a change cannot be told from chance.
    """
    one, two = wilson(first, n_first), wilson(second, n_second)
    if one is None or two is None:
        return None
    difference = first - second
    return Interval(
        difference - sqrt((first - one.low) ** 2 + (two.high - second) ** 2),
        difference + sqrt((one.high - first) ** 2 + (second - two.low) ** 2),
    )


def answers_to_prove(share: float, target: float, *, z: float = Z_95) -> int | None:
    """The least number of answers at which a `share` as seen is told apart from `target`.

    Above the target its interval must not reach below it; below, the interval must end before
    it. None where no number does: the share is the target.
    """
    if abs(share - target) < 1e-9:
        return None

    def is_proved(n: int) -> bool:
        found = _bounds(share, n, z)
        # A share is computed in floating point: a bound on the target itself reaches it.
        return found.low >= target - 1e-12 if share > target else found.high < target

    low, high = 0, 1
    while not is_proved(high):
        low, high = high, high * 2
        if high > MOST_ANSWERS:
            return None
    while high - low > 1:  # the bounds only come closer as answers grow
        middle = (low + high) // 2
        low, high = (low, middle) if is_proved(middle) else (middle, high)
    return high
