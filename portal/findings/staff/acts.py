"""Which operation each button of a Finding's page calls, with what its form says."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from portal.accounts.access import current_actor
from portal.extensions import db
from portal.findings import operations, queries
from portal.findings.kinds import FindingAct, PublicationKind, WithdrawalReason
from portal.findings.operations import Record
from portal.findings.rules.opening import Sent
from portal.findings.rules.workflow import READERS
from portal.shell import clock
from portal.shell.asked import known, member
from portal.shell.rules import NotFound

_A = FindingAct
Act = Callable[[str, Sent], object]


def _calls(operation: Callable[..., object], **more: Any) -> Act:  # noqa: ANN401 - as it takes
    def act(number: str, sent: Sent) -> object:
        return operation(
            db.session(), number, sent=sent, actor=current_actor(), now=clock.now(), **more
        )

    return act


def _withdraw(number: str, sent: Sent) -> object:
    reason = known(WithdrawalReason, request.form.get("reason"), what="reason")
    return _calls(operations.withdraw, reason=reason)(number, sent)


def _assign(number: str, sent: Sent) -> object:
    person = inspector_of(number, request.form.get("person", ""))
    return _calls(operations.assign, person=person)(number, sent)


def _publish(number: str, sent: Sent) -> object:
    kind = member(PublicationKind, request.form.get("kind")) or PublicationKind.RESULT
    public = Record(kind, request.form.get("decision", ""), request.form.get("reply", ""))
    return _calls(operations.publish, public=public)(number, sent)


def inspector_of(number: str, person_id: str) -> tuple[int, str]:
    """The person of this id, if they can look after this Finding. Raises NotFound."""
    scope = current_actor().scope(READERS)
    found = queries.finding_by_number(db.session(), number, scope=scope)
    people = queries.inspectors(db.session(), station=found.restaurant.station.code)
    person = next((each for each in people if str(each.id) == person_id), None)
    if person is None:
        raise NotFound("person", person_id)
    return person.id, person.name


DO: Mapping[FindingAct, Act] = {
    _A.REPLY: _calls(operations.reply),
    _A.PROVE: _calls(operations.prove),
    _A.ASK_EXTENSION: _calls(operations.ask_extension),
    _A.GRANT_EXTENSION: _calls(operations.decide_extension, is_granted=True),
    _A.REFUSE_EXTENSION: _calls(operations.decide_extension, is_granted=False),
    _A.APPEAL: _calls(operations.appeal),
    _A.ALLOW_APPEAL: _calls(operations.decide_appeal, is_allowed=True),
    _A.REJECT_APPEAL: _calls(operations.decide_appeal, is_allowed=False),
    _A.RECHECK: _calls(operations.recheck),
    _A.VERIFY: _calls(operations.verify),
    _A.RETURN: _calls(operations.send_back),
    _A.ESCALATE: _calls(operations.escalate),
    _A.WITHDRAW: _withdraw,
    _A.ASSIGN: _assign,
    _A.REMIND: _calls(operations.remind),
    _A.PUBLISH: _publish,
    _A.KEEP_PRIVATE: _calls(operations.keep_private),
    _A.UNPUBLISH: _calls(operations.unpublish),
}
"""Every act but opening a Finding, which has no number yet."""
