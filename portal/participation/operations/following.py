"""What a sender does about a Case of their own, behind code or link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.live.files import Roots, read_playlist
from portal.participation.case_files import ClipStore
from portal.participation.case_kinds import CaseAct, CaseState, Solved
from portal.participation.kinds import Rating
from portal.participation.models import Case, CaseClip, CaseRating, CaseStep
from portal.participation.operations.case_acting import carry_out, held, stand_of
from portal.participation.operations.case_clocks import PORTAL
from portal.participation.operations.case_steps import NOBODY, Doing
from portal.participation.operations.case_telling import tell_handler
from portal.participation.operations.filing import add_pictures
from portal.participation.rules.cases import (
    CaseActUnfit,
    EditOver,
    may_edit,
    next_state,
    rating_round,
)
from portal.participation.rules.intake import (
    LONGEST_TEXT,
    IntakeFault,
    IntakeRefused,
    KeptPhoto,
)
from portal.participation.rules.personal import masked
from portal.participation.secrecy import Secrecy
from portal.registry.models import Camera

CLIP_BACK = timedelta(hours=24)  # a moment longer ago is not marked: nothing is left of it
MOST_CLIPS = 5


@dataclass(frozen=True, slots=True)
class Footage:
    """Where the transcoder leaves what Cameras show, and where clips of it are kept."""

    roots: Roots
    clips: ClipStore

    def runs_here(self, camera: str, *, now: datetime) -> bool:
        """Whether this node has segments of a Camera."""
        return read_playlist(self.roots.live, camera, unix_seconds=now.timestamp()) is not None


class ClipsFull(CaseActUnfit):
    """As many moments of a Case are secured as may be."""

    code = "clips_full"


def edit_case(
    session: Session, case_id: int, *, text: str, secrecy: Secrecy, now: datetime
) -> Case:
    """Change the words within ten minutes; the former ones stay hashed, not kept.

    Raises EditOver, IntakeRefused.
    """
    case = _own(session, case_id)
    if not may_edit(stand_of(case), now=now):
        raise EditOver
    plain = _checked(text)
    case.sealed = secrecy.seal(secrecy.unseal(case.sealed) | {"text": plain})
    case.text = masked(plain)
    former = select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.text != "")
    for step in session.scalars(former):
        step.text = step.salt = ""
    carry_out(session, case, Doing(CaseAct.EDIT, NOBODY, now, text=plain))
    return case


def add_evidence(
    session: Session,
    case_id: int,
    *,
    text: str,
    pictures: tuple[KeptPhoto, ...] = (),
    token: str = "",
    now: datetime,
) -> Case:
    """Add words or pictures; a Case that waited for its sender goes on.

    Sent twice, it is added once. Raises IntakeRefused, PictureUsed, CaseActUnfit.
    """
    case = _own(session, case_id)
    if token and _has_step(session, case, token):
        return case
    plain = text.strip() if pictures and not text.strip() else _checked(text)
    next_state(stand_of(case), CaseAct.ADD)
    add_pictures(session, case, pictures)
    facts = {"pictures": [each.sha256 for each in pictures]} if pictures else {}
    doing = Doing(CaseAct.ADD, NOBODY, now, text=plain, token=token or None, facts=facts)
    carry_out(session, case, doing)
    tell_handler(session, case, "case.added", now=now, key=str(case.steps_count))
    return case


def withdraw_case(session: Session, case_id: int, *, text: str, now: datetime) -> Case:
    """Take a Case back; others who supported it go on with Cases of their own."""
    case = _own(session, case_id)
    carry_out(session, case, Doing(CaseAct.WITHDRAW, NOBODY, now, text=text[:LONGEST_TEXT]))
    if case.supporters:
        _let_supporters_go(session, case, now=now)
    return case


def reopen_case(session: Session, case_id: int, *, text: str, now: datetime) -> Case:
    """Say that it is not solved: the Case begins anew, once. Raises AlreadyReopened."""
    case = _own(session, case_id)

    def change(it: Case, _former: CaseState) -> None:
        it.reopened_at, it.accepted_at = now, None

    doing = Doing(CaseAct.REOPEN, NOBODY, now, text=text[:LONGEST_TEXT])
    carry_out(session, case, doing, change=change)
    tell_handler(session, case, "case.reopened", now=now, key="once")
    return case


def rate_handling(
    session: Session,
    case_id: int,
    *,
    solved: Solved | None,
    handling: Rating | None,
    now: datetime,
) -> CaseRating:
    """Say whether it is solved, and how the handling was; an answer replaces that of its round.

    Asked after closing and once more after 14 days. Raises CaseActUnfit before.
    """
    case = _own(session, case_id)
    turn = rating_round(case.closed_at, now=now)
    if turn is None or (solved is None and handling is None):
        raise CaseActUnfit(CaseAct.RATE, case.state)
    next_state(stand_of(case), CaseAct.RATE)
    row = session.get(CaseRating, (case.id, turn))
    if row is None:
        row = CaseRating(case_id=case.id, round=turn)
        session.add(row)
    row.at, row.solved, row.handling = now, solved or row.solved, handling or row.handling
    facts = {
        "round": turn,
        "solved": row.solved.value if row.solved else None,
        "handling": row.handling.value if row.handling else None,
    }
    carry_out(session, case, Doing(CaseAct.RATE, NOBODY, now, facts=facts))
    return row


def secure_clip(
    session: Session,
    case_id: int,
    *,
    camera: str,
    marked_at: datetime,
    footage: Footage,
    now: datetime,
) -> CaseClip:
    """Keep what a Camera of the Restaurant shows, before it is deleted; its sender never sees it.

    Raises NotFound, IntakeRefused for a moment that lies ahead or too far back, ClipsFull.
    """
    case = _own(session, case_id)
    if not now - CLIP_BACK <= marked_at <= now + timedelta(minutes=1):
        raise IntakeRefused({"marked_at": IntakeFault.IN_FUTURE})
    next_state(stand_of(case), CaseAct.SECURE)
    row = session.scalar(
        select(Camera).where(Camera.code == camera, Camera.restaurant_id == case.restaurant_id)
    )
    if row is None:
        raise IntakeRefused({"camera": IntakeFault.MISSING})
    clips = session.scalars(select(CaseClip).where(CaseClip.case_id == case.id)).all()
    same = [each for each in clips if (each.camera_id, each.marked_at) == (row.id, marked_at)]
    if same:
        return same[0]
    if len(clips) >= MOST_CLIPS:
        raise ClipsFull(CaseAct.SECURE, case.state)
    clip = CaseClip(
        case_id=case.id, camera_id=row.id, marked_at=marked_at, secured_at=now, files=[]
    )
    session.add(clip)
    session.flush()
    kept = footage.clips.secure(footage.roots, camera, folder=clip.folder, now=now)
    clip.files = [each.facts for each in kept]
    facts = {"camera": camera, "files": [each.sha256 for each in kept]}
    carry_out(session, case, Doing(CaseAct.SECURE, NOBODY, now, facts=facts))
    return clip


def choose_texts(session: Session, case_id: int, *, wanted: bool) -> Case:
    """Let texts go to the number its sender left, or none; those that wait go nowhere then."""
    case = _own(session, case_id)
    case.no_texts = not wanted
    session.flush()
    return case


def _own(session: Session, case_id: int) -> Case:
    return held(session, Case.id == case_id, name=str(case_id))


def _checked(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise IntakeRefused({"text": IntakeFault.MISSING})
    if len(text) > LONGEST_TEXT:
        raise IntakeRefused({"text": IntakeFault.TOO_LONG})
    return plain


def _has_step(session: Session, case: Case, token: str) -> bool:
    found = select(CaseStep.id).where(CaseStep.case_id == case.id, CaseStep.token == token)
    return session.scalar(found) is not None


def _let_supporters_go(session: Session, main: Case, *, now: datetime) -> None:
    """Give each Case that was merged into `main` its own clock, from now on."""
    numbers = session.scalars(select(Case.id).where(Case.merged_into_id == main.id)).all()
    for number in numbers:
        case = _own(session, number)
        case.merged_into_id, case.closed_at, case.erase_on = None, None, None
        case.state, case.reopened_at = CaseState.SCREENING, now
        carry_out(session, case, Doing(CaseAct.PART, PORTAL, now))
    main.supporters = 0
