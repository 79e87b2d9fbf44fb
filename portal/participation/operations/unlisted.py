"""Takes messages about businesses that are not in the register, and makes Cases of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from portal.accounts.kinds import STATION_ROLES, Role
from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.notices.operations import announce, forget_texts
from portal.notices.rules import About, News, To
from portal.participation.case_kinds import (
    CaseAct,
    CaseKind,
    CaseState,
    Channel,
    Outside,
    UnlistedState,
)
from portal.participation.models import Case, UnlistedCase
from portal.participation.operations.case_clocks import PORTAL, set_clock
from portal.participation.operations.case_steps import NOBODY, Doing, add_step
from portal.participation.operations.case_texts import text_unlisted
from portal.participation.operations.filing import HOUR, Filed, next_number, spend
from portal.participation.operations.working import OutsideNumberMissing
from portal.participation.rules import codes
from portal.participation.rules.case_texts import DECIDED, RECEIVED
from portal.participation.rules.cases import CaseTextMissing
from portal.participation.rules.categories import risk_of
from portal.participation.rules.clocks import Times, clock_of, last_day
from portal.participation.rules.intake import KEY_HOLDS, IntakeRefused, Recent, faults_of
from portal.participation.rules.personal import masked
from portal.participation.rules.retention import erase_on
from portal.participation.rules.unlisted import (
    AttachUnfit,
    NewUnlisted,
    check_handler,
    check_unlisted_budget,
    check_waiting,
    place_faults,
    scope_of,
)
from portal.participation.secrecy import Secrecy, hashed_code
from portal.registry.models import Restaurant, Station
from portal.registry.queries import deadline_of
from portal.shell.rules import NotFound, local_day


@dataclass(frozen=True, slots=True)
class HandedTo:
    """Which office takes a message, its number there, and why, as its sender reads it."""

    office: Outside
    number: str
    why: str


def file_unlisted(session: Session, new: NewUnlisted, *, secrecy: Secrecy, now: datetime) -> Filed:
    """Take a message about a business without a row, with number, code and first promise.

    The same form sent again gives the same. Raises IntakeRefused, UnlistedBusy, CaseWorkNeeded,
    CaseWorkRefused.
    """
    case = new.case
    faults = faults_of(case, now=now) | place_faults(new.place_name, new.place_address)
    if faults:
        raise IntakeRefused(faults)
    link = secrecy.link(case.key)
    code = secrecy.code(link)
    code_hash = hashed_code(code)
    # The count is written first: that holds SQLite's lock and PostgreSQL's row, as with Cases.
    number = next_number(session, case.kind, now=now)
    former = session.scalar(
        select(UnlistedCase.id).where(UnlistedCase.key_hash == codes.digest(case.key))
    )
    if former is not None:
        return Filed(former, link, code, is_new=False)
    check_unlisted_budget(_recent(session, now=now), has_work=case.work is not None)
    if case.work is not None:
        spend(session, *case.work)
    station = session.scalar(select(Station).where(Station.code == new.station))
    row = UnlistedCase(
        **_columns(new, secrecy=secrecy),
        number=number,
        station=station,
        code_hash=code_hash,
        link_hash=codes.digest(link),
        received_at=now,
        due_at=_due_at(session, case.kind, now=now),
        state=UnlistedState.WAITING,
    )
    session.add(row)
    session.flush()
    _announce(session, row, now=now)
    text_unlisted(session, row, RECEIVED, due_at=row.due_at, now=now)
    return Filed(row.id, link, code, is_new=True)


def attach_unlisted(
    session: Session, number: str, *, restaurant: str, actor: Actor, now: datetime
) -> Case:
    """Make a Case about the Restaurant of this code of it: number, code, link and time go over.

    Raises NotFound, NotAllowed, UnlistedDecided, AttachUnfit.
    """
    row = _held(session, number, actor=actor)
    place = session.scalar(
        select(Restaurant)
        .where(Restaurant.code == restaurant)
        .options(joinedload(Restaurant.station))
    )
    if place is None or not scope_of(actor).covers(
        station=place.station.code, restaurant=place.code
    ):
        raise AttachUnfit
    case = _case_of(row, place)
    set_clock(session, case, clock_of(row.kind, case.state, Times(row.received_at)), now=now)
    row.text = row.claim = ""
    row.sealed = row.code_hash = row.link_hash = None
    session.flush()  # before the Case takes number and link
    session.add(case)
    session.flush()
    facts = {"number": case.number, "category": row.category.value}
    add_step(session, case, Doing(CaseAct.FILE, NOBODY, now, facts=facts))
    row.state, row.case_id = UnlistedState.ATTACHED, case.id
    row.decided_at, row.decided_by = now, actor.name
    session.flush()
    facts = {"restaurant": place.code}
    record(session, actor, "unlisted.attached", f"case {number}", at=now, facts=facts)
    return case


def hand_over_unlisted(
    session: Session, number: str, to: HandedTo, *, actor: Actor, now: datetime
) -> UnlistedCase:
    """Hand it over to another office, for a reason that its sender reads.

    Raises NotFound, NotAllowed, UnlistedDecided, CaseTextMissing, OutsideNumberMissing.
    """
    row = _held(session, number, actor=actor)
    if not to.why.strip():
        raise CaseTextMissing(CaseAct.TRANSFER)
    if not to.number.strip():
        raise OutsideNumberMissing
    row.state, row.outside = UnlistedState.HANDED_OVER, to.office
    row.outside_number, row.reason = to.number.strip()[:60], masked(to.why.strip()[:1000])
    row.decided_at, row.decided_by, row.erase_on = now, actor.name, erase_on(now)
    session.flush()
    text_unlisted(session, row, DECIDED, due_at=None, now=now)
    facts = {"outside": to.office.value, "outside_number": row.outside_number}
    record(session, actor, "unlisted.handed_over", f"case {number}", at=now, facts=facts)
    return row


def erase_unlisted(session: Session, *, today: date, now: datetime) -> int:
    """Erase what names people in messages whose time is over; returns how many."""
    rows = session.scalars(select(UnlistedCase).where(UnlistedCase.erase_on <= today)).all()
    for row in rows:
        row.sealed = row.code_hash = row.link_hash = row.key_hash = None
        row.has_contact, row.erase_on, row.erased_at = False, None, now
        forget_texts(session, About("case", row.number))
        record(session, PORTAL, "case.erased", f"case {row.number}", at=now)
    session.flush()
    return len(rows)


def forget_unlisted_keys(session: Session, *, now: datetime) -> None:
    """Forget the keys of forms that nobody sends again."""
    session.execute(
        update(UnlistedCase)
        .where(UnlistedCase.key_hash.is_not(None), UnlistedCase.received_at < now - KEY_HOLDS)
        .values(key_hash=None),
        execution_options={"synchronize_session": False},
    )


def _held(session: Session, number: str, *, actor: Actor) -> UnlistedCase:
    """The message as it is now, held until the transaction ends, if `actor` may decide on it."""
    session.execute(  # written before it is read, as with Cases
        update(UnlistedCase)
        .where(UnlistedCase.number == number)
        .values(reason=UnlistedCase.reason),
        execution_options={"synchronize_session": False},
    )
    row = session.scalar(
        select(UnlistedCase)
        .where(UnlistedCase.number == number)
        .options(joinedload(UnlistedCase.station))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("case", number)
    check_handler(actor, station=row.station.code if row.station else None)
    check_waiting(row.state)
    return row


def _columns(new: NewUnlisted, *, secrecy: Secrecy) -> dict[str, Any]:
    case = new.case
    words = {
        "text": case.text.strip(), "claim": case.claim.strip(), "name": case.name.strip(),
        "phone": case.phone.strip(), "address": case.address.strip(),
    }  # fmt: skip
    return {
        "kind": case.kind,
        "category": case.category,
        "place_name": masked(new.place_name.strip()),
        "place_address": masked(new.place_address.strip()),
        "seen_on": case.seen_on,
        "language": case.language,
        "text": masked(words["text"]),
        "claim": masked(words["claim"]),
        "sealed": secrecy.seal(words),
        "has_contact": bool(words["phone"]),
        "no_texts": case.no_texts,
        "has_work": case.work is not None,
        "key_hash": codes.digest(case.key),
    }


def _case_of(row: UnlistedCase, place: Restaurant) -> Case:
    return Case(
        number=row.number,
        kind=row.kind,
        channel=Channel.PAGE,
        category=row.category,
        risk=risk_of(row.category, Channel.PAGE),
        restaurant=place,
        seen_on=row.seen_on,
        language=row.language,
        text=row.text,
        claim=row.claim,
        sealed=row.sealed,
        has_contact=row.has_contact,
        no_texts=row.no_texts,
        has_work=row.has_work,
        code_hash=row.code_hash,
        link_hash=row.link_hash,
        received_at=row.received_at,
        clock_from=row.received_at,
        state=CaseState.RECEIVED,
        version=1,
        steps_count=0,
        escalated=0,
        supporters=0,
        head="",
    )


def _due_at(session: Session, kind: CaseKind, *, now: datetime) -> datetime | None:
    """Until when a Case of this kind would have to be taken up or checked."""
    clock = clock_of(kind, CaseState.RECEIVED, Times(now))
    return None if clock is None else deadline_of(session, clock.step, started_at=now).due_at


def _recent(session: Session, *, now: datetime) -> Recent:
    in_hour, without = session.execute(
        select(func.count(), func.count().filter(UnlistedCase.has_work.is_(False))).where(
            UnlistedCase.received_at > now - HOUR
        )
    ).one()
    return Recent(in_hour=in_hour, in_day=in_hour, without_work=without)


def _announce(session: Session, row: UnlistedCase, *, now: datetime) -> None:
    """Tell the Station whose street it is; where none is known, the bureau."""
    station = row.station
    news = News(
        kind="case.unlisted",
        severity=risk_of(row.category, Channel.PAGE),
        about=About("case", row.number),
        link=f"/desk/unlisted/{row.number}",
        occurred_at=now,
        fields={
            "number": row.number, "place": row.place_name, "category": row.category.value,
            "due": last_day(row.due_at) or local_day(now),
        },
        key="once",
    )  # fmt: skip
    roles = STATION_ROLES if station is not None else frozenset({Role.BUREAU_OFFICER})
    announce(session, news, to=To(roles=roles, station=station.code if station else None), now=now)
