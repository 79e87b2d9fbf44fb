"""Which operation each button of a Case's page calls, with what its form says."""

from collections.abc import Callable, Mapping

from flask import request

from portal.accounts.access import current_actor
from portal.extensions import db
from portal.findings.kinds import ViolationCode
from portal.findings.queries import inspectors
from portal.participation.case_kinds import (
    CaseAct,
    CaseKind,
    Category,
    Outside,
    Refusal,
)
from portal.participation.operations import masking, responding, working
from portal.participation.operations.case_steps import Doing
from portal.participation.operations.working import Confirmed
from portal.participation.queries.cases import case_by_number
from portal.participation.staff.cases.blueprint import files, reader
from portal.registry.kinds import Zone
from portal.shell import clock
from portal.shell.asked import known, member
from portal.shell.rules import NotFound

_A = CaseAct
Act = Callable[[str, Doing], object]


def _simply(number: str, doing: Doing) -> object:
    return working.do_simply(db.session(), number, doing)


def _ask(number: str, doing: Doing) -> object:
    return working.ask_sender(db.session(), number, doing)


def _accept(number: str, doing: Doing) -> object:
    return working.accept(db.session(), number, doing)


def _refuse(number: str, doing: Doing) -> object:
    why = known(Refusal, request.form.get("refusal"), what="ground")
    return working.refuse(db.session(), number, doing, why=why)


def _hand_over(number: str, doing: Doing) -> object:
    to = known(Outside, request.form.get("outside"), what="office")
    return working.hand_over(
        db.session(), number, doing, to=to, outside_number=request.form.get("outside_number", "")
    )


def _assign(number: str, doing: Doing) -> object:
    case = case_by_number(db.session(), number, reader=reader())
    people = inspectors(db.session(), station=case.restaurant.station.code)
    asked = request.form.get("person", "")
    person = next((each for each in people if str(each.id) == asked), None)
    if person is None:
        raise NotFound("person", asked[:40])
    return working.assign(db.session(), number, doing, person=(person.id, person.name))


def _merge(number: str, doing: Doing) -> object:
    into = request.form.get("into", "").strip().upper()[:20]
    return working.merge(db.session(), number, doing, into=into)


def _split(number: str, doing: Doing) -> object:
    kind = member(CaseKind, request.form.get("kind")) or CaseKind.TIP
    category = next(
        (each for each in Category if each == request.form.get("category")), Category.OTHER
    )
    return working.split(db.session(), number, doing, kind=kind, category=category)


def _confirm(number: str, doing: Doing) -> object:
    code = known(ViolationCode, request.form.get("code"), what="violation")
    zone = member(Zone, request.form.get("zone"))
    return working.confirm_violation(db.session(), number, doing, found=Confirmed(code, zone))


def _redact(number: str, doing: Doing) -> object:
    picture = request.form.get("picture", "")[:40]
    if not picture:
        phrases = request.form.get("phrases", "").splitlines()
        return masking.redact_words(db.session(), number, doing, phrases=phrases)
    return masking.redact_picture(
        db.session(), number, doing, code=picture, boxes=boxes_of(request.form.get("boxes", "")),
        store=files().pictures,
    )  # fmt: skip


def _moderate(number: str, doing: Doing) -> object:
    return responding.moderate(db.session(), number, doing)


def _hold(number: str, doing: Doing) -> object:
    return working.hold(db.session(), number, doing)


def _ask_deletion(number: str, doing: Doing) -> object:
    return working.ask_deletion(db.session(), number, doing)


def _delete(number: str, doing: Doing) -> object:
    return masking.delete_case(db.session(), number, doing, files=files())


def boxes_of(text: str) -> list[list[float]]:
    """Boxes as typed, a line each: four figures from 0 to 100, blanks or commas between."""
    boxes = []
    for line in text.splitlines()[: masking.MOST_BOXES + 1]:
        try:
            box = [float(each) / 100 for each in line.replace("，", " ").replace(",", " ").split()]
        except ValueError:
            raise masking.BoxUnfit from None
        boxes += [box] if box else []
    return boxes


DO: Mapping[CaseAct, Act] = {
    _A.SCREEN: _simply,
    _A.ASK_INFO: _ask,
    _A.RESUME: _simply,
    _A.ACCEPT: _accept,
    _A.REFUSE: _refuse,
    _A.TRANSFER: _hand_over,
    _A.CHECK: _simply,
    _A.MEDIATE: _simply,
    _A.RECTIFY: _simply,
    _A.DECIDE: _simply,
    _A.MERGE: _merge,
    _A.SPLIT: _split,
    _A.ASSIGN: _assign,
    _A.NOTE: _simply,
    _A.REPLY: _simply,
    _A.EXTEND: _simply,
    _A.CONFIRM: _confirm,
    _A.REDACT: _redact,
    _A.SHOW_RESPONSE: _moderate,
    _A.HIDE_RESPONSE: _moderate,
    _A.HOLD: _hold,
    _A.RELEASE: _hold,
    _A.ASK_DELETION: _ask_deletion,
    _A.DELETE: _delete,
}
"""Every act of an officer or moderator."""


def doing_of(act: CaseAct) -> Doing:
    """What the form says: words, the version that the page showed, and its mark."""
    version = request.form.get("version", "")
    return Doing(
        act,
        current_actor(),
        clock.now(),
        text=request.form.get("text", ""),
        version=int(version) if version.isascii() and version.isdecimal() else None,
        token=request.form.get("token", "")[:40] or None,
    )
