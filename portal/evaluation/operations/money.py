"""Enters a year's budget and payments, one by one or from a file, and takes a payment back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.evaluation.models import BudgetLine, Payment
from portal.evaluation.queries.closed import newest_closed
from portal.evaluation.queries.money import budget_of
from portal.evaluation.rules.closing import Act, check_entry
from portal.evaluation.rules.money import Field, MoneyUnfit, Paid, Planned, Wrong
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class Entering:
    """Into which year somebody enters something; `reason` is asked once that is closed."""

    year: int
    actor: Actor
    now: datetime
    reason: str = ""


def enter_money(
    session: Session, entries: Iterable[tuple[int | None, Planned | Paid]], entering: Entering
) -> int:
    """Enter lines of the budget and payments, each with its line of a file; how many were new.

    What is there already is left as it is, so that a file may come twice. All or nothing. Raises
    NotAllowed, PeriodClosed, and MoneyUnfit for a payment whose line of the budget nobody knows.
    """
    _check(session, entering)
    lines = {each.name: each for each in budget_of(session, entering.year)}
    told = list(entries)
    new = 0
    for __, entry in told:
        if isinstance(entry, Planned):
            new += _plan(session, lines, entry, entering)
    for number, entry in told:
        if isinstance(entry, Paid):
            line = lines.get(entry.line)
            if line is None or entry.day.year != entering.year:
                raise MoneyUnfit([Wrong(number, Field.DAY if line else Field.LINE)])
            new += _pay(session, line, entry, entering)
    return new


def remove_payment(session: Session, number: int, *, why: str, entering: Entering) -> None:
    """Take a payment back that was entered by mistake; the audit chain keeps it and why.

    Raises NotAllowed, PeriodClosed, NotFound, and MoneyUnfit without a reason.
    """
    _check(session, entering)
    found = _payment(budget_of(session, entering.year), number)
    if not why.strip():
        raise MoneyUnfit([Wrong(None, Field.NAME)])
    session.delete(found)
    session.flush()
    facts = {"fen": found.fen, "day": found.paid_on.isoformat(), "name": found.name, "why": why}
    record(session, entering.actor, "evaluation.payment_removed", _subject(entering),
           at=entering.now, facts=facts)  # fmt: skip


def _payment(lines: Sequence[BudgetLine], number: int) -> Payment:
    for line in lines:
        for each in line.payments:
            if each.id == number:
                return each
    raise NotFound("payment", str(number))


def _plan(
    session: Session, lines: dict[str, BudgetLine], entry: Planned, entering: Entering
) -> int:  # fmt: skip
    line = lines.get(entry.name)
    if line is not None and (line.fen, line.source) == (entry.fen, entry.source):
        return 0
    if line is None:
        line = BudgetLine(year=entering.year, name=entry.name, payments=[])
        session.add(line)
        lines[entry.name] = line
    line.fen, line.source = entry.fen, entry.source
    session.flush()
    record(session, entering.actor, "evaluation.budget_set", _subject(entering), at=entering.now,
           facts=_facts(entering, name=entry.name, fen=entry.fen))  # fmt: skip
    return 1


def _pay(session: Session, line: BudgetLine, entry: Paid, entering: Entering) -> int:
    known = {(each.paid_on, each.name, each.fen) for each in line.payments}
    if (entry.day, entry.name, entry.fen) in known:
        return 0
    line.payments.append(Payment(paid_on=entry.day, name=entry.name, fen=entry.fen))
    session.flush()
    facts = _facts(entering, name=entry.name, fen=entry.fen, day=entry.day.isoformat())
    record(session, entering.actor, "evaluation.payment_entered", _subject(entering),
           at=entering.now, facts=facts)  # fmt: skip
    return 1


def _facts(entering: Entering, **facts: str | int) -> dict[str, str | int]:
    return facts | ({"why": entering.reason.strip()} if entering.reason.strip() else {})


def _subject(entering: Entering) -> str:
    return f"evaluation {entering.year}"


def _check(session: Session, entering: Entering) -> None:
    is_closed = newest_closed(session, str(entering.year)) is not None
    check_entry(entering.year, act=Act.SPEND, actor=entering.actor, is_closed=is_closed,
                reason=entering.reason)  # fmt: skip
