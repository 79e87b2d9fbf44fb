"""The words for how far a Finding is, what is done about it, and on which basis."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.accounts.forms import author_text
from portal.findings.forms.codes import CODES, SEVERITIES
from portal.findings.kinds import (
    FindingAct,
    FindingState,
    Origin,
    PictureMoment,
    PublicationKind,
    ViolationCode,
    WithdrawalReason,
)
from portal.findings.rules.clocks import ESCALATED_BY_TIME, is_overdue
from portal.findings.rules.codes import Clause, clauses_of
from portal.findings.rules.workflow import FINAL_STATES
from portal.registry.forms.words import ZONES, named
from portal.registry.models import Camera
from portal.shell import filters

__all__ = ["CODES", "SEVERITIES", "ZONES", "named"]

STATES: dict[FindingState, LazyString] = {
    # i18n: the restaurant was told of a finding and has not answered: 已推送
    FindingState.PUSHED: lazy_gettext("Sent, no answer yet"),
    FindingState.ANSWERED: lazy_gettext("To be put right"),
    FindingState.APPEALED: lazy_gettext("Under appeal"),
    FindingState.RECTIFIED: lazy_gettext("Proof sent, to be verified"),
    FindingState.ESCALATED: lazy_gettext("Escalated"),
    FindingState.CLOSED: lazy_gettext("Put right and verified"),
    FindingState.ANNULLED: lazy_gettext("Annulled on appeal"),
    FindingState.WITHDRAWN: lazy_gettext("Withdrawn"),
}
PUBLIC_STATES: dict[FindingState, LazyString] = {
    **STATES,
    FindingState.PUSHED: lazy_gettext("To be put right"),
    FindingState.RECTIFIED: lazy_gettext("To be verified"),
    FindingState.ESCALATED: lazy_gettext("Not put right in time"),
}
"""As the public reads it."""

STATE_TONES: dict[FindingState, str] = {
    FindingState.PUSHED: "late",
    FindingState.ANSWERED: "late",
    FindingState.APPEALED: "late",
    FindingState.RECTIFIED: "late",
    FindingState.ESCALATED: "down",
    FindingState.CLOSED: "live",
    FindingState.ANNULLED: "closed",
    FindingState.WITHDRAWN: "closed",
}
ORIGINS: dict[Origin, LazyString] = {
    Origin.MACHINE: lazy_gettext("Detection, confirmed by an officer"),
    Origin.PATROL: lazy_gettext("Patrol"),
    Origin.CASE: lazy_gettext("Citizen's message"),
    Origin.MANUAL: lazy_gettext("Officer"),
}
ACTS: dict[FindingAct, LazyString] = {
    FindingAct.OPEN: lazy_gettext("Confirmed and sent to the restaurant"),
    FindingAct.REPLY: lazy_gettext("Restaurant answered"),
    FindingAct.PROVE: lazy_gettext("Sent proof of rectification"),
    FindingAct.ASK_EXTENSION: lazy_gettext("Asked for more time"),
    FindingAct.GRANT_EXTENSION: lazy_gettext("Granted more time"),
    FindingAct.REFUSE_EXTENSION: lazy_gettext("Refused more time"),
    FindingAct.APPEAL: lazy_gettext("Appealed"),
    FindingAct.ALLOW_APPEAL: lazy_gettext("Allowed the appeal: the finding is annulled"),
    FindingAct.REJECT_APPEAL: lazy_gettext("Rejected the appeal: the finding stands"),
    FindingAct.RECHECK: lazy_gettext("Looked again"),
    FindingAct.VERIFY: lazy_gettext("Verified that it is put right"),
    FindingAct.RETURN: lazy_gettext("Sent the proof back"),
    FindingAct.ESCALATE: lazy_gettext("Escalated to the bureau"),
    FindingAct.WITHDRAW: lazy_gettext("Withdrew the finding"),
    FindingAct.ASSIGN: lazy_gettext("Assigned"),
    FindingAct.REMIND: lazy_gettext("Reminded the restaurant"),
    FindingAct.PUBLISH: lazy_gettext("Made public"),
    FindingAct.KEEP_PRIVATE: lazy_gettext("Decided to keep it private"),
    FindingAct.UNPUBLISH: lazy_gettext("Took the public record back"),
}
REASONS: dict[WithdrawalReason, LazyString] = {
    WithdrawalReason.DUPLICATE: lazy_gettext("The same was confirmed already"),
    WithdrawalReason.WRONG_RESTAURANT: lazy_gettext("It was another restaurant"),
    WithdrawalReason.WRONG_PICTURE: lazy_gettext("The picture shows something else"),
    WithdrawalReason.NO_BASIS: lazy_gettext("No rule forbids it there"),
    WithdrawalReason.CLOSED_RESTAURANT: lazy_gettext("The restaurant has closed or moved"),
}
MOMENTS: dict[PictureMoment, LazyString] = {
    PictureMoment.SEEN: lazy_gettext("What was seen"),
    PictureMoment.BEFORE: lazy_gettext("Before, from the restaurant"),
    PictureMoment.AFTER: lazy_gettext("After, from the restaurant"),
    PictureMoment.APPEAL: lazy_gettext("With the appeal"),
    PictureMoment.RECHECK: lazy_gettext("At the check afterwards"),
}
KINDS: dict[PublicationKind, LazyString] = {
    PublicationKind.RESULT: lazy_gettext("Result of a check, 3 months"),
    PublicationKind.MINOR_PENALTY: lazy_gettext("Criticism or small fine, 3 months"),
    PublicationKind.PENALTY: lazy_gettext("Other penalty, 3 years"),
}
LAWS = {
    "FSL": lazy_gettext("Food Safety Law"),
    "GB31654": lazy_gettext("GB 31654-2021, hygiene of catering"),
    "FIRE": lazy_gettext("fire safety, told to the restaurant alone"),
}
TOPICS = {
    "places": lazy_gettext("places and layout"),
    "process": lazy_gettext("processing"),
    "storage": lazy_gettext("storage"),
    "waste": lazy_gettext("waste"),
    "pests": lazy_gettext("pests"),
    "staff": lazy_gettext("staff"),
}
SAID: dict[str, LazyString] = {
    ESCALATED_BY_TIME: lazy_gettext("Its time is over by half: the portal escalated it by itself."),
}


def basis_text(code: ViolationCode) -> str:
    """On which clauses a class rests; what no lawyer has confirmed is said to be so."""
    found = clauses_of(code)
    clauses = str(_("; ")).join(_clause_text(clause) for clause, _is_verified in found)
    if all(is_verified for _clause, is_verified in found):
        return clauses
    return str(_("%(clauses)s (our reading, to be confirmed by counsel)", clauses=clauses))


def zone_text(zone: object) -> str:
    """The zone, or that none is known."""
    return str(ZONES[zone]) if zone in ZONES else filters.unknown()  # type: ignore[index]


def due_text(state: FindingState, due_at: datetime, now: datetime) -> str:
    """How the time to put it right stands, in words."""
    if is_overdue(state, due_at, now=now):
        return str(_("overdue for %(time)s", time=filters.duration(now - due_at)))
    return str(_("due in %(time)s", time=filters.duration(max(due_at - now, timedelta()))))


def edge(state: FindingState, due_at: datetime, now: datetime) -> str:
    """The colour at the edge of a line: down for overdue, late for soon, none for what is over."""
    if state in FINAL_STATES:
        return "later"
    if is_overdue(state, due_at, now=now) or state is FindingState.ESCALATED:
        return "down"
    return "late" if due_at - now <= timedelta(hours=24) else "later"


def said_text(text: str) -> str:
    """What was said with an act; what the portal said itself, in the reader's language."""
    return str(SAID.get(text, text))


def source_text(source: str, camera: Camera | None) -> str:
    """Whose picture it is: the Camera's, or that of the account which sent it."""
    if camera is not None and source == camera.code:
        return str(_("camera %(code)s", code=source))
    return author_text(source)


def _clause_text(clause: Clause) -> str:
    law = str(LAWS[clause.law])
    if clause.article in TOPICS:
        return str(_("%(law)s: %(topic)s", law=law, topic=TOPICS[clause.article]))
    if not clause.article:
        return law
    return str(_("%(law)s Art. %(article)s", law=law, article=clause.article))
