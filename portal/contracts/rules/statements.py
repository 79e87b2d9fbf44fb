"""A Statement: the fee of a Period, what comes off by each clause, and what objections give back.

Its document holds the rows and the clauses, so that anybody can compute it anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.contracts.kinds import ClauseKind, ObjectionState
from portal.contracts.rules.clauses import Clause, Line, Tables, lines
from portal.patrols.rules.document import digest_of
from portal.rounds.rules.period import Period
from portal.shell.rules import MingchuError

OBJECTION_WORKING_DAYS = 10  # after the day of issue; a term of our own: contracts may say less
FORMAT = "mingchu-statement/1"  # another number where the same rows would give other sums

Document = dict[str, Any]


class StatementRunning(MingchuError):
    """A Statement cannot be issued before its Period is over, or outside the Contract's days."""

    status = 409
    code = "statement_running"

    def __init__(self, period: str, until: date) -> None:
        super().__init__(f"{period} is not over or not in the contract; see it as it stands and "
                         f"issue it from {until.isoformat()} on")  # fmt: skip
        self.period = period
        self.until = until


class StatementIssued(MingchuError):
    """A Statement is issued once, and what it rests on is then fixed."""

    status = 409
    code = "statement_issued"

    def __init__(self, period: str) -> None:
        super().__init__(f"the statement of {period} is issued; object to its rows instead")
        self.period = period


class StatementSettled(MingchuError):
    """Nothing of a settled Statement changes any more."""

    status = 409
    code = "statement_settled"

    def __init__(self, period: str) -> None:
        super().__init__(f"the statement of {period} is settled")
        self.period = period


class ObjectionUnfit(MingchuError):
    """An objection names no row that costs money, gives no reason, or was made before."""

    status = 422
    code = "objection_unfit"

    def __init__(self) -> None:
        super().__init__("name a row of a deduction, once, and say why")


class ObjectionLate(MingchuError):
    """The time for objections to a Statement is over."""

    status = 409
    code = "objection_late"

    def __init__(self, until: date) -> None:
        super().__init__(f"objections were possible until {until.isoformat()}; write to the bureau")
        self.until = until


class ObjectionTimeRuns(MingchuError):
    """A Statement with deductions is not settled while the Vendor may still object."""

    status = 409
    code = "objection_time_runs"

    def __init__(self, until: date) -> None:
        super().__init__(
            f"the vendor may object until {until.isoformat()}; settle from the day after on"
        )
        self.until = until


class ObjectionsOpen(MingchuError):
    """A Statement is settled after all objections are decided, each with a reason."""

    status = 409
    code = "objections_open"

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} objections are open; decide each first and say why")
        self.number = number


