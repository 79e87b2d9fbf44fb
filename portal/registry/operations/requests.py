"""What is asked about a Restaurant's Status: asking, deciding, withdrawing."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.kinds import Ask, RequestState
from portal.registry.models import Proof, Restaurant, StatusRequest
from portal.registry.operations.holding import held, place_of, subject_of
from portal.registry.operations.restaurants import moved_restaurant
from portal.registry.operations.status import write_status
from portal.registry.operations.telling import tell_asked, tell_decided
from portal.registry.proofs import KeptFile
from portal.registry.rules.permissions import (
    ASKING,
    check,
    check_decision,
)
from portal.registry.rules.requests import (
    BECOMES,
    AlreadyAsked,
    AlreadyDecided,
    MoveTo,
    NotYours,
    WhyMissing,
    Wish,
    interrupted,
    may_ask,
)
from portal.registry.rules.status import StatusChange
from portal.shell.rules import NotFound


def ask(
    session: Session,
    code: str,
    *,
    wish: Wish,
    actor: Actor,
    now: datetime,
    proof_file: Proof | None = None,
) -> StatusRequest:
    """Ask for `wish` about the Restaurant of this code; returns the pending request.

    Raises NotFound, NotAllowed, AlreadyAsked, and what `may_ask` raises.
    """
    restaurant = held(session, code)
    check(actor, ASKING[wish.ask], place_of(restaurant))
    row = _new_request(session, restaurant, wish, actor=actor, now=now)
    row.proof_file = proof_file
    session.add(row)
    session.flush()
    tell_asked(session, row, now=now)
    _record(session, actor, "asked", row, now=now)
    return row


def change_status(
    session: Session,
    code: str,
    *,
    wish: Wish,
    actor: Actor,
    now: datetime,
    proof_file: Proof | None = None,
) -> StatusRequest:
    """Ask for `wish` and grant it in one act, where one person may; returns the request.

    Raises the same as `ask`, and NotAllowed where it needs two persons.
    """
    restaurant = held(session, code)
    place = place_of(restaurant)
    check(actor, ASKING[wish.ask], place)
    check_decision(actor, wish.ask, place, asked_by=actor.person_id)
    row = _new_request(session, restaurant, wish, actor=actor, now=now)
    row.proof_file = proof_file
    row.state = RequestState.APPROVED
    row.decided_by, row.decided_by_id, row.decided_at = actor.name, actor.person_id, now
    session.add(row)
    session.flush()
    _carry_out(session, restaurant, row, now=now)
    tell_decided(session, row, now=now)
    _record(session, actor, "approved", row, now=now)
    return row


def decide(
    session: Session,
    number: int,
    *,
    is_granted: bool,
    why: str,
    actor: Actor,
    now: datetime,
) -> StatusRequest:
    """Grant or refuse the request of this number, and carry out what is granted.

    Raises NotFound, NotAllowed, OwnRequest, OwnRestaurant, AlreadyDecided where somebody was
    quicker, WhyMissing, and what `may_ask` raises where the Status has changed meanwhile.
    """
    row, restaurant = _request(session, number)
    check_decision(actor, row.ask, place_of(restaurant), asked_by=row.asked_by_id)
    if not is_granted and not why.strip():
        raise WhyMissing
    state = RequestState.APPROVED if is_granted else RequestState.REFUSED
    _conclude(session, row, state, why=why.strip(), actor=actor, now=now)
    if is_granted:
        may_ask(restaurant.status_spans, wish_of(row), now=now)
        _carry_out(session, restaurant, row, now=now)
    tell_decided(session, row, now=now)
    _record(session, actor, state.value, row, now=now)
    return row


def withdraw(session: Session, number: int, *, actor: Actor, now: datetime) -> StatusRequest:
    """Take back a request that `actor` made. Raises NotFound, NotYours or AlreadyDecided."""
    row, __ = _request(session, number)
    if row.asked_by_id is None or row.asked_by_id != actor.person_id:
        raise NotYours
    _conclude(session, row, RequestState.WITHDRAWN, why="", actor=actor, now=now)
    _record(session, actor, "withdrawn", row, now=now)
    return row


def proof_row(session: Session, kept: KeptFile) -> Proof:
    """The row about a file that is kept; it is flushed with the request that it proves."""
    row = Proof(code=kept.code, kind=kept.kind, bytes=kept.bytes, sha256=kept.sha256)
    session.add(row)
    return row


def wish_of(row: StatusRequest) -> Wish:
    """What a request asks."""
    return Wish(
        ask=row.ask,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        proof=row.proof,
        moves_to=MoveTo(**row.moves_to) if row.moves_to else None,
    )


def _new_request(
    session: Session, restaurant: Restaurant, wish: Wish, *, actor: Actor, now: datetime
) -> StatusRequest:
    may_ask(restaurant.status_spans, wish, now=now)
    is_asked = exists().where(
        StatusRequest.restaurant_id == restaurant.id,
        StatusRequest.ask == wish.ask,
        StatusRequest.state == RequestState.PENDING,
    )
    if session.scalar(select(is_asked)):
        raise AlreadyAsked
    moves_to = wish.moves_to
    return StatusRequest(
        restaurant=restaurant,
        ask=wish.ask,
        state=RequestState.PENDING,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at if wish.ask is Ask.SUSPEND else None,
        reason=wish.reason.strip(),
        proof=wish.proof.strip(),
        moves_to=None if moves_to is None else {
            "licence_no": moves_to.licence_no, "address": moves_to.address,
            "street": moves_to.street, "station": moves_to.station,
        },
        asked_by=actor.name,
        asked_by_id=actor.person_id,
        asked_at=now,
    )  # fmt: skip


def _request(session: Session, number: int) -> tuple[StatusRequest, Restaurant]:
    """The request of this number as it is now, and its Restaurant, which is held."""
    code = session.scalar(
        select(Restaurant.code)
        .join(StatusRequest, StatusRequest.restaurant_id == Restaurant.id)
        .where(StatusRequest.id == number)
    )
    if code is None:
        raise NotFound("request", str(number))
    restaurant = held(session, code)
    row = session.get_one(
        StatusRequest,
        number,
        options=[joinedload(StatusRequest.proof_file)],
        populate_existing=True,
    )
    return row, restaurant


def _conclude(
    session: Session,
    row: StatusRequest,
    state: RequestState,
    *,
    why: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a pending request its end; whoever comes second raises AlreadyDecided."""
    if row.state is not RequestState.PENDING:
        raise AlreadyDecided(row.state, row.decided_by)
    row.state, row.why, row.decided_at = state, why, now
    row.decided_by, row.decided_by_id = actor.name, actor.person_id
    session.flush()


