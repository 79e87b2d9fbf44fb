"""Keeps what the machine found: a row that waits for a person, its files, and where it is muted."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.findings.kinds import ViolationCode
from portal.findings.lead_kinds import LeadState, Part
from portal.findings.models import Detection, Evidence
from portal.findings.operations.lead_telling import tell_lead
from portal.findings.rules.codes import severity_of
from portal.findings.rules.leads import may_forget, review_due
from portal.registry.models import Camera, Restaurant
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.leads import FoundLead, LeadFrame

FINDINGS = Actor.system("findings")
STRAY_AFTER = timedelta(days=1)  # a transaction lasts seconds
_KNOWN = set(ViolationCode)


def note_leads(
    session: Session, leads: Iterable[FoundLead], *, now: datetime, store: PictureStore
) -> list[Detection]:
    """Keep `leads` as pending Detections and tell who judges them; returns their rows.

    Files are written first: what a rolled back transaction leaves is deleted as a stray. A class
    that this portal does not know, and a Camera that is gone, leave nothing.
    """
    known = [lead for lead in leads if lead.code in _KNOWN]
    rows = session.scalars(
        select(Camera)
        .where(Camera.id.in_({lead.camera_id for lead in known}))
        .options(joinedload(Camera.restaurant).joinedload(Restaurant.station))
    )
    cameras = {row.id: row for row in rows}
    found = [
        _kept(session, lead, cameras[lead.camera_id], now=now, store=store)
        for lead in known
        if lead.camera_id in cameras
    ]
    session.flush()
    for row in found:
        tell_lead(session, row, now=now)
    return found


def forget_evidence(session: Session, *, now: datetime, keep_days: int, store: PictureStore) -> int:
    """Delete the files of leads that nobody confirmed within `keep_days`; returns how many.

    Rows stay, with their hashes. Files without a row are deleted a day after they were written.
    """
    kept = session.scalars(
        select(Evidence)
        .join(Evidence.detection)
        .where(Evidence.removed_at.is_(None))
        .options(joinedload(Evidence.detection))
        .order_by(Evidence.id)
    ).all()
    store.remove_strays({row.file for row in kept}, before=now - STRAY_AFTER)
    old = [
        row
        for row in kept
        if may_forget(
            row.detection.found_at, state=row.detection.state, now=now, keep_days=keep_days
        )
    ]
    for row in old:
        store.remove(row.file)
        row.removed_at = now
    session.flush()
    if old:
        facts = {"files": len(old), "leads": len({row.detection_id for row in old})}
        record(session, FINDINGS, "lead.evidence_removed", "leads", at=now, facts=facts)
    return len(old)


def _kept(
    session: Session, lead: FoundLead, camera: Camera, *, now: datetime, store: PictureStore
) -> Detection:
    code = ViolationCode(lead.code)
    severity = severity_of(code, camera.zone)
    row = Detection(
        camera=camera,
        station_id=camera.restaurant.station_id,
        code=code,
        severity=severity,
        zone=camera.zone,
        seen_at=lead.at,
        found_at=now,
        score=lead.score,
        reason=dict(lead.reason),
        thresholds=dict(lead.thresholds),
        region=[list(point) for point in lead.region],
        rule_version=lead.rule_version,
        models=[asdict(model) for model in lead.models],
        state=LeadState.PENDING,
        next_at=review_due(severity, found_at=now),
        evidence=[],
    )
    session.add(row)
    session.flush()  # its number names the files
    frames = {Part.BEFORE: lead.before, Part.DURING: lead.during, Part.AFTER: lead.after}
    row.evidence = [_frame(row, part, frame, store) for part, frame in frames.items()]
    row.evidence.append(_file(row, Part.SHOWN, lead.shown, lead.during, store))
    if lead.clip is not None:
        row.evidence.append(_file(row, Part.CLIP, lead.clip, lead.before, store))
    return row


def _frame(row: Detection, part: Part, frame: LeadFrame, store: PictureStore) -> Evidence:
    found = _file(row, part, frame.jpeg, frame, store)
    found.marks = [
        {"label": mark.label, "score": mark.score, "box": list(mark.box)} for mark in frame.marks
    ]
    return found


def _file(
    row: Detection, part: Part, content: bytes, frame: LeadFrame, store: PictureStore
) -> Evidence:
    """The row of `content`, which is as old and as large as `frame`."""
    suffix = "mp4" if part is Part.CLIP else "jpg"
    kept = store.keep(f"{row.id}-{part}", content, suffix=suffix)
    return Evidence(
        part=part,
        taken_at=frame.taken_at,
        file=kept.file,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        width_px=frame.width_px,
        height_px=frame.height_px,
        marks=[],
    )
