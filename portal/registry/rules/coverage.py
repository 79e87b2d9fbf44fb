"""Who should be connected and is not, why, and whose turn it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.registry.kinds import GapCause, GapKind, GapOwner, Status
from portal.registry.rules.figures import SUPERVISED
from portal.shell.rules import MingchuError

DEAREST_FEN = 1_000_000_000  # ten million yuan for one gap is a slip of the pen


class CostUnlikely(MingchuError):
    """The cost of closing a gap is negative or beyond all measure."""

    code = "cost_unlikely"

    def __init__(self) -> None:
        super().__init__("the cost must lie between 0 and 10,000,000 yuan")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of a Restaurant's connection.

    `status` None: none is recorded; `cameras` are the active ones; `has_display` says that a
    Display was seen working.
    """

    status: Status | None
    is_key: bool
    is_built: bool
    is_connected: bool
    cameras: int
    has_display: bool

    @property
    def is_expected(self) -> bool:
        """Whether it should be connected: key, built or planned, and not closed or moved."""
        if self.status is Status.PLANNED:
            return True
        return self.status in SUPERVISED and (self.is_key or self.is_built)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing; `missing` is how many, where that can be counted."""

    kind: GapKind
    missing: int = 1


def gaps(coverage: Coverage, *, required: int) -> Iterator[Gap]:
    """What a Restaurant lacks against a standard of `required` Cameras, the worst first.

    Of one that is not built nothing else is told: all of it is missing.
    """
    if not coverage.is_expected:
        return
    if not coverage.is_built:
        yield Gap(GapKind.NOT_BUILT)
        return
    if not coverage.is_connected:
        yield Gap(GapKind.NOT_CONNECTED)
    if coverage.cameras < required:
        yield Gap(GapKind.FEW_CAMERAS, required - coverage.cameras)
    if not coverage.has_display:
        yield Gap(GapKind.NO_DISPLAY)


@dataclass(frozen=True, slots=True)
class GapNote:
    """What people know of a gap: its cause, whose turn it is, by when, and at what cost.

    None means not known: nobody was named, no day was set, no price was asked.
    """

    cause: GapCause = GapCause.UNKNOWN
    owner: GapOwner | None = None
    due_on: date | None = None
    note: str = ""
    cost_fen: int | None = None


UNNOTED = GapNote()


def check_note(note: GapNote) -> None:
    """Let `note` be kept, or raise CostUnlikely."""
    if note.cost_fen is not None and not 0 <= note.cost_fen <= DEAREST_FEN:
        raise CostUnlikely


def is_overdue(note: GapNote, today: date) -> bool:
    """Whether the gap should have been closed before `today`."""
    return note.due_on is not None and note.due_on < today


def total_cost_fen(notes: Iterable[GapNote]) -> tuple[int, int]:
    """What the gaps with a price cost together, and how many have none."""
    costs = [note.cost_fen for note in notes]
    return sum(cost for cost in costs if cost is not None), costs.count(None)
