"""The demo's Findings, at least one in each state that a desk waits for; invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor
from portal.findings import operations
from portal.findings.kinds import Origin, PictureMoment, PublicationKind, ViolationCode
from portal.findings.models import Finding
from portal.findings.operations import Record
from portal.findings.pictures import FindingPictures
from portal.findings.rules.opening import KeptPicture, NewFinding, Sent
from portal.registry.models import Restaurant
from portal.registry.rules import Zone
from portal.seed.district import RESTAURANTS
from portal.seed.pictures import drawn
from portal.seed.places import DAY, HOUR, places, staff

RESULT = "（演示）责令改正，已改正。"


def seed_findings(session: Session, *, now: datetime, pictures: FindingPictures) -> int:
    """Write the demo's Findings, unless there are some; returns how many.

    Everything in them is invented, and their pictures are drawn. Nothing is written where the
    demo district is not registered.
    """
    if session.scalar(select(Finding.id).limit(1)) is not None:
        return 0
    found = places(session)
    if len(found) < len(RESTAURANTS):
        return 0
    story = _Story(session, found, pictures, now)
    for tell in STORIES:
        tell(story)
    return len(STORIES)


@dataclass(frozen=True, slots=True)
class _Story:
    """Where the Findings are, and what is used to write each."""

    session: Session
    places: dict[str, Restaurant]
    pictures: FindingPictures
    now: datetime

    def owner(self, key: str) -> Actor:
        """Who answers for a Restaurant."""
        return staff(Role.RESTAURANT_OWNER, self.places[key])

    def opened(
        self, key: str, code: ViolationCode, zone: Zone, note: str, *, ago: timedelta
    ) -> Finding:
        """A Finding that an inspector confirmed so long ago, with a drawn picture."""
        at = self.now - ago
        seen_at = at - timedelta(minutes=4)
        new = NewFinding(
            restaurant_id=self.places[key].id, code=code, seen_at=seen_at, zone=zone,
            origin=Origin.MANUAL, origin_id=f"demo {code}", note=f"（演示数据）{note}",
            evidence=(self.picture(code, seen_at),),
        )  # fmt: skip
        return operations.open_finding(
            self.session, new, actor=staff(Role.INSPECTOR, self.places[key]), now=at
        )

    def picture(
        self, code: ViolationCode, at: datetime, *, moment: PictureMoment = PictureMoment.SEEN
    ) -> KeptPicture:
        """A drawn picture, kept."""
        content = drawn(code.value, is_right=moment is not PictureMoment.SEEN)
        return self.pictures.keep(content, taken_at=at, moment=moment, source="seed")

    def prove(self, key: str, finding: Finding, words: str, *, ago: timedelta) -> None:
        """Let the Restaurant show that it was put right."""
        at = self.now - ago
        shown = self.picture(finding.code, at, moment=PictureMoment.AFTER)
        operations.prove(
            self.session, finding.number, sent=Sent(text=words, pictures=(shown,)),
            actor=self.owner(key), now=at,
        )  # fmt: skip

    def close(self, key: str, finding: Finding, *, ago: timedelta, reply: str) -> None:
        """Let it be verified, and made public a day later with the Restaurant's words."""
        at = self.now - ago
        operations.verify(
            self.session,
            finding.number,
            sent=Sent(),
            actor=staff(Role.INSPECTOR, self.places[key]),
            now=at,
        )
        public = Record(PublicationKind.RESULT, RESULT, reply)
        operations.publish(
            self.session,
            finding.number,
            public=public,
            sent=Sent(),
            actor=staff(Role.BUREAU_OFFICER, self.places[key]),
            now=at + DAY,
        )