@dataclass(frozen=True, slots=True)
class Account:
    """What a Period comes to: its fee, its lines, and what is off by all of them.

    Never more is off than the fee.
    """

    contract: str
    period: str
    counted_at: datetime
    fee_fen: int
    last: date
    clauses: tuple[Clause, ...]
    tables: Tables
    lines: tuple[Line, ...]

    @property
    def off_fen(self) -> int:
        """What is deducted."""
        return min(self.fee_fen, sum(line.fen for line in self.lines))

    @property
    def due_fen(self) -> int:
        """What is to be paid."""
        return self.fee_fen - self.off_fen

    def after(self, granted: Iterable[tuple[str, str]]) -> "Account":
        """The same without the rows that were granted, each by line and row."""
        gone = set(granted)
        kept = tuple(_without(line, gone) for line in self.lines)
        return Account(self.contract, self.period, self.counted_at, self.fee_fen, self.last,
                       self.clauses, self.tables, kept)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection, as far as the rules ask."""

    line: str
    row: str
    state: ObjectionState


def fee_of(fees: Mapping[int, int], period: Period, *, starts_on: date, until: date) -> int:
    """The part of the years' fees (fen by year) that falls to a Period, by days.

    What was due by its end less what was due by its beginning, each half-up: so no fen is lost
    or found between Periods, and those of a year come to the year's fee.
    """

    def by(day: date) -> int:
        total = Fraction(0)
        for year, fen in fees.items():
            first, after = max(starts_on, date(year, 1, 1)), min(until, date(year + 1, 1, 1))
            own = (min(after, day) - first).days
            if own > 0:
                total += Fraction(fen * own, (after - first).days)
        return int(total + Fraction(1, 2))

    return by(period.until) - by(period.first)


def quarters(starts_on: date, until: date) -> Iterator[Period]:
    """The quarters in which a Contract runs, oldest first."""
    day = starts_on
    while day < until:
        period = Period.quarter_of(day)
        yield period
        day = period.until


def account(
    contract: str,
    period: Period,
    clauses: Sequence[Clause],
    tables: Tables,
    *,
    fee_fen: int,
    counted_at: datetime,
) -> Account:
    """The account of the days of `period`, which may be those that are over so far."""
    last = period.until - timedelta(days=1)
    found = lines(clauses, tables, last=last, counted_at=counted_at)
    used = tuple(line for line in found if line.looked_at)
    return Account(
        contract=contract, period=period.name, counted_at=counted_at, fee_fen=fee_fen, last=last,
        clauses=tuple(clauses), tables=tables, lines=used,
    )  # fmt: skip


def check_issuing(period: Period, *, starts_on: date, until: date, today: date) -> None:
    """Let the Statement of a Period be issued, or raise StatementRunning."""
    if today < period.until or period.until <= starts_on or period.first >= until:
        raise StatementRunning(period.name, period.until)


def check_objection(found: Account, line: str, row: str, *, reason: str,
                    former: Iterable[Objected]) -> None:  # fmt: skip
    """Let the Vendor object to a row of a deduction, or raise ObjectionUnfit."""
    costs = any(
        each.clause.name == line and str(breach.row["id"]) == row
        for each in found.lines
        for breach in each.breaches
    )
    known = any((each.line, each.row) == (line, row) for each in former)
    if not costs or known or not reason.strip():
        raise ObjectionUnfit


def check_in_time(until: date | None, *, today: date) -> None:
    """Let the Vendor object today, or raise ObjectionLate; None: no end was set."""
    if until is not None and today > until:
        raise ObjectionLate(until)


def check_time_over(until: date | None, *, off_fen: int, today: date) -> None:
    """Let a Statement be settled today, or raise ObjectionTimeRuns.

    One without a deduction leaves nothing to object to.
    """
    if until is not None and off_fen and today <= until:
        raise ObjectionTimeRuns(until)


def check_settling(objections: Iterable[Objected]) -> None:
    """Let a Statement be settled, or raise ObjectionsOpen."""
    number = sum(each.state is ObjectionState.OPEN for each in objections)
    if number:
        raise ObjectionsOpen(number)


def settled(found: Account, objections: Iterable[Objected]) -> Account:
    """The account after what was decided."""
    return found.after(
        (each.line, each.row) for each in objections if each.state is ObjectionState.GRANTED
    )


def document_of(found: Account) -> Document:
    """The document of an account, with the digest of all the rest in it."""
    document: Document = {
        "format": FORMAT,
        "contract": found.contract,
        "period": found.period,
        "counted_at": found.counted_at.isoformat(),
        "last": found.last.isoformat(),
        "fee_fen": found.fee_fen,
        "clauses": [_plain(each) for each in found.clauses],
        "tables": {name: list(rows) for name, rows in found.tables.items()},
        "lines": [
            {
                "clause": line.clause.name, "looked_at": line.looked_at, "fen": line.fen,
                "rows": [
                    {"id": each.row["id"], "units": each.units, "fen": each.fen}
                    for each in line.breaches
                ],
            }
            for line in found.lines
        ],
        "off_fen": found.off_fen,
        "due_fen": found.due_fen,
    }  # fmt: skip
    return {**document, "digest": digest_of(document)}


def account_in(document: Document) -> Account:
    """The account that a document's rows and clauses make, counted anew."""
    last = date.fromisoformat(document["last"])
    period = Period.parse(document["period"])
    return account(
        document["contract"],
        Period(period.name, period.first, last + timedelta(days=1)),
        [_clause(each) for each in document["clauses"]],
        document["tables"],
        fee_fen=document["fee_fen"],
        counted_at=datetime.fromisoformat(document["counted_at"]),
    )


def is_whole(document: Document) -> bool:
    """Whether a document is what its own rows make."""
    return document_of(account_in(document)) == document


def _without(line: Line, gone: set[tuple[str, str]]) -> Line:
    kept = tuple(
        each for each in line.breaches if (line.clause.name, str(each.row["id"])) not in gone
    )
    whole = sum(each.fen for each in kept)
    most = line.clause.most_fen
    return Line(
        line.clause, line.looked_at, kept, whole, whole if most is None else min(whole, most)
    )


def _plain(clause: Clause) -> Document:
    return {
        "key": clause.key, "version": clause.version, "kind": clause.kind.value,
        "starts_on": clause.starts_on.isoformat(),
        "until": clause.until.isoformat() if clause.until else None,
        "wording": clause.wording, "threshold": str(clause.threshold),
        "codes": sorted(clause.codes), "fen_each": clause.fen_each, "most_fen": clause.most_fen,
        "source": clause.source,
    }  # fmt: skip


def _clause(told: Document) -> Clause:
    return Clause(
        key=told["key"], version=told["version"], kind=ClauseKind(told["kind"]),
        starts_on=date.fromisoformat(told["starts_on"]),
        until=date.fromisoformat(told["until"]) if told["until"] else None,
        wording=told["wording"], threshold=Decimal(told["threshold"]),
        codes=frozenset(told["codes"]), fen_each=told["fen_each"], most_fen=told["most_fen"],
        source=told["source"],
    )  # fmt: skip
