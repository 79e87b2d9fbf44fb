"""Who is asked in a Survey: drawn in two stages from a seed that was committed beforehand.

Anybody who has the frame and the seed draws the same. Systematic sampling with probability
proportional to size, source: Cochran 1977, section 9A.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import floor

SLOTS_EACH = 2
MOST_DRAWN = 500


@dataclass(frozen=True, slots=True)
class Unit:
    """A Restaurant of the frame: its stratum, its size, and how many openings it has to offer."""

    code: str
    stratum: str
    size: int
    openings: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A Restaurant that was drawn, its chance to be so, and the numbers of its openings."""

    code: str
    stratum: str
    probability: float
    openings: tuple[int, ...]


def commitment(seed: str) -> str:
    """What is published of a seed before anything is drawn."""
    return sha256(seed.encode()).hexdigest()


def frame_hash(frame: Sequence[Unit]) -> str:
    """What is published of a frame: it stands for these units in any order, and no others."""
    rows = [asdict(unit) for unit in sorted(frame, key=lambda unit: unit.code)]
    return sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def draw(frame: Sequence[Unit], *, seed: str, restaurants: int) -> tuple[Drawn, ...]:
    """About so many `restaurants`, each stratum by its size and none without one.

    The larger a Restaurant the likelier it is drawn; one as large as a step is drawn for certain.
    """
    found = []
    for stratum, units in _strata(frame).items():
        share = sum(unit.size for unit in units) / sum(unit.size for unit in frame)
        number = min(len(units), max(1, round(restaurants * share)))
        for unit, probability in _proportional(units, number, seed=seed):
            openings = _openings(unit, seed=seed)
            found.append(Drawn(unit.code, stratum, probability, openings))
    return tuple(sorted(found, key=lambda each: each.code))


def _strata(frame: Sequence[Unit]) -> Mapping[str, list[Unit]]:
    """The units that can be drawn, by stratum; both in an order that nobody chooses."""
    groups: dict[str, list[Unit]] = {}
    for unit in sorted(frame, key=lambda unit: unit.code):
        if unit.size > 0 and unit.openings > 0:
            groups.setdefault(unit.stratum, []).append(unit)
    return dict(sorted(groups.items()))


def _proportional(units: Sequence[Unit], number: int, *, seed: str) -> list[tuple[Unit, float]]:
    certain: list[Unit] = []
    rest = list(units)
    while rest and number > len(certain):
        step = sum(unit.size for unit in rest) / (number - len(certain))
        large = [unit for unit in rest if unit.size >= step]
        if not large:
            break
        certain += large
        rest = [unit for unit in rest if unit.size < step]
    wanted = number - len(certain)
    found = [(unit, 1.0) for unit in certain]
    if wanted <= 0 or not rest:
        return found
    shuffled = sorted(rest, key=lambda unit: chance(seed, "order", unit.code))
    step = sum(unit.size for unit in rest) / wanted
    start = chance(seed, "start", rest[0].stratum) * step
    passed = 0.0
    for unit in shuffled:
        before, passed = passed, passed + unit.size
        # A mark lies in this unit: marks stand at start, start + step, …
        if floor((passed - start) / step) > floor((before - start) / step):
            found.append((unit, unit.size / step))
    return found


def _openings(unit: Unit, *, seed: str) -> tuple[int, ...]:
    numbers = sorted(
        range(unit.openings), key=lambda number: chance(seed, "opening", unit.code, number)
    )
    return tuple(sorted(numbers[:SLOTS_EACH]))


def chance(seed: str, *parts: object) -> float:
    """A number from 0 up to, not including, 1, which the seed and the parts alone decide."""
    text = "\x1f".join(map(str, parts))
    digest = hmac.new(seed.encode(), text.encode(), sha256).digest()
    return int.from_bytes(digest[:7], "big") / float(1 << 56)
