"""What a clause is held against: each row that falls short, by how much, and what it costs.

A clause of a Contract is data; the contract of 2021 is known by one of them, the online rate.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from portal.contracts.kinds import ClauseKind
from portal.rounds.kinds import FaultCode, FaultEnd
from portal.shell.rules import MingchuError, local_day

Row = Mapping[str, Any]
Rows = Sequence[Row]
Tables = Mapping[str, Rows]
"""Rows by kind: days, faults, standings, deliveries; each row is plain JSON with its `id`."""

HUNDRED, MOST = Decimal(100), Decimal(10_000)
A_DAY = timedelta(days=1)

READS: Mapping[ClauseKind, str] = {
    ClauseKind.ONLINE: "days", ClauseKind.REPAIR: "faults", ClauseKind.CONNECTION: "standings",
    ClauseKind.CAMERAS: "standings", ClauseKind.DISPLAYS: "standings",
    ClauseKind.REPORTS: "deliveries",
}  # fmt: skip
"""The rows that each kind of clause is held against."""

NO_THRESHOLD = frozenset({ClauseKind.CONNECTION, ClauseKind.DISPLAYS, ClauseKind.REPORTS})
"""Kinds that need no number: there is none of what they ask, or there is."""


class Lack(StrEnum):
    """What a clause is missing before anybody can be held to it."""

    KEY = "key"
    KIND = "kind"
    START = "start"
    WORDING = "wording"
    THRESHOLD = "threshold"
    CODES = "codes"
    MONEY = "money"
    SOURCE = "source"


class ClauseVague(MingchuError):
    """A clause cannot be computed: it lacks what `lacks` names."""

    status = 422
    code = "clause_vague"

    def __init__(self, lacks: Sequence[Lack]) -> None:
        super().__init__(f"the clause lacks {', '.join(lacks)}; give each, so that a deduction "
                         "can be recomputed")  # fmt: skip
        self.lacks = tuple(lacks)


@dataclass(frozen=True, slots=True)
class Asked:
    """A clause as somebody wrote it down."""

    key: str
    kind: str
    starts_on: str
    wording: str
    threshold: str = ""
    codes: str = ""
    each: str = ""
    most: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One version of a clause, in force from `starts_on`, included, to `until`, excluded.

    `fen_each` is taken off for each unit short: a day of the rate, a day begun of a late repair,
    a Restaurant, a Camera, a report.
    """

    key: str
    version: int
    kind: ClauseKind
    starts_on: date
    until: date | None
    wording: str
    threshold: Decimal
    codes: frozenset[str]
    fen_each: int
    most_fen: int | None
    source: str

    @property
    def name(self) -> str:
        """As statements name it, such as online/1."""
        return f"{self.key}/{self.version}"

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.starts_on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Breach:
    """A row that falls short of a clause, by `units`, and what that alone would cost."""

    row: Row
    units: int
    fen: int


@dataclass(frozen=True, slots=True)
class Line:
    """A clause in a Statement: rows held against it, those that fall short, the money off.

    `whole_fen` is what all breaches cost; `fen` never exceeds the clause's most.
    """

    clause: Clause
    looked_at: int
    breaches: tuple[Breach, ...]
    whole_fen: int
    fen: int


def clause_of(asked: Asked, *, version: int) -> Clause:
    """The clause that was written down. Raises ClauseVague with all that it lacks."""
    kind = ClauseKind(asked.kind) if asked.kind in set(ClauseKind) else None
    starts_on, threshold = _day(asked.starts_on), _threshold(asked.threshold, kind)
    codes = frozenset(asked.codes.replace(",", " ").replace("、", " ").split())
    each, most = fen_of(asked.each), fen_of(asked.most)
    lacks = [
        lack
        for lack, is_there in (
            (Lack.KEY, bool(asked.key.strip()) and asked.key.isprintable()),
            (Lack.KIND, kind is not None),
            (Lack.START, starts_on is not None),
            (Lack.WORDING, bool(asked.wording.strip())),
            (Lack.THRESHOLD, threshold is not None),
            (Lack.CODES, codes <= set(FaultCode)),
            (Lack.MONEY, each is not None and (most is not None or not asked.most.strip())),
            (Lack.SOURCE, bool(asked.source.strip())),
        )
        if not is_there
    ]
    if lacks or kind is None or starts_on is None or threshold is None or each is None:
        raise ClauseVague(lacks)
    return Clause(
        key=asked.key.strip(), version=version, kind=kind, starts_on=starts_on, until=None,
        wording=asked.wording.strip(), threshold=threshold, codes=codes, fen_each=each,
        most_fen=most, source=asked.source.strip(),
    )  # fmt: skip


