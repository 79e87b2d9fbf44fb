"""The words for what a picture is doing, in the reader's language."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _

from portal.live.rules import Flaw, PictureKind, PictureState
from portal.registry.forms import ZONES
from portal.registry.kinds import Zone
from portal.rounds.kinds import FaultCode
from portal.shell import filters
from portal.shell.languages import html_language, is_english
from transcoder.errors import Cause

WORDS = {
    PictureKind.LIVE: lazy_gettext("Live"),
    PictureKind.READY: lazy_gettext("Ready"),
    PictureKind.DELAYED: lazy_gettext("Delayed"),
    PictureKind.STARTING: lazy_gettext("Starting"),
    PictureKind.WAITING: lazy_gettext("Waiting"),
    PictureKind.OFFLINE: lazy_gettext("Offline"),
    PictureKind.STILL_ONLY: lazy_gettext("Stills only"),
    PictureKind.CLOSED_BY_HOURS: lazy_gettext("Closed at this hour"),
    PictureKind.SUSPENDED: lazy_gettext("Business suspended"),
    PictureKind.CLOSED: lazy_gettext("Not shown"),
    PictureKind.UNKNOWN: lazy_gettext("Not known"),
}

TONES = {
    PictureKind.LIVE: "live",
    PictureKind.READY: "live",
    PictureKind.DELAYED: "late",
    PictureKind.STARTING: "late",
    PictureKind.WAITING: "late",
    PictureKind.STILL_ONLY: "late",
    PictureKind.OFFLINE: "down",
}

# Whose part it is, and no more: how a camera answers is nobody's business but its owner's.
CAUSES = {
    **dict.fromkeys(Cause, "camera"),
    Cause.BUSY: "busy",
    Cause.ENCODER: "service",
    Cause.STORE_FULL: "service",
    Cause.WORKER_LOST: "service",
}
CAUSE_WORDS = {
    "camera": lazy_gettext("The camera does not answer."),
    "busy": lazy_gettext("The camera's recorder serves too many at once."),
    "service": lazy_gettext("The fault is on our side."),
}

FLAW_WORDS = {
    FaultCode.DEV_OFF: WORDS[PictureKind.OFFLINE],
    FaultCode.DEV_DARK: lazy_gettext("Black picture"),
    FaultCode.DEV_BLUR: lazy_gettext("Blurred picture"),
    FaultCode.DEV_COVER: lazy_gettext("Covered lens"),
    FaultCode.DEV_FROZEN: lazy_gettext("Frozen picture"),
    FaultCode.DEV_MOVED: lazy_gettext("Moved camera"),
    FaultCode.DEV_LOOP: lazy_gettext("Possibly a recording"),
}


def picture_word(state: PictureState) -> str:
    """The kind in one or two words, such as "Offline" or, of what does come, "Black picture"."""
    if state.kind is PictureKind.OFFLINE and state.flaw is not None:
        return str(FLAW_WORDS[state.flaw.code])
    return str(WORDS[state.kind])


def picture_age(state: PictureState) -> str:
    """What stands behind the word: a delay, since when, or when again; may be empty."""
    if state.delay_seconds is not None:
        # i18n: behind "Live": 延迟 6 秒
        return str(_("%(duration)s behind", duration=filters.duration(state.delay_seconds)))
    if state.next_opening is not None:
        return str(_("opens %(moment)s", moment=filters.moment(state.next_opening)))
    if state.since is not None and state.kind in _DATED:
        return filters.since(state.since)
    return ""


def picture_text(state: PictureState) -> str:
    """The state in a sentence: what is so, since when, why, and what can be done."""
    return str(_SENTENCES[state.kind](state))


def flaw_text(state: PictureState) -> str:
    """What is wrong with the picture that is shown, and who was told; empty when it is good.

    A picture that does not come at all has no such words: those of its state say it.
    """
    flaw = state.flaw
    if flaw is None or not flaw.is_visible:
        return ""
    wrong = str(_FLAWS[flaw.code](filters.since(flaw.since)))
    return filters.sentences(wrong, _told(flaw))


def picture_tone(state: PictureState) -> str:
    """The colour that goes with the words: live, late, down or closed."""
    if state.flaw is not None and state.kind not in {PictureKind.OFFLINE, PictureKind.UNKNOWN}:
        return "late"
    return TONES.get(state.kind, "closed")


def public_cause(state: PictureState) -> str | None:
    """Whose part a missing picture is: camera, busy or service; None when there is no cause."""
    return None if state.cause is None else CAUSES[state.cause]


@dataclass(frozen=True, slots=True)
class SignText:
    """What a printed sign says in one language; `html` is that language's `lang` value."""

    html: str
    name: str
    headline: str
    sentence: str
    filmed: str
    not_filmed: str
    hotline: str


