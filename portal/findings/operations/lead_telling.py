"""Tells officers of leads: the urgent ones at once, the others once a class, Camera and day."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.kinds import Role
from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.findings.kinds import Severity
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection
from portal.notices.operations import announce
from portal.notices.rules import About, Bilingual, News, To
from portal.registry.models import Camera, Restaurant, Station
from portal.shell.rules import local_day

FINDINGS = Actor.system("findings")
LEAD_KINDS = frozenset({"lead.urgent", "lead.waiting"})


def tell_lead(session: Session, row: Detection, *, now: datetime) -> None:
    """Announce a lead to the inspectors of its Station; Camera, Restaurant, Station are loaded.

    An urgent one by itself and at once. Of the others the first one of a class at a Camera each
    day, since the queue shows them all; those of severity III come by mail with the day's digest.
    """
    to = To(roles=frozenset({Role.INSPECTOR}), station=row.camera.restaurant.station.code)
    if row.severity is Severity.I:
        news = _news(row, "lead.urgent", key="found")
    else:
        day = local_day(now).isoformat()
        about = About("camera", row.camera.code)
        news = _news(row, "lead.waiting", key=f"{row.code} {day}", about=about)
    announce(session, news, to=to, now=now)


def escalate_lead(session: Session, lead_id: int, *, now: datetime) -> None:
    """Tell the head of the Station of an urgent lead that nobody judged in time; once.

    One that somebody judged in between is told to nobody.
    """
    row = session.scalars(
        select(Detection)
        .where(Detection.id == lead_id)
        .options(joinedload(Detection.camera).joinedload(Camera.restaurant))
        .execution_options(populate_existing=True)
    ).one()
    row.next_at = None
    session.flush()
    if row.state is not LeadState.PENDING:
        return
    code = session.scalars(select(Station.code).where(Station.id == row.station_id)).one()
    to = To(roles=frozenset({Role.STATION_HEAD}), station=code)
    announce(session, _news(row, "lead.unreviewed", key="late"), to=to, now=now)
    facts = {"code": row.code.value}
    record(session, FINDINGS, "lead.escalated", f"lead {row.id}", at=now, facts=facts)


def _news(row: Detection, kind: str, *, key: str, about: About | None = None) -> News:
    """What everybody is told of a lead; it was seen, which is when it occurred."""
    restaurant: Restaurant = row.camera.restaurant
    return News(
        kind=kind,
        severity=row.severity,
        about=about or About("lead", str(row.id)),
        link=f"/desk/leads/{row.id}",
        occurred_at=row.seen_at,
        fields={
            "restaurant": Bilingual(restaurant.name, restaurant.name_en or restaurant.name),
            "violation": row.code.value,
            "seen": row.seen_at,
            "camera": row.camera.name or f"#{row.camera.number}",
        },
        key=key,
    )
