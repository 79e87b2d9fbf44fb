"""Looks behind the masks of a Case, draws further ones, and erases in time: all written down."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.notices.operations import forget_texts
from portal.notices.rules.news import About
from portal.participation.case_files import CasePictures, ClipStore
from portal.participation.case_kinds import CaseAct, Channel
from portal.participation.models import Case, CaseClip, CasePicture, CaseStep
from portal.participation.operations.case_acting import (
    carry_out,
    do_as_staff,
    held,
    held_for_staff,
    stand_of,
)
from portal.participation.operations.case_clocks import PORTAL
from portal.participation.operations.case_steps import Doing, subject_of
from portal.participation.rules.cases import (
    INSIDER_READERS,
    OFFICERS,
    CaseTextMissing,
    may_read,
)
from portal.participation.rules.personal import blacked
from portal.participation.secrecy import Secrecy
from portal.registry.models import Restaurant
from portal.shell.rules import MingchuError, NotFound

MOST_BOXES = 20


class BoxUnfit(MingchuError):
    """A black box does not lie within the picture."""

    status = 422
    code = "box_unfit"

    def __init__(self) -> None:
        super().__init__("draw boxes within the picture: left, top, right, bottom in per cent")


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Where the files of Cases lie."""

    pictures: CasePictures
    clips: ClipStore


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a file, when, and where the files lie."""

    actor: Actor
    now: datetime
    files: CaseFiles


def reveal(
    session: Session, number: str, *, why: str, secrecy: Secrecy, actor: Actor, now: datetime
) -> dict[str, str]:
    """Words, name, phone and address as typed; that and why somebody looked is recorded.

    Raises NotFound, NotAllowed, CaseTextMissing.
    """
    case = held_for_staff(session, number, actor=actor)
    stand = stand_of(case)
    roles = INSIDER_READERS if case.channel is Channel.INSIDER else OFFICERS
    if not actor.scope(roles).covers(station=stand.station, restaurant=stand.restaurant):
        raise NotAllowed("see who sent a case")
    if not why.strip():
        raise CaseTextMissing(CaseAct.NOTE)
    found = secrecy.unseal(case.sealed)
    facts = {"why": why.strip()[:200], "fields": sorted(found)}
    record(session, actor, "case.revealed", subject_of(case), at=now, facts=facts)
    return found


def redact_words(session: Session, number: str, doing: Doing, *, phrases: Iterable[str]) -> Case:
    """Black out phrases in all that is shown of a Case; steps keep their digest alone."""
    wanted = [each for each in phrases if each.strip()]
    if not wanted:
        raise CaseTextMissing(CaseAct.REDACT)

    def change(case: Case, _former: object) -> None:
        case.text, case.claim = blacked(case.text, wanted), blacked(case.claim, wanted)
        for step in session.scalars(select(CaseStep).where(CaseStep.case_id == case.id)):
            shown = blacked(step.text, wanted)
            if shown != step.text:
                step.text, step.salt = shown, ""

    return do_as_staff(session, number, replace(doing, text="", facts={"phrases": len(wanted)}),
                       change=change)  # fmt: skip


def redact_picture(
    session: Session,
    number: str,
    doing: Doing,
    *,
    code: str,
    boxes: list[list[float]],
    store: CasePictures,
) -> Case:
    """Draw black boxes on a picture; every view shows the copy from then on.

    Raises NotFound, BoxUnfit.
    """
    if not 0 < len(boxes) <= MOST_BOXES or not all(_is_box(box) for box in boxes):
        raise BoxUnfit

    def change(case: Case, _former: object) -> None:
        row = session.scalar(
            select(CasePicture).where(CasePicture.case_id == case.id, CasePicture.code == code)
        )
        drawn = store.blackened(code, boxes) if row is not None else None
        if row is None or drawn is None:
            raise NotFound("picture", code)
        if row.redacted_code is not None:
            store.drop(row.redacted_code)
        row.boxes, row.redacted_code = boxes, drawn

    doing = replace(doing, text="", facts={"picture": code, "boxes": boxes})
    return do_as_staff(session, number, doing, change=change)


def view_picture(
    session: Session,
    number: str,
    code: str,
    *,
    is_whole: bool,
    viewer: Viewer,
) -> bytes:
    """A picture of a Case as a JPEG, with its black boxes unless `is_whole`; that is recorded.

    Raises NotFound.
    """
    row, case = _picture(session, number, code)
    if not may_read(viewer.actor, stand_of(case)):
        raise NotFound("case", number)
    name = code if is_whole or row.redacted_code is None else row.redacted_code
    content = viewer.files.pictures.read(name)
    if content is None:
        raise NotFound("picture", code)
    facts = {"sha256": row.sha256, "whole": is_whole}
    record(
        session, viewer.actor, "case.picture_viewed", subject_of(case), at=viewer.now,
        facts=facts,
    )  # fmt: skip
    return content


def view_clip(session: Session, number: str, clip_id: int, *, name: str, viewer: Viewer) -> bytes:
    """A file of a clip, by the name in its row; that it was seen is recorded. Raises NotFound."""
    row = session.scalar(
        select(CaseClip)
        .join(CaseClip.case)
        .where(Case.number == number, CaseClip.id == clip_id, CaseClip.removed_at.is_(None))
        .options(*_whole(CaseClip.case))
    )
    if row is None or not may_read(viewer.actor, stand_of(row.case)):
        raise NotFound("case", number)
    case = row.case
    if name not in {each["name"] for each in row.files}:
        raise NotFound("clip", name)
    content = viewer.files.clips.read(row.folder, name)
    if content is None:
        raise NotFound("clip", name)
    record(
        session, viewer.actor, "case.clip_viewed", subject_of(case), at=viewer.now,
        facts={"file": name},
    )  # fmt: skip
    return content


def delete_case(session: Session, number: str, doing: Doing, *, files: CaseFiles) -> Case:
    """Delete what a Case says, for which another person asked: number and dates stay.

    Raises SecondPersonNeeded.
    """

    def change(case: Case, _former: object) -> None:
        _erase(session, case, files=files, now=doing.now)
        case.text = case.claim = ""
        for step in session.scalars(select(CaseStep).where(CaseStep.case_id == case.id)):
            step.text = step.salt = ""

    return do_as_staff(session, number, replace(doing, text=""), change=change)


def erase_case(session: Session, case_id: int, *, files: CaseFiles, now: datetime) -> None:
    """Erase what names people in a Case whose time is over; nothing where it is held."""
    case = held(session, Case.id == case_id, name=str(case_id))
    if case.is_held or case.erased_at is not None:
        case.erase_on = None if case.erased_at is not None else case.erase_on
        session.flush()
        return
    pictures = _erase(session, case, files=files, now=now)
    facts = {"pictures": pictures}
    carry_out(session, case, Doing(CaseAct.ERASE, PORTAL, now, facts=facts))
    record(session, PORTAL, "case.erased", subject_of(case), at=now, facts=facts)


def remove_clip(session: Session, clip: CaseClip, *, clips: ClipStore, now: datetime) -> None:
    """Delete the files of a clip whose time is over."""
    clips.remove(clip.folder)
    clip.removed_at = now
    session.flush()


def _erase(session: Session, case: Case, *, files: CaseFiles, now: datetime) -> int:
    """Erase sealed words, code, link, pictures and clips; returns how many pictures."""
    case.sealed = case.code_hash = case.link_hash = case.key_hash = None
    case.erased_at, case.erase_on, case.has_contact = now, None, False
    forget_texts(session, About("case", case.number))
    pictures = session.scalars(
        select(CasePicture).where(CasePicture.case_id == case.id, CasePicture.removed_at.is_(None))
    ).all()
    for row in pictures:
        files.pictures.drop(row.code)
        if row.redacted_code is not None:
            files.pictures.drop(row.redacted_code)
        row.removed_at = now
    clips = session.scalars(
        select(CaseClip).where(CaseClip.case_id == case.id, CaseClip.removed_at.is_(None))
    )
    for clip in clips:
        remove_clip(session, clip, clips=files.clips, now=now)
    return len(pictures)


def _picture(session: Session, number: str, code: str) -> tuple[CasePicture, Case]:
    row = session.scalar(
        select(CasePicture)
        .join(CasePicture.case)
        .where(Case.number == number, CasePicture.code == code, CasePicture.removed_at.is_(None))
        .options(*_whole(CasePicture.case))
    )
    if row is None:
        raise NotFound("picture", code)
    return row, row.case


def _whole(case: InstrumentedAttribute[Case]) -> tuple[ORMOption, ...]:
    """Loads a Case with Restaurant and Station, as its stand asks."""
    return (joinedload(case).joinedload(Case.restaurant).joinedload(Restaurant.station),)


def _is_box(box: list[float]) -> bool:
    if len(box) != 4:
        return False
    left, top, right, bottom = box
    return 0 <= left < right <= 1 and 0 <= top < bottom <= 1
