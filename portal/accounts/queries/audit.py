"""Reads the audit chain: pages of it, its head, and whether it is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.accounts.chain import EMPTY_HASH, entry_hash
from portal.accounts.models import AuditEntry, AuditHead
from portal.shell.lists import ListPage
from portal.shell.paging import one_page
from portal.shell.rules import day_bounds

ENTRIES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What somebody looks for in the chain; empty means anything. Days are the district's."""

    text: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What walking the chain found; `broken` is the first number that does not hold, or None."""

    entries: int
    head: str
    broken: int | None = None


def audit_page(session: Session, wanted: AuditFilter, *, page: int) -> ListPage[AuditEntry]:
    """The entries that match `wanted`, the newest first."""
    rows = select(AuditEntry).where(*_matches(wanted))
    return one_page(session, rows, order=(AuditEntry.number.desc(),), page=page)


def audit_acts(session: Session) -> Sequence[str]:
    """Every act that was ever recorded, sorted."""
    return session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)).all()


def audit_head(session: Session) -> tuple[int, str]:
    """Number and hash of the newest entry, to be kept outside; (0, zeros) while there is none."""
    number, hash_ = session.execute(select(AuditHead.number, AuditHead.hash)).one()
    return number, hash_


def walk_chain(session: Session, *, known: tuple[int, str] | None = None) -> ChainReport:
    """Recompute every hash from the first entry to the newest, and compare.

    A changed, removed, added or reordered entry breaks the chain at its number. Whoever can write
    the whole table can also compute a whole new chain: `known`, a number and hash that were kept
    outside, finds that too.
    """
    former, number = EMPTY_HASH, 0
    entries = session.scalars(
        select(AuditEntry)
        .order_by(AuditEntry.number)
        .execution_options(yield_per=ENTRIES_AT_ONCE, populate_existing=True)
    )
    for entry in entries:
        number += 1
        is_known = known is None or known[0] != number or known[1] == entry.hash
        if entry.number != number or entry.hash != entry_hash(entry, former) or not is_known:
            return ChainReport(number - 1, former, broken=number)
        former = entry.hash
    is_reached = known is None or known[0] <= number
    if audit_head(session) != (number, former) or not is_reached:
        return ChainReport(number, former, broken=number + 1)
    return ChainReport(number, former)


def _matches(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        found.append(
            AuditEntry.subject.contains(wanted.text, autoescape=True)
            | AuditEntry.actor.contains(wanted.text, autoescape=True)
        )
    if wanted.act:
        found.append(AuditEntry.act == wanted.act)
    if wanted.since is not None:
        found.append(AuditEntry.at >= day_bounds(wanted.since)[0])
    if wanted.until is not None:
        found.append(AuditEntry.at < day_bounds(wanted.until)[1])
    return found
