"""Tells people what happened to a Finding: the Restaurant, or the officers who answer for it."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.accounts.rules import Actor
from portal.findings.kinds import FindingAct
from portal.findings.models import Finding
from portal.notices.operations import announce
from portal.notices.rules import About, Bilingual, News, To

TO_RESTAURANT = frozenset(
    {
        FindingAct.OPEN, FindingAct.GRANT_EXTENSION, FindingAct.REFUSE_EXTENSION,
        FindingAct.ALLOW_APPEAL, FindingAct.REJECT_APPEAL, FindingAct.VERIFY, FindingAct.RETURN,
        FindingAct.ESCALATE, FindingAct.WITHDRAW, FindingAct.REMIND, FindingAct.PUBLISH,
        FindingAct.KEEP_PRIVATE, FindingAct.UNPUBLISH,
    }
)  # fmt: skip
TO_OFFICERS = frozenset(
    {FindingAct.REPLY, FindingAct.PROVE, FindingAct.ASK_EXTENSION, FindingAct.APPEAL}
)


def tell(
    session: Session, finding: Finding, act: FindingAct, *, actor: Actor, now: datetime
) -> None:
    """Announce `act` to whom it concerns, if anybody; the Restaurant and Station are loaded."""
    restaurant = finding.restaurant
    not_me = frozenset({actor.person_id}) if actor.person_id is not None else frozenset[int]()
    if act in TO_RESTAURANT:
        to = To(roles=RESTAURANT_ROLES, restaurant=restaurant.code, but_not=not_me)
        announce(session, news(finding, f"finding.{act}", now=now), to=to, now=now)
    if act in TO_OFFICERS:
        confirmer = frozenset({finding.confirmed_by_id or 0})
        to = To(
            roles=STATION_ROLES,
            station=restaurant.station.code,
            but_not=confirmer if act is FindingAct.APPEAL else not_me,
        )
        announce(session, news(finding, f"finding.{act}", now=now), to=to, now=now)
    if act is FindingAct.ESCALATE:
        roles = frozenset({Role.STATION_HEAD, Role.BUREAU_OFFICER})
        to = To(roles=roles, station=restaurant.station.code, but_not=not_me)
        announce(session, news(finding, "finding.escalated", now=now), to=to, now=now)


def remind_restaurant(session: Session, finding: Finding, *, now: datetime) -> None:
    """Tell the Restaurant that most of its time is over; once for each due time."""
    to = To(roles=RESTAURANT_ROLES, restaurant=finding.restaurant.code)
    key = finding.due_at.isoformat()
    announce(session, news(finding, "finding.due_soon", now=now, key=key), to=to, now=now)


def tell_late(session: Session, finding: Finding, *, now: datetime) -> None:
    """Tell the Station that the Restaurant let its time pass; once for each due time."""
    to = To(roles=STATION_ROLES, station=finding.restaurant.station.code)
    key = finding.due_at.isoformat()
    announce(session, news(finding, "finding.late", now=now, key=key), to=to, now=now)


def news(finding: Finding, kind: str, *, now: datetime, key: str = "") -> News:
    """What happened to a Finding, as everybody is told it."""
    restaurant = finding.restaurant
    return News(
        kind=kind,
        severity=finding.severity,
        about=About("finding", finding.number),
        link=f"/desk/findings/{finding.number}",
        occurred_at=now,
        fields={
            "number": finding.number,
            "restaurant": Bilingual(restaurant.name, restaurant.name_en or restaurant.name),
            "violation": finding.code.value,
            "due": finding.due_at,
            "note": finding.note,
        },
        key=key,
    )
