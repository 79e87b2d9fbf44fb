"""The demo's Cases, told by invented citizens; one of them can be looked up by every visitor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.participation.case_kinds import CaseAct, CaseKind, Category, Refusal, Solved
from portal.participation.kinds import Rating
from portal.participation.models import Case
from portal.participation.operations import following, responding, working
from portal.participation.operations.case_clocks import look_at_clock
from portal.participation.operations.case_steps import Doing
from portal.participation.operations.filing import file_case
from portal.participation.rules.codes import digest, grouped
from portal.participation.rules.intake import NewCase
from portal.participation.secrecy import Secrecy
from portal.registry.models import Restaurant
from portal.seed.district import RESTAURANTS
from portal.seed.places import DAY, HOUR, places, staff

NAME, PHONE, ADDRESS = "演示·顾客", "000-00000", "演示市演示路 1 号"


@dataclass(frozen=True, slots=True)
class CaseToLookUp:
    """What a visitor types to see a Case as its sender does."""

    number: str
    code: str


def seed_cases(session: Session, *, now: datetime, secrecy: Secrecy) -> int:
    """Write the demo's Cases, unless there are some; returns how many.

    Nothing is written where the demo district is not registered.
    """
    if session.scalar(select(Case.id).limit(1)) is not None:
        return 0
    found = places(session)
    if len(found) < len(RESTAURANTS):
        return 0
    story = _Story(session, found, secrecy, now)
    for tell in STORIES:
        tell(story)
    return session.scalars(select(func.count()).select_from(Case)).one()


def case_to_look_up(session: Session, *, secrecy: Secrecy) -> CaseToLookUp | None:
    """The Case that every visitor may look up; None where it was not seeded, or is erased."""
    link = secrecy.link(_key(secrecy, "decided"))
    number = session.scalar(select(Case.number).where(Case.link_hash == digest(link)))
    return None if number is None else CaseToLookUp(number, grouped(secrecy.code(link)))


def _key(secrecy: Secrecy, name: str) -> str:
    """The key of a form: the same at each start, and known to nobody outside this portal."""
    return secrecy.link(f"mingchu demo {name}")


@dataclass(frozen=True, slots=True)
class _Story:
    """Where the Cases are, and what is used to write each."""

    session: Session
    places: dict[str, Restaurant]
    secrecy: Secrecy
    now: datetime

    def filed(
        self, name: str, key: str, category: Category, text: str, *, ago: timedelta, claim: str = ""
    ) -> Case:
        """A tip, or with a `claim` a complaint, that came in so long ago and was announced."""
        at = self.now - ago
        new = NewCase(
            key=_key(self.secrecy, name),
            kind=CaseKind.COMPLAINT if claim else CaseKind.TIP,
            category=category,
            text=f"（演示数据）{text}",
            language="zh",
            claim=claim,
            name=NAME if claim else "",
            phone=PHONE if claim else "",
            address=ADDRESS if claim else "",
        )
        filed = file_case(
            self.session, new, restaurant=self.places[key], secrecy=self.secrecy, now=at
        )
        look_at_clock(self.session, filed.case_id, now=at)
        return self.session.get_one(Case, filed.case_id)

    def doing(
        self, key: str, act: CaseAct, text: str = "", *, ago: timedelta,
        role: Role = Role.INSPECTOR,
    ) -> Doing:  # fmt: skip
        """What somebody of the Station, the bureau or the Restaurant did so long ago."""
        return Doing(act, staff(role, self.places[key]), self.now - ago, text)

    def taken_up(self, case: Case, key: str, *, ago: timedelta) -> None:
        """Let an inspector read a Case and take it up an hour later."""
        screened = self.doing(key, CaseAct.SCREEN, ago=ago)
        working.do_simply(self.session, case.number, screened)
        accepted = self.doing(key, CaseAct.ACCEPT, "已受理，将现场核查。", ago=ago - HOUR)
        working.accept(self.session, case.number, accepted)


def _overdue(story: _Story) -> None:
    """Taken up and forgotten: all of its time, and half as much again, has passed."""
    case = story.filed(
        "overdue", "harbour", Category.WASTE, "后门垃圾堆放多日，有异味。", ago=50 * DAY
    )
    story.taken_up(case, "harbour", ago=48 * DAY)
    while case.next_at is not None and case.next_at < story.now:
        look_at_clock(story.session, case.id, now=case.next_at)


def _decided(story: _Story) -> None:
    key, session = "sunshine", story.session
    case = story.filed(
        "decided", key, Category.DIRTY, "直播里看到切配台旁地面有积水。", ago=12 * DAY
    )
    story.taken_up(case, key, ago=11 * DAY)
    working.do_simply(session, case.number, story.doing(key, CaseAct.CHECK, ago=10 * DAY))
    own = story.doing(
        key, CaseAct.RESPOND, "当天下水道堵塞，已疏通并加装防滑垫。", ago=9 * DAY,
        role=Role.RESTAURANT_OWNER,
    )  # fmt: skip
    responding.respond(session, case.number, own)
    shown = story.doing(key, CaseAct.SHOW_RESPONSE, ago=8 * DAY, role=Role.MODERATOR)
    responding.moderate(session, case.number, shown)
    words = "经现场核查，情况属实，已责令当场改正；复查时地面干燥，下水通畅。感谢您的监督。"
    working.do_simply(session, case.number, story.doing(key, CaseAct.DECIDE, words, ago=7 * DAY))
    following.rate_handling(
        session, case.id, solved=Solved.YES, handling=Rating.GOOD, now=story.now - 6 * DAY
    )


def _refused(story: _Story) -> None:
    key = "banquet"
    case = story.filed("refused", key, Category.OTHER, "门口停车位太少。", ago=8 * DAY)
    why = story.doing(
        key, CaseAct.REFUSE, "停车问题不属于食品安全，请向街道反映。", ago=7 * DAY,
        role=Role.STATION_HEAD,
    )  # fmt: skip
    working.refuse(story.session, case.number, why, why=Refusal.NOT_FOOD)


def _mediating(story: _Story) -> None:
    """A complaint, whose Restaurant has responded."""
    key = "congee"
    case = story.filed(
        "mediating", key, Category.SPOILED, "外卖的粥有酸味。", ago=6 * DAY, claim="退还餐费 38 元"
    )
    story.taken_up(case, key, ago=5 * DAY)
    words = "已约双方于本周调解。"
    working.do_simply(
        story.session, case.number, story.doing(key, CaseAct.MEDIATE, words, ago=4 * DAY)
    )
    own = story.doing(
        key, CaseAct.RESPOND, "愿意退款，请顾客到店或来电。", ago=3 * HOUR,
        role=Role.RESTAURANT_OWNER,
    )  # fmt: skip
    responding.respond(story.session, case.number, own)  # waits for a moderator


def _need_info(story: _Story) -> None:
    key = "hunan"
    case = story.filed("need_info", key, Category.ILL, "吃完后肚子不舒服。", ago=3 * DAY)
    asked = story.doing(key, CaseAct.ASK_INFO, "请补充就餐日期、菜品，以及是否就医。", ago=2 * DAY)
    working.ask_sender(story.session, case.number, asked)


def _checking_and_merged(story: _Story) -> None:
    """One is being checked, a second one about the same thing is merged into it."""
    key = "sunshine"
    main = story.filed("checking", key, Category.STAFF, "冷菜间有人没戴口罩。", ago=2 * DAY)
    second = story.filed("merged", key, Category.STAFF, "昨天也看到没戴口罩的。", ago=DAY)
    story.taken_up(main, key, ago=20 * HOUR)
    merged = story.doing(key, CaseAct.MERGE, "与在办的一件为同一事项。", ago=18 * HOUR)
    working.merge(story.session, second.number, merged, into=main.number)
    working.do_simply(story.session, main.number, story.doing(key, CaseAct.CHECK, ago=17 * HOUR))


def _complaint(story: _Story) -> None:
    story.filed(
        "complaint", "school", Category.UTENSILS, "孩子的餐盘上有没洗净的油渍。", ago=3 * HOUR,
        claim="更换餐具并书面说明",
    )  # fmt: skip


def _tip(story: _Story) -> None:
    story.filed("tip", "sunshine", Category.SMOKING, "看到厨房里有人抽烟。", ago=HOUR)


STORIES = (
    _overdue, _decided, _refused, _mediating, _need_info, _checking_and_merged, _complaint, _tip,
)  # fmt: skip
"""Oldest first, so that numbers go up with time."""
