"""The words for what is wrong with a picture, why, and until when it has to be repaired."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel.speaklater import LazyString

from portal.registry.forms import ZONES
from portal.registry.rules import Zone
from portal.rounds.kinds import FaultCause, FaultCode, FaultEnd, Outcome, PictureMoment
from portal.rounds.rules.desk import Line, Place, Repair, Urgency
from portal.rounds.rules.faults import LONGEST_NOTE, CauseUnknown, FaultOver, NoteUnusable
from portal.rounds.rules.outages import Condition
from portal.rounds.rules.period import PeriodUnreadable
from portal.rounds.rules.refusals import NothingRefused, TriedLately
from portal.rounds.rules.strip import Shade, Strip
from portal.shell import filters
from portal.shell.errors import says
from portal.shell.languages import is_english
from portal.shell.rules import Ratio

CODES: dict[FaultCode, LazyString] = {
    # i18n: of a camera that gives no picture: 离线
    FaultCode.DEV_OFF: lazy_gettext("No picture"),
    # i18n: of a camera's picture: 黑屏
    FaultCode.DEV_DARK: lazy_gettext("Black picture"),
    FaultCode.DEV_BLUR: lazy_gettext("Blurred"),
    FaultCode.DEV_COVER: lazy_gettext("Covered"),
    FaultCode.DEV_FROZEN: lazy_gettext("Frozen"),
    # i18n: of a camera that no longer shows what was agreed: 移位
    FaultCode.DEV_MOVED: lazy_gettext("Moved"),
    FaultCode.DEV_LOOP: lazy_gettext("Perhaps a recording"),
}

# The engine's causes, as far as staff can act on them.
CAUSES: dict[str, LazyString] = {
    "bad_password": lazy_gettext("it refused our password"),
    "busy": lazy_gettext("its recorder serves too many at once"),
    "no_such_path": lazy_gettext("it knows no such channel"),
    "unreachable": lazy_gettext("nothing answers at its address"),
    "silent": lazy_gettext("it answers and sends nothing"),
    "not_rtsp": lazy_gettext("something else answers at its address"),
    "certificate": lazy_gettext("its certificate is not one that we trust"),
    "server_error": lazy_gettext("it answers with an error of its own"),
    "no_video": lazy_gettext("it sends no video"),
    "stalled": lazy_gettext("it stops sending"),
    "unsupported_codec": lazy_gettext("it sends a format that cannot be read"),
}

BRANCHES: dict[str, LazyString] = {
    "power": lazy_gettext("Power"),
    "network": lazy_gettext("Network"),
    "device": lazy_gettext("Camera"),
    "recorder": lazy_gettext("Recorder"),
    "access": lazy_gettext("Access"),
    # i18n: a group of causes that lie with the restaurant: 现场
    "premises": lazy_gettext("Premises"),
    "aim": lazy_gettext("Aim"),
    # i18n: a group of causes: 未查明
    "not_found": lazy_gettext("Not found"),
}
FOUND: dict[FaultCause, LazyString] = {
    FaultCause.POWER_CUT: lazy_gettext("power cut"),
    FaultCause.POWER_SWITCHED_OFF: lazy_gettext("switched off on the premises"),
    FaultCause.POWER_SUPPLY: lazy_gettext("power supply broken"),
    FaultCause.NETWORK_LINE: lazy_gettext("line interrupted"),
    FaultCause.NETWORK_ROUTER: lazy_gettext("router or switch"),
    FaultCause.NETWORK_SLOW: lazy_gettext("line too slow"),
    FaultCause.DEVICE_BROKEN: lazy_gettext("camera broken"),
    FaultCause.DEVICE_DIRTY: lazy_gettext("lens dirty or misted"),
    FaultCause.DEVICE_SETTINGS: lazy_gettext("camera set wrongly"),
    FaultCause.RECORDER_OFF: lazy_gettext("recorder off or broken"),
    FaultCause.RECORDER_CHANNEL: lazy_gettext("recorder channel wrong"),
    FaultCause.ACCESS_PASSWORD: lazy_gettext("password changed"),
    FaultCause.ACCESS_ADDRESS: lazy_gettext("address changed"),
    FaultCause.ACCESS_REFUSED: lazy_gettext("restaurant refuses access"),
    FaultCause.PREMISES_CLOSED: lazy_gettext("restaurant closed"),
    FaultCause.PREMISES_WORKS: lazy_gettext("building works"),
    FaultCause.PREMISES_COVERED: lazy_gettext("something hung before it"),
    FaultCause.AIM_WRONG: lazy_gettext("aimed wrongly from the start"),
    FaultCause.AIM_MOVED: lazy_gettext("turned or knocked away"),
    FaultCause.NOT_FOUND: lazy_gettext("recovered, no cause found"),
}
ENDS: dict[FaultEnd, LazyString] = {
    FaultEnd.REPAIRED: lazy_gettext("Repaired"),
    # i18n: its camera or restaurant left the register, so that nobody took it back: 已撤销
    FaultEnd.WITHDRAWN: lazy_pgettext("fault", "Withdrawn"),
}
MOMENTS: dict[PictureMoment, LazyString] = {
    PictureMoment.OPENING: lazy_gettext("When it was opened"),
    PictureMoment.CLOSING: lazy_gettext("When it was repaired"),
}
SHADES: dict[Shade, LazyString] = {
    # i18n: of minutes of a camera's day: 画面正常
    Shade.GOOD: lazy_gettext("good picture"),
    # i18n: of minutes of a camera's day: 画面异常
    Shade.BAD: lazy_gettext("bad or no picture"),
    # i18n: of minutes of a camera's day: 未查看
    Shade.UNKNOWN: lazy_gettext("not looked at"),
    # i18n: of minutes of a camera's day: 非营业时间
    Shade.CLOSED: lazy_gettext("not in business"),
    # i18n: of minutes of a camera's day that are still to come: 未到
    Shade.AHEAD: lazy_gettext("to come"),
}
EDGES = {Urgency.OVERDUE: "down", Urgency.SOON: "late", Urgency.LATER: "closed"}


class Named(Protocol):
    """A Restaurant as the desk calls it, with its Station."""

    @property
    def name(self) -> str:
        """The Restaurant's Chinese name."""

    @property
    def name_en(self) -> str | None:
        """Its English name, None where there is none."""


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(FaultOver, lambda error: _(
        "Fault %(number)s has ended. If the camera fails again, a new fault opens by itself.",
        number=error.number,
    ))  # fmt: skip
    says(NoteUnusable, lambda _error: _(
        "A note needs 1 to %(most)s characters. Nothing was saved.",
        most=filters.count(LONGEST_NOTE),
    ))  # fmt: skip
    says(CauseUnknown, lambda _error: _("Please choose a cause from the list."))
    says(PeriodUnreadable, lambda _error: _(
        "This is no period. Please give a year of four digits, such as 2026."
    ))  # fmt: skip
    says(NothingRefused, lambda _error: _(
        "This camera has not refused our password. It is tried again every minute by itself."
    ))  # fmt: skip
    says(TriedLately, lambda error: _(
        "This camera was tried again less than an hour ago; some cameras lock us out after a few "
        "wrong passwords. Please try again after %(time)s.",
        time=filters.clock_time(error.next_at),
    ))  # fmt: skip


