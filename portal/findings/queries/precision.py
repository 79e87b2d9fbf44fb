"""Reads what people said of the machine's leads: by class and month, at a Camera, and mutes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from portal.accounts.rules import WHOLE, Scope
from portal.findings.kinds import ViolationCode
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection, Mute
from portal.findings.rules.precision import LAST_REVIEWED, Precision, Reviewed, is_right, precisions
from portal.registry.models import Camera, Restaurant
from portal.registry.queries import within


@dataclass(frozen=True, slots=True)
class MutedCount:
    """At how many Cameras a class is muted, and since when the first of them is."""

    code: ViolationCode
    cameras: int
    since: datetime


def precision_by_month(session: Session, *, first_month: str) -> list[Precision]:
    """The reviewed precision of each class since a month such as 2026-03, the newest first."""
    rows = session.execute(
        select(
            Detection.code, Detection.reviewed_month, Detection.state, Detection.reject_reason,
            func.count(),
        )
        .where(Detection.reviewed_month >= first_month)
        .group_by(
            Detection.code, Detection.reviewed_month, Detection.state, Detection.reject_reason
        )
    )  # fmt: skip
    return precisions(
        Reviewed(code, month, state, reason, count)
        for code, month, state, reason, count in rows
        if month is not None
    )


def last_verdicts(
    session: Session, camera_id: int, code: ViolationCode, *, since: datetime | None
) -> list[bool]:
    """Whether the last 50 leads of a class at a Camera that were judged were right, newest first.

    Only those reviewed after `since`, where that is given; those that say nothing are left out.
    """
    conditions = [Detection.camera_id == camera_id, Detection.code == code]
    if since is not None:
        conditions.append(Detection.reviewed_at > since)
    rows = session.execute(
        select(Detection.state, Detection.reject_reason)
        .where(*conditions, Detection.state != LeadState.PENDING)
        .order_by(Detection.reviewed_at.desc(), Detection.id.desc())
        .limit(2 * LAST_REVIEWED)
    )
    verdicts = (is_right(state, reason) for state, reason in rows)
    return [each for each in verdicts if each is not None][:LAST_REVIEWED]


def present_mute(session: Session, camera_id: int, code: ViolationCode) -> Mute | None:
    """The mute of a class at a Camera that holds now."""
    return session.scalar(
        select(Mute).where(Mute.camera_id == camera_id, Mute.code == code, Mute.lifted_at.is_(None))
    )


def lifted_at(session: Session, camera_id: int, code: ViolationCode) -> datetime | None:
    """When the last mute of a class at a Camera ended; None where there was none."""
    return session.scalar(
        select(func.max(Mute.lifted_at)).where(Mute.camera_id == camera_id, Mute.code == code)
    )


def present_mutes(session: Session, *, scope: Scope = WHOLE, limit: int = 500) -> Sequence[Mute]:
    """The mutes that hold now within `scope`, newest first, with Camera, Restaurant, Station."""
    return session.scalars(
        select(Mute)
        .join(Mute.camera)
        .join(Camera.restaurant)
        .join(Restaurant.station)
        .where(Mute.lifted_at.is_(None), within(scope))
        .options(
            contains_eager(Mute.camera)
            .contains_eager(Camera.restaurant)
            .contains_eager(Restaurant.station)
        )
        .order_by(Mute.muted_at.desc(), Mute.id.desc())
        .limit(limit)
    ).all()


def muted_counts(session: Session) -> list[MutedCount]:
    """At how many Cameras each class is muted now, by class; none that is not."""
    rows = session.execute(
        select(Mute.code, func.count(), func.min(Mute.muted_at))
        .where(Mute.lifted_at.is_(None))
        .group_by(Mute.code)
        .order_by(Mute.code)
    )
    return [MutedCount(*row) for row in rows]


def muted_codes(session: Session, cameras: Collection[int]) -> dict[int, frozenset[ViolationCode]]:
    """The classes that are muted now at each of these Cameras; those with none are missing."""
    rows = session.execute(
        select(Mute.camera_id, Mute.code).where(
            Mute.camera_id.in_(cameras), Mute.lifted_at.is_(None)
        )
    )
    found: dict[int, frozenset[ViolationCode]] = {}
    for camera, code in rows:
        found[camera] = found.get(camera, frozenset()) | {code}
    return found
