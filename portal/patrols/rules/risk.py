"""How much risk a Restaurant bears, and how often it is therefore visited.

The weights are ours and shown on the plan's page; 49号令 Art 21 asks for four grades and a yearly
plan by them, and leaves the rest to each authority.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.patrols.kinds import Grade
from portal.registry.kinds import RestaurantType

# Many eat there, or children do, or food travels before it is eaten.
WEIGHTY = frozenset(
    {
        RestaurantType.SCHOOL_CANTEEN,
        RestaurantType.CENTRAL_KITCHEN,
        RestaurantType.MEAL_DELIVERY,
    }
)
POINTS_WEIGHTY, POINTS_KEY, POINTS_FINDING, POINTS_UNSEEN = 3, 1, 2, 2
FROM_POINTS = ((7, Grade.D), (4, Grade.C), (2, Grade.B), (0, Grade.A))

VISITS_A_HALF: Mapping[Grade, int] = {Grade.A: 1, Grade.B: 1, Grade.C: 2, Grade.D: 3}
"""How often a Restaurant is visited in each half-year: everybody at least once."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What speaks of a Restaurant's risk; `findings` are those of the last twelve months."""

    type: RestaurantType
    is_key: bool = False
    findings: int = 0
    has_picture: bool = True

    @property
    def points(self) -> int:
        """All that speaks for a risk, summed up."""
        return (
            POINTS_WEIGHTY * (self.type in WEIGHTY)
            + POINTS_KEY * self.is_key
            + POINTS_FINDING * self.findings
            + POINTS_UNSEEN * (not self.has_picture)
        )


def grade_of(traits: Traits) -> Grade:
    """The grade that these traits come to."""
    return next(grade for least, grade in FROM_POINTS if traits.points >= least)
