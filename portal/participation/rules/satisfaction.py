"""What a set of answers amounts to, under every convention in use; the first is the headline.

The same answers give 76 to 90 of 100 by convention alone, so none is printed without its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction

from portal.participation.kinds import Rating
from portal.shell.rules import Ratio

SCORES = {Rating.VERY_GOOD: 5, Rating.GOOD: 4, Rating.FAIR: 3, Rating.POOR: 2, Rating.VERY_POOR: 1}
PRAISE = frozenset({Rating.VERY_GOOD, Rating.GOOD})
BLAME = frozenset({Rating.POOR, Rating.VERY_POOR})


class Convention(StrEnum):
    """A way to turn answers into one figure; each is in use somewhere."""

    TOP_TWO = "top_two"
    TOP_THREE = "top_three"
    MEAN_TWENTY = "mean_twenty"
    MEAN_RANGE = "mean_range"
    STEPPED = "stepped"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people chose each of the five words, and how many did not know."""

    very_good: int = 0
    good: int = 0
    fair: int = 0
    poor: int = 0
    very_poor: int = 0
    dont_know: int = 0

    @classmethod
    def of(cls, numbers: Mapping[Rating, int]) -> "Counts":
        """The counts out of a mapping by word; words that are missing count nothing."""
        return cls(**{rating.value: numbers.get(rating, 0) for rating in Rating})

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    def of_rating(self, rating: Rating) -> int:
        """How many chose this word."""
        number: int = getattr(self, rating.value)
        return number

    @property
    def valid(self) -> int:
        """People who chose one of the five words."""
        return self.very_good + self.good + self.fair + self.poor + self.very_poor

    @property
    def praise(self) -> int:
        """People who chose one of the two best words."""
        return self.very_good + self.good

    @property
    def blame(self) -> int:
        """People who chose one of the two worst words."""
        return self.poor + self.very_poor

    @property
    def headline(self) -> Ratio:
        """The two best words over the valid answers: the figure that is published."""
        return Ratio(self.praise, self.valid)

    @property
    def top_three(self) -> Ratio:
        """The three best words over the valid answers; only ever beside the headline."""
        return Ratio(self.praise + self.fair, self.valid)

    @property
    def mean(self) -> Fraction | None:
        """The mean of 5 (best) to 1, None without a valid answer."""
        total = sum(score * self.of_rating(rating) for rating, score in SCORES.items())
        return Fraction(total, self.valid) if self.valid else None


def total(counts: Iterable[Counts]) -> Counts:
    """All counts together."""
    return sum(counts, Counts())


def figure(counts: Counts, convention: Convention) -> Fraction | None:
    """The answers as one figure from 0 to 100 by `convention`; None without a valid answer.

    Source: participation reference 4.2. BALANCE is praise over praise and blame, the ends
    counted twice; with neither it is not known.
    """
    mean = counts.mean
    if mean is None:
        return None
    if convention is Convention.BALANCE:
        praise = 2 * counts.very_good + counts.good
        blame = 2 * counts.very_poor + counts.poor
        return Fraction(100 * praise, praise + blame) if praise + blame else None
    return _figures(counts, mean)[convention]


def _figures(counts: Counts, mean: Fraction) -> dict[Convention, Fraction]:
    stepped = 100 * counts.very_good + 80 * counts.good + 60 * counts.fair
    return {
        Convention.TOP_TWO: Fraction(100 * counts.praise, counts.valid),
        Convention.TOP_THREE: Fraction(100 * (counts.praise + counts.fair), counts.valid),
        Convention.MEAN_TWENTY: 20 * mean,
        Convention.MEAN_RANGE: 25 * (mean - 1),
        Convention.STEPPED: Fraction(stepped, counts.valid),
    }