def named(row: Named) -> str:
    """A name in the reader's language, Chinese where there is no other."""
    return (row.name_en if is_english() else None) or row.name


def station_text(place: Place) -> str:
    """The Station's name in the reader's language."""
    return (place.station_name_en if is_english() else None) or place.station_name


def view_text(zone: Zone | None, label: str) -> str:
    """What fails: a Camera's Zone with what it shows, or the Display and where it hangs."""
    if zone is None:
        return str(_("Display, %(place)s", place=label))
    return f"{ZONES[zone]} · {label}" if label else str(ZONES[zone])


def code_text(code: FaultCode, measured: Mapping[str, float]) -> str:
    """What is wrong, in a word or two."""
    if code is FaultCode.DEV_DARK and "overexposed" in measured and "dark" not in measured:
        # i18n: of a camera's picture with far too much light: 过曝
        return str(_("Burnt out"))
    return str(CODES[code])


def reason_text(code: FaultCode, cause: str | None, measured: Mapping[str, float]) -> str:
    """Why the picture is judged so: in numbers, or what the Camera did; often nothing more."""
    told = [
        text(measured[check], measured[f"{check}_threshold"])
        for check, text in MEASURED.items()
        if check in measured and f"{check}_threshold" in measured
    ]
    if code is FaultCode.DEV_OFF and cause in CAUSES:
        told.append(str(CAUSES[cause]))
    # i18n: between two reasons why a picture is bad: "；"
    return str(_("; ")).join(told)


