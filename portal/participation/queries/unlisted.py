"""Reads of messages about businesses that are not in the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, joinedload

from portal.accounts.rules import Scope
from portal.participation.case_kinds import UnlistedState
from portal.participation.models import UnlistedCase
from portal.participation.rules.codes import digest
from portal.participation.rules.unlisted import PER_PAGE, Wanted
from portal.registry.models import Station
from portal.shell.rules import NotFound


@dataclass(frozen=True, slots=True)
class UnlistedPage:
    """A page of the list, the longest due first."""

    rows: Sequence[UnlistedCase]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


def unlisted(session: Session, wanted: Wanted, *, scope: Scope) -> UnlistedPage:
    """One page of what is wanted within `scope`, with Stations and Cases; two statements."""
    conditions = (UnlistedCase.state == wanted.state, _within(scope))
    counted = select(func.count()).select_from(UnlistedCase).outerjoin(UnlistedCase.station)
    total = session.scalar(counted.where(*conditions)) or 0
    page = min(wanted.page, max(1, -(-total // PER_PAGE)))
    rows = session.scalars(
        select(UnlistedCase)
        .outerjoin(UnlistedCase.station)
        .where(*conditions)
        .options(joinedload(UnlistedCase.station), joinedload(UnlistedCase.case))
        .order_by(UnlistedCase.due_at, UnlistedCase.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return UnlistedPage(rows, total, page)


def unlisted_waiting(session: Session, *, scope: Scope) -> int:
    """How many wait within `scope`."""
    counted = select(func.count()).select_from(UnlistedCase).outerjoin(UnlistedCase.station)
    return (
        session.scalar(counted.where(UnlistedCase.state == UnlistedState.WAITING, _within(scope)))
        or 0
    )


def unlisted_by_number(session: Session, number: str, *, scope: Scope) -> UnlistedCase:
    """The message of this number. Raises NotFound also where `scope` does not cover it."""
    return _one(session, UnlistedCase.number == number, _within(scope), name=number)


def senders_unlisted(session: Session, unlisted_id: int) -> UnlistedCase:
    """A message as its sender sees it. Raises NotFound."""
    return _one(session, UnlistedCase.id == unlisted_id, name=str(unlisted_id))


def unlisted_by_link(session: Session, link: str) -> int | None:
    """The message that a secret link opens, as long as it is no Case; None for none."""
    return session.scalar(select(UnlistedCase.id).where(UnlistedCase.link_hash == digest(link)))


def unlisted_code(session: Session, number: str) -> tuple[int, str | None] | None:
    """The message of a public number with the hash of its code; None for an unknown one."""
    asked = select(UnlistedCase.id, UnlistedCase.code_hash).where(UnlistedCase.number == number)
    row = session.execute(asked).first()
    return None if row is None else (row[0], row[1])


def _one(session: Session, *is_it: ColumnElement[bool], name: str) -> UnlistedCase:
    found = session.scalar(
        select(UnlistedCase)
        .outerjoin(UnlistedCase.station)
        .where(*is_it)
        .options(joinedload(UnlistedCase.station), joinedload(UnlistedCase.case))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("case", name)
    return found


def _within(scope: Scope) -> ColumnElement[bool]:
    """Those of these Stations; where none is known, whoever sees the whole register."""
    return true() if scope.is_whole else Station.code.in_(scope.stations)
