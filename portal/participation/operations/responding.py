"""The Restaurant's right to respond to a Case, and the moderation of what it says."""

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.participation.case_kinds import CaseAct, CaseState, Channel, ResponseState
from portal.participation.models import Case, CaseResponse
from portal.participation.operations.case_acting import carry_out, do_as_staff, held, stand_of
from portal.participation.operations.case_steps import Doing, subject_of
from portal.participation.operations.case_telling import tell_moderators
from portal.participation.rules.cases import check_actor, check_text
from portal.participation.rules.clocks import MODERATION
from portal.participation.rules.personal import masked
from portal.registry.queries import deadline_of
from portal.shell.rules import MingchuError, NotFound

LONGEST_RESPONSE = 500


class ResponseTooLong(MingchuError):
    """A response has more letters than are shown."""

    status = 422
    code = "response_too_long"

    def __init__(self, length: int) -> None:
        super().__init__(f"a response has 500 characters at most, this one {length}")
        self.length = length


class AlreadyResponded(MingchuError):
    """A Case has one response; it is changed by nobody but a moderator, who may hide it."""

    status = 409
    code = "already_responded"

    def __init__(self) -> None:
        super().__init__("this restaurant has responded to the case already")


def respond(session: Session, number: str, doing: Doing) -> Case:
    """Say something about a Case in the Restaurant's name, 500 characters, once.

    Nobody reads it before a moderator has. Raises NotFound, NotAllowed, CaseTextMissing,
    ResponseTooLong, AlreadyResponded.
    """
    case = held(session, Case.number == number, name=number)
    stand = stand_of(case)
    if case.channel is Channel.INSIDER:
        raise NotFound("case", number)
    check_actor(doing.actor, CaseAct.RESPOND, stand)
    text = check_text(CaseAct.RESPOND, doing.text)
    if len(text) > LONGEST_RESPONSE:
        raise ResponseTooLong(len(text))
    if session.get(CaseResponse, case.id) is not None:
        raise AlreadyResponded
    due = deadline_of(session, MODERATION, started_at=doing.now)
    step = carry_out(session, case, doing)
    session.add(
        CaseResponse(
            case_id=case.id, text=masked(text), at=doing.now, author=doing.actor.name,
            author_id=doing.actor.person_id, state=ResponseState.WAITING,
            due_at=due.due_at or doing.now,
        )
    )  # fmt: skip
    session.flush()
    tell_moderators(session, case, now=doing.now)
    record(
        session, doing.actor, "case.respond", subject_of(case), at=doing.now,
        facts={"step": step.number},
    )  # fmt: skip
    return case


def moderate(session: Session, number: str, doing: Doing) -> Case:
    """Show a response to the sender, or hide it for a reason; by the act. Raises NotFound."""

    def change(case: Case, _former: CaseState) -> None:
        row = session.get(CaseResponse, case.id)
        if row is None:
            raise NotFound("response", number)
        is_shown = doing.act is CaseAct.SHOW_RESPONSE
        row.state = ResponseState.SHOWN if is_shown else ResponseState.HIDDEN
        row.moderated_by, row.moderated_at = doing.actor.name, doing.now
        row.why = doing.text.strip()[:LONGEST_RESPONSE]

    return do_as_staff(session, number, doing, change=change)
