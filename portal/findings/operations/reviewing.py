"""What a person does about a lead: looks at its evidence, confirms or rejects it, lifts a mute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.findings.kinds import Origin
from portal.findings.lead_kinds import LeadState, Part
from portal.findings.models import Detection, Finding, Mute
from portal.findings.operations.opening import open_finding
from portal.findings.pictures import FindingPictures
from portal.findings.queries.leads import lead_by_id, mute_in_scope
from portal.findings.queries.precision import last_verdicts, lifted_at, present_mute
from portal.findings.rules.leads import NOTE_CHARACTERS, REVIEWERS, LeadReviewed, Verdict
from portal.findings.rules.opening import KeptPicture, NewFinding
from portal.findings.rules.precision import is_muted, last_share
from portal.rounds.pictures import PictureStore
from portal.shell.rules import NotFound, local

FINDINGS = Actor.system("findings")
LIFTERS = (Role.BUREAU_OFFICER, Role.STATION_HEAD)


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where the evidence of leads lies, and where the pictures of Findings do."""

    evidence: PictureStore
    findings: FindingPictures


def review_lead(
    session: Session,
    lead_id: int,
    verdict: Verdict,
    *,
    actor: Actor,
    now: datetime,
    shelves: Shelves,
) -> Detection:
    """Confirm or reject a pending lead; returns its row. A confirmed one becomes a Finding.

    The same verdict of the same person a second time changes nothing: a form may be sent twice.
    Raises NotAllowed, NotFound, LeadReviewed where somebody was first, and as `open_finding` does.
    """
    if not actor.has(REVIEWERS):
        raise NotAllowed("judge leads")
    scope = actor.scope(REVIEWERS)
    lead_by_id(session, lead_id, scope=scope)
    taken = session.execute(
        update(Detection)
        .where(Detection.id == lead_id, Detection.state == LeadState.PENDING)
        .values(
            state=verdict.state,
            reviewed_at=now,
            reviewed_by=actor.name,
            reviewer_id=actor.person_id,
            reviewed_month=f"{local(now):%Y-%m}",
            reject_reason=verdict.reason,
            note=verdict.note,
            next_at=None,
        ),
        execution_options={"synchronize_session": False},
    )
    row = lead_by_id(session, lead_id, scope=scope).lead  # anew: it may be somebody else's verdict
    if not taken.rowcount:  # type: ignore[attr-defined]  # of an UPDATE it is a CursorResult
        _same_again(row, verdict, actor)
        return row
    if verdict.reason is None:
        _open_finding(session, row, actor=actor, now=now, shelves=shelves)
    _mute_by_rule(session, row, now=now)
    facts = {"code": row.code.value, "lead_reason": verdict.reason.value if verdict.reason else ""}
    act = "lead.confirmed" if verdict.reason is None else "lead.rejected"
    _record(session, actor, act, row, now, facts)
    return row


def view_evidence(
    session: Session, lead_id: int, part: Part, *, actor: Actor, now: datetime, store: PictureStore
) -> bytes:
    """A part of a lead's evidence, unprotected; that it was seen is recorded.

    Raises NotFound for a lead that this person does not see, and where the file is not kept.
    """
    row = lead_by_id(session, lead_id, scope=actor.scope(REVIEWERS)).lead
    kept = next((each for each in row.evidence if each.part is part and not each.removed_at), None)
    content = None if kept is None else store.read(kept.file)
    if kept is None or content is None:
        raise NotFound("evidence", f"{lead_id} {part}")
    facts = {"part": part.value, "sha256": kept.sha256}
    _record(session, actor, "lead.evidence_viewed", row, now, facts)
    return content


def lift_mute(session: Session, mute_id: int, note: str, *, actor: Actor, now: datetime) -> Mute:
    """Let a class raise leads at a Camera again; what was reviewed before counts no more.

    Raises NotAllowed, or NotFound for one that is not muted or out of this person's scope.
    """
    if not actor.has(LIFTERS):
        raise NotAllowed("lift mutes")
    row = mute_in_scope(session, mute_id, scope=actor.scope(LIFTERS))
    row.lifted_at, row.lifted_by, row.note = now, actor.name, note.strip()[:NOTE_CHARACTERS]
    session.flush()
    facts = {"code": row.code.value}
    subject = f"camera {row.camera.code}"
    record(session, actor, "lead.mute_lifted", subject, at=now, facts=facts)
    return row


def looking_of(row: Detection) -> str:
    """What raised a lead, in one line: the versions of its models and of its rule."""
    named = [f"{each['name']} {each['version']}" for each in row.models]
    return ", ".join([*named, f"rule {row.rule_version}"])[:200]


def _open_finding(
    session: Session, row: Detection, *, actor: Actor, now: datetime, shelves: Shelves
) -> Finding:
    """The Finding that a confirmed lead becomes, with the picture in which nobody is shown."""
    new = NewFinding(
        restaurant_id=row.camera.restaurant_id,
        code=row.code,
        seen_at=row.seen_at,
        origin=Origin.MACHINE,
        origin_id=str(row.id),
        camera_id=row.camera_id,
        zone=row.zone,
        note=row.note,
        evidence=tuple(_shown(row, shelves)),
        facts={"looking": looking_of(row), "score": round(row.score, 3)},
    )
    return open_finding(session, new, actor=actor, now=now)


def _shown(row: Detection, shelves: Shelves) -> Iterator[KeptPicture]:
    for each in row.evidence:
        content = shelves.evidence.read(each.file) if each.part is Part.SHOWN else None
        if content is not None:
            source = f"camera {row.camera.code}"
            yield shelves.findings.keep(content, taken_at=each.taken_at, source=source)


def _same_again(row: Detection, verdict: Verdict, actor: Actor) -> None:
    is_same = row.state is verdict.state and row.reject_reason is verdict.reason
    if row.reviewer_id != actor.person_id or not is_same:
        raise LeadReviewed(row.id, row.state, row.reviewed_by)


def _mute_by_rule(session: Session, row: Detection, *, now: datetime) -> None:
    """Mute the class at this Camera where too many of its last leads were wrong."""
    if row.state is LeadState.CONFIRMED or present_mute(session, row.camera_id, row.code):
        return
    since = lifted_at(session, row.camera_id, row.code)
    share = last_share(last_verdicts(session, row.camera_id, row.code, since=since))
    if not is_muted(share):
        return
    mute = Mute(
        camera_id=row.camera_id,
        code=row.code,
        muted_at=now,
        right=share.part,
        reviewed=share.whole,
        looking=looking_of(row),
    )
    session.add(mute)
    session.flush()
    facts = {"code": row.code.value, "right": share.part, "reviewed": share.whole}
    record(session, FINDINGS, "lead.muted", f"camera {row.camera.code}", at=now, facts=facts)


def _record(
    session: Session,
    actor: Actor,
    act: str,
    row: Detection,
    now: datetime,
    facts: dict[str, str],
) -> None:
    session.flush()
    record(session, actor, act, f"lead {row.id}", at=now, facts=facts)
