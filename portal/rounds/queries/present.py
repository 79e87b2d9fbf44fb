"""Reads what Cameras show now."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.rounds.kinds import Outcome
from portal.rounds.models import CameraCondition, CameraOutage, Fault
from portal.rounds.rules.outages import Condition

CAMERAS_A_STATEMENT = 5_000  # databases limit the values of one statement


def conditions(
    session: Session, camera_ids: Iterable[int], *, now: datetime
) -> dict[int, Condition]:
    """What each of these Cameras shows at `now`; one that was never looked at is missing.

    A Camera not looked at for some minutes is unknown. One statement a 5,000 Cameras.
    """
    wanted, found = sorted(set(camera_ids)), dict[int, Condition]()
    for start in range(0, len(wanted), CAMERAS_A_STATEMENT):
        some = wanted[start : start + CAMERAS_A_STATEMENT]
        rows = session.scalars(select(CameraCondition).where(CameraCondition.camera_id.in_(some)))
        found |= {row.camera_id: condition_of(row).as_of(now) for row in rows}
    return found


def condition_of(row: CameraCondition) -> Condition:
    """The row as the rules see it, however old."""
    return Condition(row.outcome, row.since, row.seen_at, row.code, row.cause, row.measured)


def told_faults(session: Session, camera_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of the Faults that these Cameras have now; one without a Fault is missing.

    One statement a 5,000 Cameras.
    """
    wanted, found = sorted(set(camera_ids)), dict[int, str]()
    for start in range(0, len(wanted), CAMERAS_A_STATEMENT):
        some = wanted[start : start + CAMERAS_A_STATEMENT]
        asked = (
            select(CameraOutage.camera_id, Fault.number)
            .join(CameraOutage, CameraOutage.id == Fault.outage_id)
            .where(CameraOutage.camera_id.in_(some), Fault.ended_at.is_(None))
            .order_by(Fault.opened_at)
        )
        found |= {row[0]: row[1] for row in session.execute(asked)}
    return found


def counted_conditions(session: Session, *, now: datetime) -> dict[Outcome, int]:
    """How many Cameras show what at `now`; those not looked at for some minutes are unknown."""
    found = dict.fromkeys(Outcome, 0)
    for row in session.scalars(select(CameraCondition)):
        found[condition_of(row).as_of(now).outcome] += 1
    return found


def newest_look(session: Session) -> datetime | None:
    """The moment of the newest look at any Camera, None when there was none."""
    return session.scalar(select(func.max(CameraCondition.seen_at)))


def counted_faults(session: Session, *, now: datetime) -> tuple[int, int]:
    """How many Faults are not repaired: within their time, and beyond it."""
    late = Fault.repair_due_at < now
    is_open = Fault.ended_at.is_(None)
    found = session.execute(
        select(func.count(), func.count().filter(late)).select_from(Fault).where(is_open)
    ).one()
    return found[0] - found[1], found[1]
