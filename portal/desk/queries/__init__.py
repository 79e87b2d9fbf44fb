"""Reads for the start pages and the wall, gathered from the floors below; none commits."""

from portal.desk.queries.start import (
    Coverage,
    OwnKitchen,
    Present,
    Suspected,
    coverage,
    glance,
    own_kitchens,
    present,
    suspected_closures,
    waiting,
)
from portal.desk.queries.wall import Tile, Wall, wall

__all__ = [
    "Coverage",
    "OwnKitchen",
    "Present",
    "Suspected",
    "Tile",
    "Wall",
    "coverage",
    "glance",
    "own_kitchens",
    "present",
    "suspected_closures",
    "waiting",
    "wall",
]
