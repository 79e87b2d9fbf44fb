"""Deletes the pictures of Snapshots after their time; what was decided stays."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.findings.models import Finding
from portal.findings.rules.clocks import KEPT_AFTER_CLOSING
from portal.findings.rules.workflow import FINAL_STATES
from portal.patrols.models import Snapshot, Visit
from portal.patrols.operations.tidying import ACTOR, OPEN
from portal.patrols.pictures import SnapshotStore
from portal.patrols.rules.keeping import KEPT_WITHOUT_FINDING

MOST = 1000  # at once


def forget_snapshots(session: Session, *, store: SnapshotStore, now: datetime) -> int:
    """Delete the files of Snapshots whose time is over; returns how many.

    Those of a Finding go when its own pictures do, all others a month after they were decided
    about; while the Visit is open nothing goes. Rows stay, with their hashes.
    """
    decided_at = func.coalesce(Snapshot.ended_at, Snapshot.kept_at)
    rows = session.scalars(
        select(Snapshot)
        .join(Snapshot.visit)
        .outerjoin(Snapshot.finding)
        .where(
            Snapshot.removed_at.is_(None),
            Snapshot.sha256.is_not(None),
            Visit.state.not_in(OPEN),
            or_(
                and_(Snapshot.finding_id.is_(None), decided_at < now - KEPT_WITHOUT_FINDING),
                and_(
                    Finding.state.in_(FINAL_STATES),
                    Finding.closed_at < now - KEPT_AFTER_CLOSING,
                ),
            ),
        )
        .order_by(Snapshot.id)
        .limit(MOST)
    ).all()
    for row in rows:
        store.remove(row.code)
        row.removed_at = now
    session.flush()
    if rows:
        facts = {"snapshots": len(rows)}
        record(session, ACTOR, "snapshot.pictures_removed", "snapshots", at=now, facts=facts)
    return len(rows)
