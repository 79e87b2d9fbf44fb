"""What has to be done about Faults from time to time, by nobody in particular."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.registry.kinds import Status
from portal.registry.models import Camera, Display, Restaurant, StatusSpan
from portal.rounds.kinds import FaultCode, FaultEnd
from portal.rounds.models import CameraOutage, Fault, FaultPicture
from portal.rounds.operations.faults import ROUNDS, end_fault, new_fault
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.faults import ContractTerms, is_silent, may_forget
from portal.rounds.signals import fault_closed, fault_opened, outage_closed
from portal.shell.rules import local_day

STRAY_AFTER = timedelta(days=1)  # a transaction lasts seconds
GONE = (Status.CLOSED, Status.MOVED)


@dataclass(frozen=True, slots=True)
class Tidiness:
    """After how many days a Display is silent, and an ended Fault's pictures are deleted."""

    silent_days: int
    keep_days: int


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one tidying did, in numbers."""

    withdrawn: int
    displays_silent: int
    displays_seen: int
    pictures_removed: int


def tidy_faults(
    session: Session,
    *,
    now: datetime,
    terms: ContractTerms,
    rules: Tidiness,
    store: PictureStore,
) -> Tidied:
    """Withdraw, open and end what no look can, and delete pictures past their time.

    May be run as often as one likes. Files are deleted at once, so commit soon.
    """
    withdrawn = withdraw_faults(session, now=now)
    silent, seen = note_displays(session, now=now, terms=terms, silent_days=rules.silent_days)
    removed = forget_pictures(session, now=now, keep_days=rules.keep_days, store=store)
    return Tidied(withdrawn, silent, seen, removed)


def withdraw_faults(session: Session, *, now: datetime) -> int:
    """End the Outages and Faults of what left the register; returns how many Faults.

    A Camera past its last day, or a Restaurant that closed or moved away, has nothing to prove
    any more. Such a Fault is on neither side of the repair rate.
    """
    outages = session.scalars(_outages_of_gone(now)).all()
    for outage in outages:
        outage.ended_at = max(now, outage.began_at)
    faults = [outage.fault for outage in outages if outage.fault is not None]
    faults += session.scalars(_display_faults_of_gone(now))
    for fault in faults:
        end_fault(fault, FaultEnd.WITHDRAWN, at=now)
    session.flush()
    for outage in outages:
        outage_closed.send(session, outage=outage)
    for fault in faults:
        fault_closed.send(session, fault=fault)
    _record(session, "fault.withdrawn", faults, now)
    return len(faults)


def note_displays(
    session: Session, *, now: datetime, terms: ContractTerms, silent_days: int
) -> tuple[int, int]:
    """Open a Fault for each Display not seen working for `silent_days`, end it for one that was.

    Only of Restaurants that are open. Returns how many opened and ended.
    """
    displays = session.scalars(
        select(Display)
        .join(Display.restaurant)
        .where(_has_status(now, [Status.OPEN]))
        .order_by(Display.id)
    )
    faults = session.scalars(
        select(Fault).where(Fault.display_id.is_not(None), Fault.ended_at.is_(None))
    )
    present = {fault.display_id: fault for fault in faults}
    opened, closed = list[Fault](), list[Fault]()
    for display in displays:
        known = present.get(display.id)
        silent = is_silent(display.verified_on, today=local_day(now), silent_days=silent_days)
        if silent and known is None:
            fault = new_fault(session, FaultCode.DEV_OFF, at=now, terms=terms)
            fault.display = display
            opened.append(fault)
        elif known is not None and not silent:
            end_fault(known, FaultEnd.REPAIRED, at=now)
            closed.append(known)
    session.flush()
    for fault in opened:
        fault_opened.send(session, fault=fault)
    for fault in closed:
        fault_closed.send(session, fault=fault)
    _record(session, "fault.opened", opened, now)
    _record(session, "fault.repaired", closed, now)
    return len(opened), len(closed)


def forget_pictures(session: Session, *, now: datetime, keep_days: int, store: PictureStore) -> int:
    """Delete the pictures of Faults that ended more than `keep_days` ago; returns how many.

    Rows stay, with their hash: that there was a picture is part of the record. Files without a
    row are deleted too, a day after they were written.
    """
    kept = session.scalars(
        select(FaultPicture)
        .where(FaultPicture.removed_at.is_(None))
        .options(joinedload(FaultPicture.fault))
    ).all()
    store.remove_strays({row.file for row in kept}, before=now - STRAY_AFTER)
    old = [row for row in kept if may_forget(row.fault.ended_at, now=now, keep_days=keep_days)]
    for row in old:
        store.remove(row.file)
        row.removed_at = now
    session.flush()
    if old:
        facts = {"files": [row.file for row in old]}
        record(session, ROUNDS, "fault.pictures_removed", "fault pictures", at=now, facts=facts)
    return len(old)


def _outages_of_gone(now: datetime) -> Select[CameraOutage]:
    return (
        select(CameraOutage)
        .join(CameraOutage.camera)
        .join(Camera.restaurant)
        .where(
            CameraOutage.ended_at.is_(None),
            or_(Camera.active_until <= local_day(now), _has_status(now, GONE)),
        )
        .options(joinedload(CameraOutage.fault))
        .order_by(CameraOutage.id)
    )


def _display_faults_of_gone(now: datetime) -> Select[Fault]:
    return (
        select(Fault)
        .join(Fault.display)
        .join(Display.restaurant)
        .where(Fault.ended_at.is_(None), _has_status(now, GONE))
        .order_by(Fault.id)
    )


def _has_status(now: datetime, wanted: Iterable[Status]) -> ColumnElement[bool]:
    """The condition that a Restaurant has one of these Status at `now`, as far as is known."""
    holding = (
        select(StatusSpan.status)
        .where(
            StatusSpan.restaurant_id == Restaurant.id,
            StatusSpan.starts_at <= now,
            or_(StatusSpan.ends_at.is_(None), now < StatusSpan.ends_at),
        )
        .order_by(StatusSpan.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return holding.in_(list(wanted))


def _record(session: Session, act: str, faults: Iterable[Fault], now: datetime) -> None:
    for fault in faults:
        facts = {"code": fault.code.value}
        record(session, ROUNDS, act, f"fault {fault.number}", at=now, facts=facts)