def fen_of(yuan: str) -> int | None:
    """Yuan as typed, in fen; None for words, signs, parts of a fen, and what is huge."""
    try:
        fen = 100 * Decimal(yuan.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    fits = fen.is_finite() and 0 <= fen <= 10**14 and fen == fen.to_integral_value()
    return int(fen) if fits else None


def lines(clauses: Iterable[Clause], tables: Tables, *, last: date, counted_at: datetime) -> tuple[
    Line, ...
]:  # fmt: skip
    """What each clause comes to on the rows of a Period whose last day so far is `last`.

    Each version is held against the rows of its own days; those without a day are of `last`.
    """
    return tuple(
        _line(clause, tables[READS[clause.kind]], last=last, counted_at=counted_at)
        for clause in sorted(clauses, key=lambda each: (each.key, each.version))
    )


def _line(clause: Clause, rows: Rows, *, last: date, counted_at: datetime) -> Line:
    own = [row for row in rows if clause.holds(_day_of(row, last)) and _is_meant(clause, row)]
    breaches = tuple(
        Breach(row, units, units * clause.fen_each)
        for row, units in _short(clause, own, counted_at=counted_at)
    )
    whole = sum(each.fen for each in breaches)
    fen = whole if clause.most_fen is None else min(whole, clause.most_fen)
    return Line(clause, len(own), breaches, whole, fen)


def _short(clause: Clause, rows: Rows, *, counted_at: datetime) -> Iterator[tuple[Row, int]]:
    """The rows that fall short, each by how many units."""
    for row in rows:
        units = _UNITS[clause.kind](clause, row, counted_at)
        if units > 0:
            yield row, units


def _below(clause: Clause, row: Row, _now: datetime) -> int:
    """1 for a day whose own rate is below the threshold."""
    return int(HUNDRED * row["any_part"] < clause.threshold * row["any_whole"])


def _late(clause: Clause, row: Row, now: datetime) -> int:
    """Days begun between the end of the contract's hours and the repair, or now."""
    due = datetime.fromisoformat(row["opened_at"]) + timedelta(hours=float(clause.threshold))
    ended = datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else now
    return max(0, -((due - ended) // A_DAY))


def _unconnected(_clause: Clause, row: Row, _now: datetime) -> int:
    return int(not row["is_connected"])


def _cameras_short(clause: Clause, row: Row, _now: datetime) -> int:
    return max(0, int(clause.threshold) - int(row["cameras"]))


def _no_display(_clause: Clause, row: Row, _now: datetime) -> int:
    return int(not row["has_display"])


def _undelivered(_clause: Clause, row: Row, now: datetime) -> int:
    """1 for a report that came late, or has not come although its day is over."""
    day = row["delivered_on"] or local_day(now).isoformat()
    return int(day > row["due_on"])


_UNITS: Mapping[ClauseKind, Callable[[Clause, Row, datetime], int]] = {
    ClauseKind.ONLINE: _below,
    ClauseKind.REPAIR: _late,
    ClauseKind.CONNECTION: _unconnected,
    ClauseKind.CAMERAS: _cameras_short,
    ClauseKind.DISPLAYS: _no_display,
    ClauseKind.REPORTS: _undelivered,
}


def _is_meant(clause: Clause, row: Row) -> bool:
    """Whether the clause is about this row at all."""
    if clause.kind is ClauseKind.REPAIR:
        return row["ended"] != FaultEnd.WITHDRAWN and (
            not clause.codes or row["code"] in clause.codes
        )
    if clause.kind is ClauseKind.CONNECTION:
        return bool(row["is_due"] and row["is_known"])
    if clause.kind in {ClauseKind.CAMERAS, ClauseKind.DISPLAYS}:
        return bool(row["is_judged"])
    return clause.kind is not ClauseKind.ONLINE or bool(row["any_whole"])


def _day_of(row: Row, last: date) -> date:
    """The day by which it is decided which version of a clause a row falls under."""
    if "opened_at" in row:
        return local_day(datetime.fromisoformat(row["opened_at"]))
    return date.fromisoformat(row["day"]) if "day" in row else last


def _threshold(text: str, kind: ClauseKind | None) -> Decimal | None:
    if kind in NO_THRESHOLD:
        return Decimal(0)
    try:
        number = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number <= MOST else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