def sign_text(
    locale: str, *, names: tuple[str, str], zones: Iterable[Zone], hotline: str
) -> SignText:
    """The words of a restaurant's sign in `locale`, whatever the reader's language is.

    `names` are the Chinese and the English name.
    """
    with force_locale(locale):
        separator = ", " if is_english() else "、"
        areas = separator.join(str(ZONES[zone]) for zone in zones)
        return SignText(
            html=html_language(),
            name=names[1] if is_english() else names[0],
            headline=_("Scan to look into this kitchen"),
            sentence=_("The live picture opens in your browser: no app, no login."),
            filmed=_("Filmed: %(areas)s", areas=areas) if areas else "",
            not_filmed=_(
                "Not filmed: private rooms, changing rooms, rest rooms and toilets. "
                "No sound is recorded."
            ),
            hotline=_("Complaints and reports: call %(number)s", number=hotline),
        )


def refusal_text() -> str:
    """What the holder of an expired or forged preview address is told."""
    return str(_("This preview address is no longer valid. Please ask for a new one."))


def text_width_px(text: str) -> int:
    """About how wide `text` runs in the badge's type of 12 pixels; too wide rather than cut."""
    return sum(13 if unicodedata.east_asian_width(sign) in "WFA" else 7 for sign in text)


_DATED = {PictureKind.OFFLINE, PictureKind.SUSPENDED, PictureKind.UNKNOWN}


def _live(state: PictureState) -> object:
    delay = filters.duration(state.delay_seconds)
    return _("Live, %(delay)s behind.", delay=delay)


def _delayed(state: PictureState) -> object:
    delay = filters.duration(state.delay_seconds)
    return _("The line is slow: the picture is %(delay)s behind.", delay=delay)


def _waiting(state: PictureState) -> object:
    if state.place is None:
        return _("Many people are watching now. The picture starts as soon as there is room.")
    return _(
        "Many people are watching now. You are number %(place)s in the queue.", place=state.place
    )


# Of a picture that comes and cannot be relied on; `since` reads like "since 14:20".
_FLAWS: dict[FaultCode, Callable[[str], object]] = {
    FaultCode.DEV_DARK: lambda since: _(
        "The picture is black, or far too bright to see anything, %(since)s.", since=since
    ),
    FaultCode.DEV_BLUR: lambda since: _("The picture is blurred %(since)s.", since=since),
    FaultCode.DEV_COVER: lambda since: _("The lens is covered %(since)s.", since=since),
    FaultCode.DEV_FROZEN: lambda since: _("The picture stands still %(since)s.", since=since),
    FaultCode.DEV_MOVED: lambda since: _(
        "The camera does not show what it should %(since)s: it was moved or turned.", since=since
    ),
    FaultCode.DEV_LOOP: lambda since: _(
        "The picture seems to repeat what was shown before %(since)s.", since=since
    ),
}


def _told(flaw: Flaw | None) -> str:
    if flaw is None or flaw.fault is None:
        return ""
    return str(_("The vendor has been told: fault %(number)s.", number=flaw.fault))


def _offline(state: PictureState) -> object:
    flawed = flaw_text(state)
    if flawed:
        return flawed
    cause = public_cause(state)
    why = str(CAUSE_WORDS[cause]) if cause else ""
    if state.since is None:
        told = _("There is no picture. %(why)s", why=why).strip()
    else:
        told = _("No picture %(since)s. %(why)s", since=filters.since(state.since), why=why).strip()
    return filters.sentences(str(told), _told(state.flaw))


def _closed_by_hours(state: PictureState) -> object:
    if state.next_opening is None:
        return _("The kitchen is closed at this hour.")
    opening = filters.moment(state.next_opening)
    return _("The kitchen is closed at this hour. It opens %(moment)s.", moment=opening)


def _suspended(state: PictureState) -> object:
    if state.since is None:
        return _("This restaurant has suspended its business. Its kitchen is not shown.")
    return _(
        "This restaurant has suspended its business %(since)s. Its kitchen is not shown.",
        since=filters.since(state.since),
    )


def _unknown(state: PictureState) -> object:
    if state.since is None:
        return _("Whether this camera works is not known at the moment.")
    return _(
        "Whether this camera works is not known; it was last heard of at %(moment)s.",
        moment=filters.moment(state.since),
    )


_SENTENCES: dict[PictureKind, Callable[[PictureState], object]] = {
    PictureKind.LIVE: _live,
    PictureKind.READY: lambda state: _("Ready to watch."),
    PictureKind.DELAYED: _delayed,
    PictureKind.STARTING: lambda state: _("The picture starts in a few seconds."),
    PictureKind.WAITING: _waiting,
    PictureKind.OFFLINE: _offline,
    PictureKind.STILL_ONLY: lambda state: _(
        "To protect the people in the kitchen, this camera is shown in stills only."
    ),
    PictureKind.CLOSED_BY_HOURS: _closed_by_hours,
    PictureKind.SUSPENDED: _suspended,
    PictureKind.CLOSED: lambda state: _("This kitchen is not shown."),
    PictureKind.UNKNOWN: _unknown,
}
