"""Rows of a closed document, read as the values that the floors below count.

A row is plain JSON with its `id`. What a row tells is turned into the floor's own value here, and
only the floor's formula decides what it comes to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from portal.findings.kinds import FindingState, Origin, Severity, ViolationCode
from portal.findings.rules.figures import FindingRecord
from portal.patrols.kinds import Way
from portal.patrols.rules.calendar import Half
from portal.patrols.rules.figures import DoneVisit
from portal.registry.kinds import Status
from portal.registry.rules.figures import Standing
from portal.rounds.kinds import FaultCode, FaultEnd
from portal.rounds.rules.repairs import FaultRecord
from portal.shell.rules import Ratio

Row = Mapping[str, Any]
Rows = Sequence[Row]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a document was counted by: Cameras that the standard asks for, and the moment.

    `district` is whose rows they are, in Chinese and in English; empty where nobody said.
    """

    required_cameras: int
    counted_at: datetime
    district: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Count:
    """What a formula comes to: the two sums, the value, and the ids of the rows on each side.

    `excluded` are rows that it leaves out; `completeness` None: nothing could be missing.
    """

    part: int
    whole: int | None
    value: Decimal | None
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    completeness: Decimal | None = None


def share(
    rows: Rows, make: Callable[[Row], Value], formula: Callable[[Sequence[Value]], Ratio]
) -> Count:
    """What `formula` says of all rows; a row is on the side on which it says so of it alone.

    So no list of rows can disagree with the figure that it stands behind.
    """
    values = [make(row) for row in rows]
    alone = [(str(row["id"]), formula([each])) for row, each in zip(rows, values, strict=True)]
    total = formula(values)
    return Count(
        part=total.part,
        whole=total.whole,
        value=total.percent(),
        numerator=tuple(number for number, ratio in alone if ratio.part),
        denominator=tuple(number for number, ratio in alone if ratio.whole),
        excluded=tuple(number for number, ratio in alone if not ratio.whole),
    )


def ids(rows: Iterable[Row]) -> tuple[str, ...]:
    """The ids of rows."""
    return tuple(str(row["id"]) for row in rows)


def sum_fen(rows: Iterable[Row]) -> int:
    """The money of rows together."""
    return sum(int(row["fen"]) for row in rows)


def looks(rows: Iterable[Row]) -> Ratio:
    """Looks made over looks due on these days."""
    days = list(rows)
    return Ratio(sum(row["made"] for row in days), sum(row["due"] for row in days))


def standing(row: Row) -> Standing:
    """A Restaurant at the end of a Period."""
    return Standing(
        restaurant_id=0,  # the row's id says who it is
        status=Status(row["status"]) if row["status"] else None,
        is_built=row["is_built"],
        is_connected=row["is_connected"],
        cameras=row["cameras"],
        has_display=row["has_display"],
        is_key=row["is_key"],
    )


def day_ratio(row: Row, kind: str) -> tuple[date, Ratio]:
    """A day's online Restaurants over those known, by a variant of the rate."""
    return date.fromisoformat(row["id"]), Ratio(row[f"{kind}_part"], row[f"{kind}_whole"])


def visit(row: Row) -> DoneVisit:
    """A Visit that was made."""
    return DoneVisit(
        station=row["station"],
        restaurant_id=0,
        half=Half.of(date.fromisoformat(row["day"])),
        way=Way(row["way"]),
        manual=row["manual"],
        ai=row["ai"],
        findings=row["findings"],
    )


def finding(row: Row) -> FindingRecord:
    """A Finding opened in a Period, as it stood when it was counted."""
    return FindingRecord(
        number=row["id"],
        restaurant_id=0,
        station=row["station"],
        code=ViolationCode(row["class"]),
        severity=Severity(row["severity"]),
        origin=Origin(row["origin"]),
        seen_at=datetime.fromisoformat(row["seen_at"]),
        opened_at=datetime.fromisoformat(row["opened_at"]),
        pushed_at=datetime.fromisoformat(row["pushed_at"]),
        due_at=datetime.fromisoformat(row["due_at"]),
        state=FindingState(row["state"]),
        rectified_at=_moment(row["rectified_at"]),
        closed_at=_moment(row["closed_at"]),
    )


def fault(row: Row) -> FaultRecord:
    """A Fault opened in a Period, likewise."""
    return FaultRecord(
        number=row["id"],
        restaurant_id=0,
        code=FaultCode(row["code"]),
        opened_at=datetime.fromisoformat(row["opened_at"]),
        repair_due_at=datetime.fromisoformat(row["due_at"]),
        ended_at=_moment(row["ended_at"]),
        ended=FaultEnd(row["ended"]) if row["ended"] else None,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
