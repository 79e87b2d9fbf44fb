"""The demo's findings, one in each state that a desk waits for; invented."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.findings import operations
from portal.findings.kinds import Origin, PublicationKind, ViolationCode
from portal.findings.models import Finding
from portal.findings.operations import Record
from portal.findings.rules.opening import NewFinding, Sent
from portal.registry.models import Restaurant
from portal.registry.rules import Zone
from portal.seed.district import SAMPLE

OFFICER = Actor("演示·监管员", None, frozenset({Grant(Role.BUREAU_OFFICER)}))
OWNER = "演示·餐饮单位"
DAY = timedelta(days=1)


def seed_findings(session: Session, *, now: datetime) -> int:
    """Write the demo's findings at the sample kitchen, unless there are some; returns how many."""
    if session.scalar(select(Finding.id).limit(1)) is not None:
        return 0
    place = session.scalar(
        select(Restaurant)
        .where(Restaurant.code == SAMPLE.code)
        .options(joinedload(Restaurant.station))
    )
    if place is None:
        return 0
    owner = Actor(OWNER, None, frozenset({Grant(Role.RESTAURANT_OWNER, restaurant=place.code)}))
    station = Grant(Role.INSPECTOR, station=place.station.code)
    inspector = Actor(OFFICER.name, None, frozenset({station}))
    _open(session, place, ViolationCode.PPE_CAP, Zone.COOKING, at=now - timedelta(hours=1))
    asked = _open(session, place, ViolationCode.ENV_FLOOR, Zone.CUTTING, at=now - 2 * DAY)
    sent = Sent(text="货架下周送到。", until=asked.due_at + 5 * DAY)
    operations.ask_extension(session, asked.number, sent=sent, actor=owner, now=now - DAY)
    done = _open(session, place, ViolationCode.ENV_BIN, Zone.COOKING, at=now - 20 * DAY)
    words = Sent(text="已更换带盖垃圾桶。")
    operations.reply(session, done.number, sent=words, actor=owner, now=now - 19 * DAY)
    operations.verify(session, done.number, sent=Sent(), actor=inspector, now=now - 18 * DAY)
    public = Record(PublicationKind.RESULT, "责令改正，已改正。", "已更换带盖垃圾桶。")
    operations.publish(
        session, done.number, public=public, sent=Sent(), actor=OFFICER, now=now - 10 * DAY
    )
    return 3


def _open(
    session: Session, place: Restaurant, code: ViolationCode, zone: Zone, *, at: datetime
) -> Finding:
    new = NewFinding(
        restaurant_id=place.id, code=code, seen_at=at - timedelta(minutes=4), zone=zone,
        origin=Origin.MANUAL, origin_id=f"demo {code}", note="演示数据",
    )  # fmt: skip
    return operations.open_finding(session, new, actor=OFFICER, now=at)
