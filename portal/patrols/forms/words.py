"""The words for patrols, visits and what is seen in them, in the reader's language."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.findings.forms.codes import CODES
from portal.findings.kinds import ViolationCode
from portal.findings.rules.codes import CODES as CODE_ROWS
from portal.patrols.kinds import (
    Answer,
    DropReason,
    PictureKind,
    SnapshotSource,
    VisitState,
    Way,
)
from portal.patrols.rules.document import DrawFault
from portal.patrols.rules.visits import Obstacle
from portal.registry.forms.words import ZONES, named, status_word
from portal.registry.kinds import Zone
from portal.shell import filters

__all__ = ["CODES", "ZONES", "named", "status_word"]

WAYS: dict[Way, LazyString] = {
    # i18n: of a patrol that looks through cameras: 线上
    Way.ONLINE: lazy_gettext("Online"),
    # i18n: of a patrol that goes there: 现场
    Way.ON_SITE: lazy_gettext("On site"),
}
VISIT_STATES: dict[VisitState, LazyString] = {
    # i18n: of a visit: 待巡检
    VisitState.PLANNED: lazy_gettext("To be visited"),
    # i18n: of a visit: 巡检中
    VisitState.BEGUN: lazy_gettext("Begun"),
    # i18n: of a visit: 已完成
    VisitState.DONE: lazy_gettext("Completed"),
    # i18n: of a visit that is not made: 已取消
    VisitState.DROPPED: lazy_gettext("Dropped"),
}
VISIT_TONES: dict[VisitState, str] = {
    VisitState.PLANNED: "closed",
    VisitState.BEGUN: "late",
    VisitState.DONE: "live",
    VisitState.DROPPED: "closed",
}
DROP_REASONS: dict[DropReason, LazyString] = {
    DropReason.CLOSED: lazy_gettext("the restaurant has closed"),
    DropReason.MOVED: lazy_gettext("the restaurant has moved"),
    DropReason.SUSPENDED: lazy_gettext("the restaurant is suspended"),
    DropReason.REPLANNED: lazy_gettext("a newer plan took its place"),
    DropReason.OTHER: lazy_gettext("another reason"),
}
ANSWERS: dict[Answer, LazyString] = {
    # i18n: what was seen of a zone during a visit: 未发现问题
    Answer.CLEAR: lazy_gettext("Nothing found"),
    # i18n: what was seen of a zone during a visit: 发现问题
    Answer.FINDING: lazy_gettext("Finding"),
    # i18n: what was seen of a zone during a visit: 看不到
    Answer.NOT_SEEN: lazy_gettext("Not seen"),
}
PICTURES: dict[PictureKind, LazyString] = {
    # i18n: of a snapshot: 未遮挡原始画面
    PictureKind.UNPROTECTED: lazy_gettext("as the camera sent it"),
    # i18n: of a snapshot: 已保护画面
    PictureKind.PROTECTED: lazy_gettext("protected"),
    PictureKind.PHOTO: lazy_gettext("photograph"),
    PictureKind.NONE: lazy_gettext("no picture kept"),
}
SOURCES: dict[SnapshotSource, LazyString] = {
    SnapshotSource.MANUAL: lazy_gettext("by people"),
    SnapshotSource.AI: lazy_gettext("by the machine"),
}
CHECKS: dict[str, LazyString] = {
    "clothes": lazy_gettext("work clothes and cap"),
    "smoking": lazy_gettext("nobody smokes or eats"),
    "clean": lazy_gettext("floor and walls whole, dry and clean"),
    "drains": lazy_gettext("drains free"),
    "bins": lazy_gettext("bins covered and emptied"),
    "pests": lazy_gettext("no rodents, insects or animals"),
    "raw_cooked": lazy_gettext("raw and cooked food apart"),
    "kept_warm": lazy_gettext("cooked food hot or chilled"),
    "covered": lazy_gettext("ready food covered"),
    "hands": lazy_gettext("hands washed, gloves and mask"),
    "outsiders": lazy_gettext("nobody there who does not belong"),
    "door": lazy_gettext("door and window closed"),
    "cold": lazy_gettext("25 °C at most"),
    "disinfected": lazy_gettext("tableware disinfected and stored closed"),
    "samples": lazy_gettext("samples kept, 125 g each for 48 hours"),
    "off_floor": lazy_gettext("food off the floor and the wall"),
}
"""What to look at, by the keys of rules/visits.py."""

DRAW_FAULTS: dict[DrawFault, LazyString] = {
    DrawFault.UNREADABLE: lazy_gettext("this is no published draw"),
    DrawFault.NOT_DRAWN: lazy_gettext("nothing is drawn yet"),
    DrawFault.SEED_SECRET: lazy_gettext("the seed is not shown yet; try again after the year"),
    DrawFault.SEED_DIFFERS: lazy_gettext("the seed is not the one that was promised"),
    DrawFault.INPUTS_DIFFER: lazy_gettext("the list it was drawn from is not the promised one"),
    DrawFault.PLAN_DIFFERS: lazy_gettext("another plan comes out of it"),
}
DONE: dict[str, LazyString] = {
    "saved": lazy_gettext("Saved."),
    "kept": lazy_gettext("Snapshot taken. Please decide what it shows."),
    "decided": lazy_gettext("Decided."),
    "ended": lazy_gettext("The visit is done."),
    "dropped": lazy_gettext("The visit is dropped."),
    "launched": lazy_gettext("The patrol is launched."),
    "promised": lazy_gettext("The seed is promised. Draw the plan when you are ready."),
    "drawn": lazy_gettext("The plan is drawn and its patrols are launched."),
    "revealed": lazy_gettext("The seed is shown: anybody can draw the plan again."),
}
"""What a page says after something was done, by the word in its address."""


def checks_text(items: tuple[str, ...]) -> str:
    """What to look at in a Zone, in one line."""
    # i18n: between two things to look at: "；"
    return str(_("; ")).join(str(CHECKS[each]) for each in items)


def classes_in(zone: Zone) -> Mapping[ViolationCode, LazyString]:
    """The classes of violation that can be one in `zone`, as words."""
    return {code: CODES[code] for code, row in CODE_ROWS.items() if zone in row.zones}


def obstacle_text(obstacle: Obstacle, zone: Zone | None) -> str:
    """Why a Visit cannot be ended yet."""
    name = "" if zone is None else str(ZONES[zone])
    texts = {
        Obstacle.ZONE_UNANSWERED: _("%(zone)s: say what you saw.", zone=name),
        Obstacle.SNAPSHOT_OPEN: _("%(zone)s: decide about the snapshot.", zone=name),
        Obstacle.FINDING_MISSING: _(
            "%(zone)s: take a snapshot of the finding and confirm it.", zone=name
        ),
        Obstacle.FINDING_UNSAID: _(
            "%(zone)s: a finding was confirmed, so the answer is “Finding”.", zone=name
        ),
        Obstacle.NOTHING_SEEN: _(
            "No zone was seen. That is no visit: come back later, or have it dropped."
        ),
    }
    return str(texts[obstacle])


def weeks_text(starts_on: date, until: date) -> str:
    """The days of a Patrol, the last one included."""
    last = until - timedelta(days=1)
    return str(_("%(first)s to %(last)s", first=filters.day(starts_on), last=filters.day(last)))


def team_text(names: list[str]) -> str:
    """Who makes the Visits."""
    # i18n: between two names of people: "、"
    return str(_(", ")).join(names) or str(_("nobody named"))
