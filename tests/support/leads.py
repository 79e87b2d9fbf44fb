"""Leads for tests: as the rounds announce them, and as rows that wait for a person."""

from datetime import datetime
from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from portal.findings.kinds import ViolationCode
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection
from portal.findings.operations.leads import note_leads
from portal.registry.kinds import Zone
from portal.registry.models import Camera
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.leads import FoundLead, LeadFrame, Marked, ModelNamed
from tests.support.factories import NOON, make_camera

MASK = ViolationCode.PPE_MASK
REASON = {
    "sentence": "head_without_mask", "seen": 4, "looks": 5, "score": 0.61, "score_least": 0.3,
    "held_seconds": 5.0, "held_least_seconds": 3.0,
}  # fmt: skip


def jpeg(colour: int = 90) -> bytes:
    """A small grey picture."""
    file = BytesIO()
    Image.new("RGB", (64, 36), (colour, colour, colour)).save(file, "JPEG")
    return file.getvalue()


def frame(at: datetime = NOON, **changes) -> LeadFrame:
    """A picture in which a head was seen."""
    mark = Marked("PPE-MASK", 0.61, (0.25, 0.5, 0.5, 0.75))
    fields = {"taken_at": at, "jpeg": jpeg(), "width_px": 64, "height_px": 36, "marks": (mark,)}
    return LeadFrame(**fields | changes)


def found_lead(camera: Camera, **changes) -> FoundLead:
    """A face without a mask at `camera`, at noon."""
    fields = {
        "camera_id": camera.id, "code": "PPE-MASK", "at": NOON, "score": 0.61, "reason": REASON,
        "thresholds": {"finder.head": 0.337}, "rule_version": "PPE-MASK/1",
        "models": (ModelNamed("finder", "1", "ab" * 32),),
        "before": frame(), "during": frame(), "after": frame(), "shown": jpeg(10),
    }  # fmt: skip
    return FoundLead(**fields | changes)


def serving_camera(session: Session, restaurant=None, **changes) -> Camera:
    """A Camera in the room where cold dishes are made."""
    return make_camera(session, restaurant, **{"zone": Zone.SPECIAL} | changes)


def make_lead(
    session: Session,
    camera: Camera,
    store: PictureStore,
    *,
    now: datetime = NOON,
    **changes,
) -> Detection:
    """A pending lead with its evidence."""
    (row,) = note_leads(session, [found_lead(camera, **changes)], now=now, store=store)
    return row


def bare_leads(session: Session, camera: Camera, number: int, **changes) -> None:
    """Many leads without evidence, written at once."""
    fields = {
        "camera_id": camera.id, "station_id": camera.restaurant.station_id, "code": MASK,
        "severity": "II", "zone": Zone.SPECIAL, "seen_at": NOON, "found_at": NOON, "score": 0.5,
        "reason": REASON, "thresholds": {}, "region": [], "rule_version": "PPE-MASK/1",
        "models": [], "state": LeadState.PENDING, "reviewed_by": "", "note": "",
    }  # fmt: skip
    rows = [fields | {name: make(n) for name, make in changes.items()} for n in range(number)]
    session.execute(Detection.__table__.insert(), rows)
