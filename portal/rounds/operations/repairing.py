"""What the Vendor does about a Fault; none of it ends one."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.rounds.kinds import FaultCause, PictureMoment
from portal.rounds.models import Fault, FaultNote
from portal.rounds.operations.refusals import try_again
from portal.rounds.pictures import PictureStore
from portal.rounds.queries.faults import FaultFile, fault_by_number
from portal.rounds.rules.desk import READERS
from portal.rounds.rules.faults import FaultOver, note_text
from portal.rounds.rules.refusals import NothingRefused
from portal.shell.rules import NotFound


def acknowledge_fault(session: Session, number: str, *, actor: Actor, now: datetime) -> Fault:
    """Note that the Vendor knows of the Fault; the first time counts.

    Raises NotAllowed, NotFound or FaultOver.
    """
    fault = _open_fault(session, number, actor).fault
    if fault.acknowledged_at is None:
        fault.acknowledged_at, fault.acknowledged_by = now, actor.name
        session.flush()
        record(session, actor, "fault.acknowledged", f"fault {number}", at=now)
    return fault


def tell_cause(
    session: Session, number: str, cause: FaultCause, *, actor: Actor, now: datetime
) -> Fault:
    """Note why the picture fails, as the Vendor found. Raises NotAllowed or NotFound.

    Also of a Fault that has ended: often the cause is known only then.
    """
    fault = _fault(session, number, actor).fault
    if fault.cause is not cause:
        fault.cause = cause
        session.flush()
        facts = {"cause": cause.value}
        record(session, actor, "fault.cause_told", f"fault {number}", at=now, facts=facts)
    return fault


def add_note(session: Session, number: str, text: str, *, actor: Actor, now: datetime) -> FaultNote:
    """Write a note about the Fault; returns it.

    Raises NotAllowed or NotFound, NoteUnusable for an empty text or one that is too long.
    """
    fault = _fault(session, number, actor).fault
    note = FaultNote(fault=fault, at=now, author=actor.name, text=note_text(text))
    session.add(note)
    session.flush()
    record(session, actor, "fault.noted", f"fault {number}", at=now, facts={"note": note.id})
    return note


def try_again_for_fault(session: Session, number: str, *, actor: Actor, now: datetime) -> Fault:
    """Have the Fault's Camera tried again, whose refused password is said to be right now.

    Raises NotAllowed, NotFound or FaultOver, and as `try_again` does.
    """
    found = _open_fault(session, number, actor)
    if found.camera is None:
        raise NothingRefused
    try_again(session, found.camera, actor=actor, now=now)
    return found.fault


def view_picture(
    session: Session,
    number: str,
    moment: PictureMoment,
    *,
    actor: Actor,
    now: datetime,
    store: PictureStore,
) -> bytes:
    """The unprotected picture of that moment; that it was seen is recorded.

    Raises NotFound for a Fault that this person does not see, and where no picture is kept.
    """
    fault = fault_by_number(session, number, scope=actor.scope(READERS)).fault
    kept = next(
        (each for each in fault.pictures if each.moment is moment and not each.removed_at), None
    )
    content = None if kept is None else store.read(kept.file)
    if kept is None or content is None:
        raise NotFound("picture", f"{number} {moment}")
    facts = {"moment": moment.value, "sha256": kept.sha256}
    record(session, actor, "fault.picture_viewed", f"fault {number}", at=now, facts=facts)
    return content


def _open_fault(session: Session, number: str, actor: Actor) -> FaultFile:
    found = _fault(session, number, actor)
    if found.fault.ended is not None:
        raise FaultOver(number)
    return found


def _fault(session: Session, number: str, actor: Actor) -> FaultFile:
    if not actor.has([Role.VENDOR]):
        raise NotAllowed("work on faults")
    return fault_by_number(session, number, scope=actor.scope([Role.VENDOR]))
