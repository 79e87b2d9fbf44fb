"""The words about Cases: states, acts, what is kept until when, and what comes next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.notices.kinds import Severity
from portal.participation.case_kinds import (
    CaseAct,
    CaseKind,
    CaseState,
    Category,
    Channel,
    Doubt,
    Outside,
    PublicWord,
    Refusal,
    ResponseState,
    Side,
    Solved,
    UnlistedState,
)
from portal.participation.case_words import CATEGORIES, TEMPLATES, Template
from portal.participation.kinds import Rating
from portal.participation.rules.case_lists import Queue
from portal.participation.rules.cases import PUBLIC_WORDS
from portal.participation.rules.chain import short
from portal.participation.rules.clocks import last_day
from portal.participation.rules.codes import grouped
from portal.participation.rules.questions import Words
from portal.participation.rules.retention import Kept, Until
from portal.registry.forms.words import named
from portal.rounds.forms.faults import view_text
from portal.shell import filters
from portal.shell.languages import is_english
from portal.shell.lists import Order

__all__ = ["CATEGORIES", "TEMPLATES", "grouped", "last_day", "named", "short", "view_text"]

KINDS: dict[CaseKind, LazyString] = {
    CaseKind.TIP: lazy_gettext("Tip"),
    CaseKind.COMPLAINT: lazy_gettext("Complaint"),
}
CHANNELS: dict[Channel, LazyString] = {
    Channel.PAGE: lazy_gettext("Form"),
    Channel.PICTURE: lazy_gettext("Tap on the picture"),
    Channel.INSIDER: lazy_gettext("Insider"),
}
PUBLIC: dict[PublicWord, LazyString] = {
    PublicWord.RECEIVED: lazy_gettext("Received"),
    PublicWord.WAITS_FOR_YOU: lazy_gettext("Waiting for you"),
    PublicWord.IN_WORK: lazy_gettext("Being handled"),
    PublicWord.RECTIFYING: lazy_gettext("Being put right"),
    PublicWord.DONE: lazy_gettext("Case closed"),
    PublicWord.ELSEWHERE: lazy_gettext("Not ours to handle"),
}
PUBLIC_TONES: dict[PublicWord, str] = {
    PublicWord.RECEIVED: "late",
    PublicWord.WAITS_FOR_YOU: "down",
    PublicWord.IN_WORK: "late",
    PublicWord.RECTIFYING: "late",
    PublicWord.DONE: "live",
    PublicWord.ELSEWHERE: "closed",
}
STATES: dict[CaseState, LazyString] = {
    CaseState.RECEIVED: lazy_gettext("Received"),
    CaseState.SCREENING: lazy_gettext("Being looked at"),
    CaseState.NEED_INFO: lazy_gettext("Waits for its sender"),
    CaseState.ACCEPTED: lazy_gettext("Taken up"),
    CaseState.CHECKING: lazy_gettext("Being checked"),
    CaseState.MEDIATING: lazy_gettext("Being mediated"),
    CaseState.RECTIFYING: lazy_gettext("Being put right"),
    CaseState.DECIDED: lazy_gettext("Decided"),
    CaseState.MERGED: lazy_gettext("Merged"),
    CaseState.WITHDRAWN: lazy_gettext("Taken back by its sender"),
    CaseState.REFUSED: lazy_gettext("Not taken up"),
    CaseState.TRANSFERRED: lazy_gettext("Handed over"),
}
STATE_TONES: dict[CaseState, str] = {
    state: PUBLIC_TONES[word] if word is not PublicWord.WAITS_FOR_YOU else "closed"
    for state, word in PUBLIC_WORDS.items()
}
DOUBTS: dict[Doubt, LazyString] = {
    Doubt.DARK: lazy_gettext("Too dark"),
    Doubt.FROZEN: lazy_gettext("Not moving"),
    # i18n: one tap on "is this picture right?": the camera shows another place: 偏了
    Doubt.WRONG_PLACE: lazy_gettext("Wrong place"),
    Doubt.DIRTY: lazy_gettext("Dirty lens"),
}
ACTS: dict[CaseAct, LazyString] = {
    CaseAct.FILE: lazy_gettext("Sent"),
    CaseAct.EDIT: lazy_gettext("Words changed"),
    CaseAct.ADD: lazy_gettext("More was added"),
    CaseAct.SECURE: lazy_gettext("Clip secured"),
    CaseAct.WITHDRAW: lazy_gettext("Withdrawn by its sender"),
    CaseAct.REOPEN: lazy_gettext("Reopened"),
    CaseAct.RATE: lazy_gettext("Handling rated"),
    CaseAct.SCREEN: lazy_gettext("Looked at"),
    CaseAct.ASK_INFO: lazy_gettext("Asked for more"),
    CaseAct.RESUME: lazy_gettext("Goes on"),
    CaseAct.ACCEPT: lazy_gettext("Taken up"),
    CaseAct.REFUSE: lazy_gettext("Not taken up"),
    CaseAct.TRANSFER: lazy_gettext("Handed over"),
    CaseAct.CHECK: lazy_gettext("Being checked"),
    CaseAct.MEDIATE: lazy_gettext("Mediation begun"),
    CaseAct.RECTIFY: lazy_gettext("To be put right"),
    CaseAct.DECIDE: lazy_gettext("Decided"),
    CaseAct.MERGE: lazy_gettext("Merged with another message"),
    CaseAct.SPLIT: lazy_gettext("A part goes on by itself"),
    CaseAct.PART: lazy_gettext("Goes on by itself"),
    CaseAct.ASSIGN: lazy_gettext("Assigned"),
    CaseAct.NOTE: lazy_gettext("Note"),
    CaseAct.REPLY: lazy_gettext("Reply"),
    CaseAct.EXTEND: lazy_gettext("More time taken"),
    CaseAct.CONFIRM: lazy_gettext("Violation confirmed"),
    CaseAct.REDACT: lazy_gettext("Blacked out"),
    CaseAct.RESPOND: lazy_gettext("Restaurant responded"),
    CaseAct.SHOW_RESPONSE: lazy_gettext("Response shown"),
    CaseAct.HIDE_RESPONSE: lazy_gettext("Response not shown"),
    CaseAct.ESCALATE: lazy_gettext("Told to those above"),
    CaseAct.HOLD: lazy_gettext("Kept beyond its time"),
    CaseAct.RELEASE: lazy_gettext("No longer kept beyond its time"),
    CaseAct.ASK_DELETION: lazy_gettext("Deletion asked for"),
    CaseAct.DELETE: lazy_gettext("Words deleted"),
    CaseAct.ERASE: lazy_gettext("Personal data erased"),
}
SIDES: dict[Side, LazyString] = {
    Side.CITIZEN: lazy_gettext("Sender"),
    Side.OFFICER: lazy_gettext("Regulator"),
    Side.RESTAURANT: lazy_gettext("Restaurant"),
    Side.SYSTEM: lazy_gettext("By itself"),
}
REFUSALS: dict[Refusal, LazyString] = {
    Refusal.NOT_FOOD: lazy_gettext("Not about food safety"),
    Refusal.OTHER_PLACE: lazy_gettext("Outside this district"),
    Refusal.TOO_OLD: lazy_gettext("More than three years ago"),
    Refusal.NO_FACTS: lazy_gettext("Nothing that can be checked"),
    Refusal.IN_COURT: lazy_gettext("Before a court or arbitrator already"),
    Refusal.ABUSE: lazy_gettext("Insulting or knowingly untrue"),
}
OUTSIDES: dict[Outside, LazyString] = {
    Outside.CONSUMER_LINE: lazy_gettext("12315 consumer hotline"),
    Outside.CITY_LINE: lazy_gettext("12345 city hotline"),
    Outside.HEALTH: lazy_gettext("Health unit"),
    Outside.POLICE: lazy_gettext("Police"),
    Outside.OTHER_BUREAU: lazy_gettext("Regulator of another district"),
}
SOLVED: dict[Solved, LazyString] = {
    Solved.YES: lazy_gettext("Yes, it is solved"),
    Solved.PARTLY: lazy_gettext("Partly"),
    Solved.NO: lazy_gettext("No, it is not solved"),
}
HANDLING: dict[Rating, LazyString] = {
    Rating.VERY_GOOD: lazy_gettext("Very satisfied"),
    Rating.GOOD: lazy_gettext("Satisfied"),
    Rating.FAIR: lazy_gettext("Fairly satisfied"),
    Rating.POOR: lazy_gettext("Dissatisfied"),
    Rating.VERY_POOR: lazy_gettext("Very dissatisfied"),
    Rating.DONT_KNOW: lazy_gettext("Don't know"),
}
RESPONSES: dict[ResponseState, LazyString] = {
    ResponseState.WAITING: lazy_gettext("Waits for a moderator"),
    ResponseState.SHOWN: lazy_gettext("Shown to the sender"),
    ResponseState.HIDDEN: lazy_gettext("Not shown"),
}
RISKS: dict[Severity, LazyString] = {
    Severity.I: lazy_gettext("Class I, at once"),
    Severity.II: lazy_gettext("Class II, limited time"),
    Severity.III: lazy_gettext("Class III, guidance"),
}
QUEUES: dict[Queue, LazyString] = {
    Queue.OPEN: lazy_gettext("Open messages"),
    Queue.MINE: lazy_gettext("Assigned to me"),
    Queue.REOPENED: lazy_gettext("Reopened by their senders"),
    Queue.FRESH: lazy_gettext("To be looked at"),
    Queue.WORK: lazy_gettext("Being handled"),
    Queue.SENDER: lazy_gettext("Wait for their senders"),
    Queue.RESPONSES: lazy_gettext("Responses to moderate"),
    Queue.DELETIONS: lazy_gettext("Deletions asked for"),
    Queue.DONE: lazy_gettext("Closed messages"),
    Queue.ALL: lazy_gettext("All messages"),
}
ORDERS: dict[Order, LazyString] = {
    Order.DUE: lazy_gettext("Due first"),
    Order.RISK: lazy_gettext("Gravest first"),
    Order.NEWEST: lazy_gettext("Newest first"),
}
UNLISTED: dict[UnlistedState, LazyString] = {
    UnlistedState.WAITING: lazy_gettext("To be found"),
    UnlistedState.ATTACHED: lazy_gettext("Became a case"),
    UnlistedState.HANDED_OVER: lazy_gettext("Handed over"),
}
UNLISTED_PUBLIC: dict[UnlistedState, LazyString] = {
    UnlistedState.WAITING: lazy_gettext("Received"),
    UnlistedState.ATTACHED: lazy_gettext("Being handled"),
    UnlistedState.HANDED_OVER: lazy_gettext("Not ours to handle"),
}
UNLISTED_TONES: dict[UnlistedState, str] = {
    UnlistedState.WAITING: "late",
    UnlistedState.ATTACHED: "live",
    UnlistedState.HANDED_OVER: "closed",
}
FIELDS: dict[Kept, LazyString] = {
    Kept.NAME: lazy_gettext("Your name (complaints only)"),
    Kept.PHONE: lazy_gettext("Your telephone number"),
    Kept.ADDRESS: lazy_gettext("Your address (complaints only)"),
    Kept.WORDS: lazy_gettext("What you wrote, as you typed it (encrypted)"),
    Kept.MASKED: lazy_gettext("What you wrote, with everything personal blacked out"),
    Kept.PICTURES: lazy_gettext("Your photographs, drawn anew without place or device"),
    Kept.CODE: lazy_gettext("Your secret code and link (as hashes)"),
    Kept.CLIP: lazy_gettext("The clip that you had secured"),
    Kept.DRAFT: lazy_gettext("Photographs added to a form that was never sent"),
    Kept.NETWORK: lazy_gettext("Your network address"),
    Kept.INSIDER: lazy_gettext("Who insiders are, and from where they write"),
    Kept.RATING: lazy_gettext("How you rate the handling"),
    Kept.HISTORY: lazy_gettext("Number, dates and steps of the case"),
}
UNTIL: dict[Until, LazyString] = {
    Until.A_YEAR_AFTER: lazy_gettext("deleted one year after the case is closed"),
    Until.QUARTER_AFTER: lazy_gettext("deleted 90 days after the case is closed"),
    Until.A_DAY: lazy_gettext("deleted after 24 hours"),
    Until.NEVER_KEPT: lazy_gettext("not kept at all"),
    Until.ARCHIVED: lazy_gettext("kept: it names nobody, and figures are made of it"),
}


def said(words: Words) -> str:
    """Bilingual data in the reader's language."""
    return words.en if is_english() else words.zh


