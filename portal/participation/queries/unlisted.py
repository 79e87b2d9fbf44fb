"""Reads of messages about businesses that are not in the register."""

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, joinedload

from portal.accounts.rules import Scope
from portal.participation.case_kinds import UnlistedState
from portal.participation.models import UnlistedCase
from portal.participation.rules.codes import digest
from portal.participation.rules.unlisted import Wanted
from portal.registry.models import Station
from portal.shell.lists import ListPage
from portal.shell.paging import one_page, row_count
from portal.shell.rules import NotFound


def unlisted(session: Session, wanted: Wanted, *, scope: Scope) -> ListPage[UnlistedCase]:
    """One page of what is wanted within `scope`, with Stations and Cases; two statements."""
    return one_page(
        session,
        _in_state(wanted.state, scope),
        order=(UnlistedCase.due_at, UnlistedCase.id),
        options=(joinedload(UnlistedCase.station), joinedload(UnlistedCase.case)),
        page=wanted.page,
    )


def unlisted_waiting(session: Session, *, scope: Scope) -> int:
    """How many wait within `scope`."""
    return row_count(session, _in_state(UnlistedState.WAITING, scope))


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


def _in_state(state: UnlistedState, scope: Scope) -> Select[UnlistedCase]:
    rows = select(UnlistedCase).outerjoin(UnlistedCase.station)
    return rows.where(UnlistedCase.state == state, _within(scope))


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