def _carry_out(
    session: Session, restaurant: Restaurant, row: StatusRequest, *, now: datetime
) -> None:
    """Make the Status what a granted request asks."""
    if row.ask is Ask.RESUME and not _interrupt(session, restaurant, row.starts_at):
        return
    change = StatusChange(
        BECOMES[row.ask],
        row.starts_at,
        row.ends_at,
        reason=row.reason,
        proof=row.proof,
        approved_by=row.decided_by[:100],
    )
    write_status(session, restaurant, change=change, now=now)
    wish = wish_of(row)
    if wish.ask is Ask.MOVE and wish.moves_to is not None:
        moved_restaurant(session, restaurant, wish.moves_to, starts_at=row.starts_at, now=now)


def _interrupt(session: Session, restaurant: Restaurant, moment: datetime) -> bool:
    """End the suspension that holds at `moment`; returns whether an open span must follow."""
    suspension, is_open_below = interrupted(restaurant.status_spans, moment)
    if is_open_below:
        suspension.ends_at = moment
        session.flush()
    return not is_open_below


def _record(
    session: Session, actor: Actor, what: str, row: StatusRequest, *, now: datetime
) -> None:
    record(
        session,
        actor,
        f"status_request.{what}",
        subject_of(row.restaurant),
        at=now,
        facts={
            "request": row.id,
            "ask": row.ask.value,
            "from": row.starts_at.isoformat(),
            "to": row.ends_at.isoformat() if row.ends_at else None,
            "reason": row.reason,
            "proof": row.proof,
            "proof_sha256": row.proof_file.sha256 if row.proof_file else None,
            "why": row.why,
        },
    )