def _closed(story: _Story) -> None:
    row = story.opened(
        "sunshine", ViolationCode.ENV_BIN, Zone.COOKING, "垃圾桶未加盖。", ago=20 * DAY
    )
    words = Sent(text="今天收工前更换带盖垃圾桶。")
    operations.reply(
        story.session, row.number, sent=words, actor=story.owner("sunshine"),
        now=story.now - 20 * DAY + HOUR,
    )  # fmt: skip
    story.prove("sunshine", row, "已更换带盖垃圾桶。", ago=19 * DAY)
    story.close("sunshine", row, ago=18 * DAY, reply="（演示）已更换带盖垃圾桶，并每日检查。")


def _closed_small(story: _Story) -> None:
    row = story.opened(
        "congee", ViolationCode.XCT_BOARD, Zone.CUTTING, "生熟砧板混用。", ago=14 * DAY
    )
    story.prove("congee", row, "已换成带颜色标记的砧板。", ago=13 * DAY)
    story.close("congee", row, ago=12 * DAY, reply="（演示）砧板已按颜色分开使用。")


def _escalated(story: _Story) -> None:
    """Nobody answered: the portal escalates it by itself once 150 % of the time is over."""
    row = story.opened("harbour", ViolationCode.ENV_OVER, Zone.ROUGH, "垃圾满溢。", ago=9 * DAY)
    while row.next_at is not None and row.next_at < story.now:
        operations.look_at_clock(story.session, row.id, now=row.next_at)


def _annulled(story: _Story) -> None:
    row = story.opened(
        "hunan", ViolationCode.SPR_STAFF, Zone.SPECIAL, "专间内多于规定人数。", ago=8 * DAY
    )
    operations.appeal(
        story.session, row.number, sent=Sent(text="当时是设备维修人员，专间已停用并记录在册。"),
        actor=story.owner("hunan"), now=story.now - 7 * DAY,
    )  # fmt: skip
    operations.decide_appeal(
        story.session, row.number, is_allowed=True, sent=Sent(text="维修记录属实，申诉成立。"),
        actor=staff(Role.BUREAU_OFFICER, story.places["hunan"]), now=story.now - 6 * DAY,
    )  # fmt: skip


def _extension(story: _Story) -> None:
    row = story.opened(
        "sunshine", ViolationCode.ENV_FLOOR, Zone.CUTTING, "食品落地存放。", ago=2 * DAY
    )
    sent = Sent(text="货架下周送到。", until=row.due_at + 5 * DAY)
    operations.ask_extension(
        story.session,
        row.number,
        sent=sent,
        actor=story.owner("sunshine"),
        now=story.now - DAY,
    )


def _rectified(story: _Story) -> None:
    row = story.opened(
        "sunshine", ViolationCode.WSH_DIS, Zone.WASHING, "餐具未消毒即上架。", ago=2 * DAY
    )
    story.prove("sunshine", row, "已重新消毒，并培训洗消人员。", ago=20 * HOUR)


def _answered(story: _Story) -> None:
    row = story.opened(
        "park", ViolationCode.ENV_WATER, Zone.COOKING, "灶台旁地面积水。", ago=30 * HOUR
    )
    operations.reply(
        story.session, row.number, sent=Sent(text="本周疏通地漏。"), actor=story.owner("park"),
        now=story.now - DAY,
    )  # fmt: skip


def _appealed(story: _Story) -> None:
    row = story.opened(
        "sunshine", ViolationCode.BEH_PHONE, Zone.COOKING, "操作时使用手机。", ago=DAY
    )
    operations.appeal(
        story.session, row.number, sent=Sent(text="画面中是点菜终端，不是手机。"),
        actor=story.owner("sunshine"), now=story.now - 5 * HOUR,
    )  # fmt: skip


def _pushed(story: _Story) -> None:
    story.opened("sunshine", ViolationCode.PPE_CAP, Zone.COOKING, "一人未戴工作帽。", ago=HOUR)


STORIES = (
    _closed, _closed_small, _escalated, _annulled, _extension, _rectified, _answered, _appealed,
    _pushed,
)  # fmt: skip
"""Oldest first, so that numbers go up with time."""
