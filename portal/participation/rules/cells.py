"""Tables in which nobody is seen: small cells are hidden, and what would give them away.

A table is told with its sums, so a hidden cell can be computed where it is the only way from its
row to its column. Rows and columns are points, hidden cells lines between them: a cell can be
computed just where its line is a bridge. So cells are hidden until no bridge is left.
Source: Gusfield 1988 (SIAM J. Comput. 17) for the graph; a threshold of ten for the cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.participation.rules.publishing import SMALLEST_GROUP

TOTAL = "total"
Place = tuple[str, str]  # row and column; TOTAL for sums


@dataclass(frozen=True, slots=True)
class Cells:
    """A table with its sums; a number that is hidden is None, which is not zero."""

    rows: Sequence[str]
    columns: Sequence[str]
    numbers: Mapping[Place, int | None]


def cells(counts: Mapping[Place, int], *, rows: Sequence[str], columns: Sequence[str]) -> Cells:
    """A table of `counts`, each cell of ten and more, or hidden.

    A line whose hidden cells together are fewer than ten has another one hidden. The sum of all
    is told from ten on.
    """
    full = _with_sums(counts, rows, columns)
    lines = _lines([*rows, TOTAL], [*columns, TOTAL])
    hidden = {place for place, number in full.items() if number < SMALLEST_GROUP}
    while True:
        more = _one_more(full, hidden, lines)
        if more is None:
            break
        hidden.add(more)
    told = {place: None if place in hidden else number for place, number in full.items()}
    return Cells(rows, columns, told)


def computable(hidden: Iterable[Place]) -> set[Place]:
    """The hidden cells that whoever has the rest of the table can compute."""
    places = set(hidden)
    return {place for place in places if not _is_reached(places - {place}, place)}


def _with_sums(
    counts: Mapping[Place, int], rows: Sequence[str], columns: Sequence[str]
) -> dict[Place, int]:
    full = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        full[row, TOTAL] = sum(full[row, column] for column in columns)
    for column in [*columns, TOTAL]:
        full[TOTAL, column] = sum(full[row, column] for row in rows)
    return full


def _lines(rows: Sequence[str], columns: Sequence[str]) -> list[list[Place]]:
    """Rows and columns, the sum last in each."""
    across = [[(row, column) for column in columns] for row in rows]
    return across + [[(row, column) for row in rows] for column in columns]


def _one_more(
    full: Mapping[Place, int], hidden: set[Place], lines: Sequence[Sequence[Place]]
) -> Place | None:
    """A further cell to hide, the smallest that helps; None where all is safe."""
    for line in lines:
        inner = [place for place in line[:-1] if place in hidden]
        is_thin = sum(full[place] for place in inner) < SMALLEST_GROUP
        if inner and is_thin and line[-1] not in hidden:
            return _smallest(full, hidden, [line])
    bridges = computable(hidden)
    for place in sorted(bridges):
        found = _closing(full, hidden, place)
        if found is None:
            found = _smallest(full, hidden, [line for line in lines if place in line])
        if found is not None:
            return found
    return None


def _closing(full: Mapping[Place, int], hidden: set[Place], place: Place) -> Place | None:
    """The smallest cell that is told and that alone would leave a second way round `place`."""
    told = sorted(full.keys() - hidden, key=lambda each: (TOTAL in each, full[each], each))
    others = hidden - {place}
    return next((each for each in told if _is_reached(others | {each}, place)), None)


def _smallest(
    full: Mapping[Place, int], hidden: set[Place], lines: Sequence[Sequence[Place]]
) -> Place | None:
    """The smallest cell of `lines` that is told; sums last."""
    told = [place for line in lines for place in line if place not in hidden]
    return min(told, key=lambda place: (TOTAL in place, full[place], place), default=None)


def _is_reached(lines: set[Place], place: Place) -> bool:
    """Whether there is a way from the row of `place` to its column along `lines`."""
    row, column = place
    seen, waiting = {("row", row)}, [("row", row)]
    while waiting:
        kind, name = waiting.pop()
        for one, other in lines:
            here, there = (one, ("column", other)) if kind == "row" else (other, ("row", one))
            if here == name and there not in seen:
                seen.add(there)
                waiting.append(there)
    return ("column", column) in seen
