"""What unequal samples are worth: weights that put them right, and what those cost.

Source: Kish 1965 for both design effects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

WITHIN_RESTAURANT = 0.05  # how alike the answers of one Restaurant are; assumed, not measured
TRIM_AT_MEDIANS = 5.0


@dataclass(frozen=True, slots=True)
class Cell:
    """The answers of one Restaurant within one stratum, those of the two best words in `praise`.

    `weight` is the inverse of its chance to be drawn; 1 where nothing was drawn.
    """

    stratum: str
    praise: int
    valid: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with what it rests on.

    `raw` is the unweighted share. `covered` is how much of the population lies in strata with
    answers: the share says nothing of the rest.
    """

    share: float
    raw: float
    n: int
    effective_n: float
    design_effect: float
    covered: float


def kish(weights: Sequence[tuple[float, int]]) -> float:
    """By how much unequal weights (each with its number of answers) widen the variance."""
    n = sum(number for _, number in weights)
    mass = sum(weight * number for weight, number in weights)
    squares = sum(weight * weight * number for weight, number in weights)
    return n * squares / (mass * mass) if mass else 1.0


def clustering(sizes: Sequence[int], *, alike: float = WITHIN_RESTAURANT) -> float:
    """By how much answers from the same Restaurants widen it: 1 + (m − 1) ρ.

    m is the size of the cluster in which an answer is found on average; equal clusters give
    their own size.
    """
    n = sum(sizes)
    if n == 0:
        return 1.0
    mean_size = sum(size * size for size in sizes) / n
    return 1 + (mean_size - 1) * alike


def trimmed(weights: Sequence[float], *, times: float = TRIM_AT_MEDIANS) -> list[float]:
    """`weights`, none above so many times their median."""
    if not weights:
        return []
    most = times * median(weights)
    return [min(weight, most) for weight in weights]


def post_stratified(
    cells: Sequence[Cell], population: Mapping[str, float], *, alike: float = WITHIN_RESTAURANT
) -> Estimate | None:
    """The share that `cells` give for a `population` of so much in each stratum.

    Within a stratum a Restaurant counts by its weight, and strata by their part of the
    population. None without a valid answer from a stratum of the population.
    """
    used = [cell for cell in cells if cell.valid > 0 and population.get(cell.stratum, 0) > 0]
    if not used:
        return None
    weights = _weights(used, population)
    mass = sum(weight * cell.valid for weight, cell in zip(weights, used, strict=True))
    good = sum(weight * cell.praise for weight, cell in zip(weights, used, strict=True))
    n = sum(cell.valid for cell in used)
    sizes = [(weight, cell.valid) for weight, cell in zip(weights, used, strict=True)]
    effect = kish(sizes) * clustering([cell.valid for cell in used], alike=alike)
    met = {cell.stratum for cell in used}
    return Estimate(
        share=min(1.0, good / mass),
        raw=sum(cell.praise for cell in used) / n,
        n=n,
        effective_n=n / effect,
        design_effect=effect,
        covered=sum(population[each] for each in met) / sum(population.values()),
    )


def _weights(cells: Sequence[Cell], population: Mapping[str, float]) -> list[float]:
    """The weight of an answer of each cell: trimmed, then strata put back in proportion."""
    base = trimmed([cell.weight for cell in cells])
    mass: dict[str, float] = {}
    for weight, cell in zip(base, cells, strict=True):
        mass[cell.stratum] = mass.get(cell.stratum, 0.0) + weight * cell.valid
    return trimmed(
        [
            weight * population[cell.stratum] / mass[cell.stratum]
            for weight, cell in zip(base, cells, strict=True)
        ]
    )
