"""Which cells of a published table stay hidden, so that nobody is seen in it or worked out.

A cell that counts fewer than ten people is hidden. Where that leaves a line, whose sum may be
known, with hidden cells that can still be worked out, the next smallest of the line is hidden too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from portal.participation.rules.publishing import SMALLEST_GROUP

Place = tuple[str, ...]


def hidden_cells(cells: Mapping[Place, int], *, least: int = SMALLEST_GROUP) -> frozenset[Place]:
    """The places of `cells` that may not be told; each names its cell along every axis.

    A cell of 0 tells of nobody, and is hidden only to protect another one.
    """
    hidden = {place for place, number in cells.items() if 0 < number < least}
    while more := {
        place
        for line in _lines(cells)
        if (place := _to_hide(line, cells, hidden, least=least)) is not None
    }:
        hidden |= more
    return frozenset(hidden)


def _lines(cells: Mapping[Place, int]) -> Iterator[list[Place]]:
    """The cells that add up to one sum: those alike along all axes but one."""
    found: dict[tuple[int, Place], list[Place]] = defaultdict(list)
    for place in cells:
        for axis in range(len(place)):
            found[axis, place[:axis] + place[axis + 1 :]].append(place)
    yield from found.values()


def _to_hide(
    line: list[Place], cells: Mapping[Place, int], hidden: set[Place], *, least: int
) -> Place | None:
    """The cell that must be hidden too, None where the hidden ones cover each other."""
    covered = [place for place in line if place in hidden]
    if not covered or (len(covered) > 1 and sum(map(cells.__getitem__, covered)) >= least):
        return None
    shown = [place for place in line if place not in hidden]
    # One that counts people covers better than an empty one.
    return min(shown, key=lambda place: (cells[place] == 0, cells[place], place), default=None)
