"""What people change in a report: problems and advice, and why a line missed its Target.

What the figures say stays readable beside every change; nothing that is told has no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.evaluation.kinds import Kind
from portal.evaluation.rules.problems import Found, Problem
from portal.shell.rules import MingchuError

STRIDE = 10  # between the places of derived points, so that one can be put between two
MOST_PLACE = 9_990
LONGEST = 1000
ADDED = "added/"


class Lacking(StrEnum):
    """What an edit is missing."""

    TEXT = "text"
    FIGURE = "figure"
    REASON = "reason"
    PLACE = "place"
    POINT = "point"


class EditUnfit(MingchuError):
    """A point of a report cannot be changed so; `lacks` says what is missing."""

    status = 422
    code = "edit_unfit"

    def __init__(self, lacks: Lacking) -> None:
        super().__init__(f"the point of the report lacks: {lacks.value}")
        self.lacks = lacks


@dataclass(frozen=True, slots=True)
class Note:
    """Why a line missed its Target, what is done about it, and who says so."""

    reason: str
    measure: str
    author: str
    day: str


@dataclass(frozen=True, slots=True)
class Edit:
    """The newest version of what people made of a point.

    `key` names a derived point, or begins with ADDED. An empty `text` leaves the derived words;
    `place` None the derived place; `dropped` says why the point is not told, empty: it is.
    """

    key: str
    kind: Kind
    version: int
    text: str
    figure: str
    place: int | None
    dropped: str
    author: str
    day: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a report: what the figures say of it, and what a person made of it.

    `found` None: a person added it. `figure` is the one that shows it.
    """

    key: str
    kind: Kind
    figure: str
    place: int
    found: Found | None = None
    edit: Edit | None = None

    @property
    def is_dropped(self) -> bool:
        """Whether it is not told."""
        return self.edit is not None and bool(self.edit.dropped)


def points(kind: Kind, problems: Sequence[Found], edits: Sequence[Edit]) -> tuple[Point, ...]:
    """All points of `kind` in the order in which they are told; those dropped are among them."""
    own = {each.key: each for each in edits if each.kind is kind}
    found = [
        _point(kind, key, each, place=STRIDE * number, edit=own.get(key))
        for number, (key, each) in enumerate(_derived(kind, problems).items(), start=1)
    ]
    added = [
        Point(each.key, kind, each.figure, MOST_PLACE if each.place is None else each.place,
              edit=each)
        for each in own.values()
        if each.key.startswith(ADDED)
    ]  # fmt: skip
    return tuple(sorted([*found, *added], key=lambda each: (each.place, each.key)))


def check_edit(asked: Edit, *, known: Mapping[str, Point], figures: Sequence[str]) -> None:
    """Let a person change a point, or raise EditUnfit.

    What is added names a figure and has words; what is dropped has a reason.
    """
    is_new = asked.key.startswith(ADDED)
    if not is_new and asked.key not in known:
        raise EditUnfit(Lacking.POINT)
    if is_new and not asked.text.strip():
        raise EditUnfit(Lacking.TEXT)
    if is_new and asked.figure not in figures:
        raise EditUnfit(Lacking.FIGURE)
    if asked.place is not None and not 0 <= asked.place <= MOST_PLACE:
        raise EditUnfit(Lacking.PLACE)


def edit_in(told: Mapping[str, Any]) -> Edit:
    """The edit that a document keeps. Raises KeyError, TypeError, ValueError."""
    return Edit(**{**told, "kind": Kind(told["kind"])})


def note_in(told: Mapping[str, Any]) -> Note:
    """The note that a document keeps. Raises KeyError, TypeError."""
    return Note(**told)


def _derived(kind: Kind, problems: Sequence[Found]) -> dict[str, Found]:
    """What the figures say: each problem; each piece of advice once, by its first problem."""
    if kind is Kind.PROBLEM:
        return {f"{each.problem.value}/{each.figure}": each for each in problems}
    first: dict[Problem, Found] = {}
    for each in problems:
        first.setdefault(each.problem, each)
    return {f"advice/{problem.value}": each for problem, each in first.items()}


def _point(kind: Kind, key: str, found: Found, *, place: int, edit: Edit | None) -> Point:
    moved = edit.place if edit is not None else None
    return Point(key, kind, found.figure, place if moved is None else moved, found, edit)
