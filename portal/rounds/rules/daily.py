"""A mean of daily ratios, kept with its days so that it can be recomputed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.shell.rules import Ratio


@dataclass(frozen=True, slots=True)
class DailyMean:
    """The mean of `days`' ratios; a day with an empty whole is no day and is skipped."""

    days: tuple[tuple[date, Ratio], ...]

    @property
    def counted(self) -> tuple[tuple[date, Ratio], ...]:
        """The days that are in the mean."""
        return tuple((day, ratio) for day, ratio in self.days if ratio.whole)

    @property
    def totals(self) -> Ratio:
        """The sums of the parts and of the wholes; its share is near the mean but is not it."""
        return Ratio(
            sum(ratio.part for __, ratio in self.days), sum(ratio.whole for __, ratio in self.days)
        )

    @property
    def total(self) -> Fraction:
        """The sum of the daily shares."""
        return sum((Fraction(ratio.part, ratio.whole) for __, ratio in self.counted), Fraction())

    @property
    def value(self) -> Fraction | None:
        """The mean share from 0 to 1; None, printed "n/a", when no day is counted."""
        return self.total / len(self.counted) if self.counted else None

    def needed(self, target: Fraction, *, days_left: int) -> Fraction | None:
        """The share that each of `days_left` must reach for the mean to be `target` at the end.

        Above 1 the target is out of reach, below 0 it cannot be missed. None: no day is left.
        Source: docs/ref/indicators.md, x = (target·D − ΣR) / (D − k); skipped days are not in D.
        """
        if days_left == 0:
            return None
        every_day = len(self.counted) + days_left
        return (target * every_day - self.total) / days_left


def percent(share: Fraction | None, *, places: int = 2) -> Decimal | None:
    """`share` in per cent, half-up to `places`; None stays None."""
    return None if share is None else rounded(100 * share, places=places)


def rounded(number: Fraction, *, places: int = 2) -> Decimal:
    """`number`, half-up (away from zero) to `places`."""
    scaled = abs(number) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return Decimal(-whole if number < 0 else whole).scaleb(-places)
