"""Heads, persons and bursts as the rules take them, built with keyword differences."""

from dataclasses import replace

from detector.rules.sightings import Box, Head, Setting, Sighting, Thing
from detector.rules.table import RULES

MOMENT = 1_800_000_000.0
ALIVE = 0.4
# On 1000×1000 pixels.
FACE = Box(0.4, 0.4, 0.46, 0.47)
BODY = Box(0.3, 0.2, 0.5, 0.8)


def moved(box: Box, *, across: float = 0.0, down: float = 0.0) -> Box:
    return Box(box.left + across, box.upper + down, box.right + across, box.lower + down)


def head(**changes) -> Head:
    values = {"masked": True, "covered": True, "stir": ALIVE}
    return Head(changes.pop("box", FACE), changes.pop("score", 0.8), **(values | changes))


def person(**changes) -> Thing:
    return Thing("person", changes.pop("box", BODY), changes.pop("score", 0.8), ALIVE)


def thing(label: str, **changes) -> Thing:
    values = {"box": BODY, "score": 0.8, "stir": ALIVE}
    return Thing(label, **(values | changes))


def sighting(*, after: float = 0.0, **seen) -> Sighting:
    return Sighting(MOMENT + after, 1000, 1000, **seen)


def burst(*looks: dict, apart: float = 2.5) -> list[Sighting]:
    """Looks `apart` seconds from each other, each of what its keywords say."""
    return [sighting(after=number * apart, **look) for number, look in enumerate(looks)]


def setting(**changes) -> Setting:
    """A special room in business hours, in which every code may lead."""
    values = {"zone": "SP", "is_open": True, "codes": frozenset(RULES)}
    return Setting(**(values | changes))


def only(code: str, **changes) -> Setting:
    return replace(setting(**changes), codes=frozenset({code}))