def category_text(category: Category) -> str:
    """What a category is called."""
    return said(CATEGORIES[category].name)


def due_text(due_at: datetime | None, now: datetime) -> str:
    """How a due time stands, in words; why there is none where there is none."""
    if due_at is None:
        return str(_("no time runs"))
    if due_at <= now:
        return str(_("overdue for %(time)s", time=filters.duration(now - due_at)))
    return str(_("due by %(day)s", day=filters.day(last_day(due_at))))


def box_lines(boxes: Iterable[Iterable[float]]) -> str:
    """Black boxes as the desk types them: a line each, in per cent."""
    return "\n".join(" ".join(f"{figure * 100:.4g}" for figure in box) for box in boxes)


def edge(state: CaseState, due_at: datetime | None, now: datetime) -> str:
    """The colour at the edge of a line: down for overdue, late for soon."""
    if due_at is None or PUBLIC_WORDS[state] in {PublicWord.DONE, PublicWord.ELSEWHERE}:
        return "closed"
    if due_at <= now:
        return "down"
    return "late" if due_at - now <= timedelta(days=2) else "later"


def next_step(kind: CaseKind, state: CaseState, due_at: datetime | None) -> str:
    """What comes next and by which day, as its sender is promised."""
    day = filters.day(last_day(due_at))
    if state is CaseState.NEED_INFO:
        return str(_("We need something from you. Until you answer, the time does not run."))
    if state in {CaseState.RECEIVED, CaseState.SCREENING} and kind is CaseKind.COMPLAINT:
        return str(_("By %(day)s we tell you here whether we take it up.", day=day))
    if PUBLIC_WORDS[state] is PublicWord.DONE or PUBLIC_WORDS[state] is PublicWord.ELSEWHERE:
        return ""
    if kind is CaseKind.COMPLAINT:
        return str(_("By %(day)s we tell you here what came of it.", day=day))
    return str(_("By %(day)s we have checked it and tell you here.", day=day))


def template_text(template: Template, *, language: str, restaurant: str, due: str) -> str:
    """A reply in its sender's language, filled in."""
    words = template.text.en if language == "en" else template.text.zh
    return words % {"restaurant": restaurant, "due": due}