def _dark(value: float, least: float) -> str:
    value_, least_ = _whole(value), _whole(least)
    return str(_("brightness %(value)s of at least %(least)s", value=value_, least=least_))


def _overexposed(value: float, most: float) -> str:
    return str(_("%(value)s burnt out, at most %(most)s", value=_share(value), most=_share(most)))


def _blurred(value: float, most: float) -> str:
    return str(
        _("edges %(value)s pixels wide, at most %(most)s", value=f"{value:.1f}", most=f"{most:.1f}")
    )


def _covered(value: float, most: float) -> str:
    return str(
        _("%(value)s of the picture hidden, at most %(most)s",
          value=_share(value), most=_share(most))
    )  # fmt: skip


def _frozen(value: float, most: float) -> str:
    return str(
        _("the same picture %(value)s times more, %(most)s are too many",
          value=_whole(value), most=_whole(most))
    )  # fmt: skip


def _moved(value: float, least: float) -> str:
    return str(
        _("%(value)s like the agreed view, at least %(least)s",
          value=_share(max(0.0, value)), least=_share(least))
    )  # fmt: skip


def _replay(value: float, most: float) -> str:
    return str(
        _("%(value)s pictures shown exactly before, %(most)s are too many",
          value=_whole(value), most=_whole(most))
    )  # fmt: skip


MEASURED: dict[str, Callable[[float, float], str]] = {
    "dark": _dark,
    "overexposed": _overexposed,
    "blurred": _blurred,
    "covered": _covered,
    "frozen": _frozen,
    "moved": _moved,
    "replay": _replay,
}
"""The detector's checks, with what a value and its threshold say."""


def fault_lines(lines: Iterable[Line]) -> Iterator[str]:
    """The lines of a queue as text: number, where, what, since when, until when."""
    for row in (row for line in lines for row in line.rows):
        parts = [
            row.repair.number if row.repair else "-",
            named(row.place),
            view_text(row.zone, row.label),
            code_text(row.code, row.measured),
            reason_text(row.code, row.cause, row.measured),
            filters.since(row.began_at),
            _("due %(time)s", time=filters.moment(row.repair.repair_due_at)) if row.repair else "",
        ]
        yield "  ".join(part for part in parts if part)


def due_text(repair: Repair, now: datetime) -> str:
    """How long until the repair is due, or since when it is overdue."""
    left = repair.repair_due_at - now
    if left.total_seconds() < 0:
        return str(_("overdue by %(time)s", time=filters.duration(-left)))
    return str(_("due in %(time)s", time=filters.duration(left)))


def answer_text(repair: Repair, now: datetime) -> str:
    """Whether the Vendor has answered, and if not, whether it is late with that."""
    if repair.acknowledged_at is not None:
        return str(_("answered"))
    if repair.is_unanswered(now):
        return str(_("answer overdue"))
    return str(_("answer due by %(time)s", time=filters.clock_time(repair.response_due_at)))


def found_text(cause: FaultCause) -> str:
    """A cause with its branch: "Power: power cut"."""
    branch = BRANCHES[cause.branch]
    return str(_("%(branch)s: %(cause)s", branch=branch, cause=FOUND[cause]))


def condition_tone(condition: Condition | None) -> str:
    """The state's colour: live, down or closed for not known."""
    tones = {Outcome.GOOD: "live", Outcome.BAD: "down"}
    return "closed" if condition is None else tones.get(condition.outcome, "closed")


def condition_text(condition: Condition | None) -> str:
    """What a Camera shows now, in one or two words."""
    if condition is None or condition.outcome is Outcome.UNKNOWN:
        return str(_("Not known"))
    if condition.code is None:
        return str(_("Good picture"))
    return code_text(condition.code, condition.measured)


def strip_text(strip: Strip) -> str:
    """A Camera's day in one sentence, for those who do not see the strip."""
    return str(
        _("Minutes within business hours: %(good)s good, %(bad)s bad, %(unknown)s not looked at.",
          good=filters.count(strip.minutes(Shade.GOOD)),
          bad=filters.count(strip.minutes(Shade.BAD)),
          unknown=filters.count(strip.minutes(Shade.UNKNOWN)))
    )  # fmt: skip


def minute_text(minute: int) -> str:
    """A minute of the day as a time: 14:05, and 24:00 for the end of the day."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _whole(value: float) -> str:
    return filters.count(round(value))


def _share(value: float) -> str:
    return filters.percent(Ratio(max(0, round(1000 * value)), 1000), places=0)
