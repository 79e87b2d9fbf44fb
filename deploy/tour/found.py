"""What the machine found on the stage, where no camera runs: a camera gone dark, and a lead."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy.orm import Session

from portal.findings.operations.leads import note_leads
from portal.findings.watching import evidence_under
from portal.registry.models import Camera
from portal.rounds.kinds import FaultCode, Outcome
from portal.rounds.operations.faults import Evidence
from portal.rounds.operations.outages import note_observations
from portal.rounds.pictures import PictureStore
from portal.rounds.queries.present import told_faults
from portal.rounds.rules.leads import FoundLead, LeadFrame, Marked, ModelNamed
from portal.rounds.rules.observations import Observation
from portal.seed.pictures import BOX, SIZE, drawn

MINUTE = timedelta(minutes=1)
DARK_MINUTES = 9
HEAD = Marked(
    "PPE-MASK", 0.61, (BOX[0] / SIZE[0], BOX[1] / SIZE[1], BOX[2] / SIZE[0], BOX[3] / SIZE[1])
)
RULE = {
    "sentence": "head_without_mask", "seen": 4, "looks": 5, "score": 0.61, "score_least": 0.3,
    "held_seconds": 5.0, "held_least_seconds": 3.0,
}  # fmt: skip


def find_fault(session: Session, camera: Camera, *, data: Path, now: datetime) -> str:
    """Look at a black picture for as many minutes as make a Fault of it; returns its number."""
    looks = [
        Observation(
            camera.id,
            now - number * MINUTE,
            Outcome.BAD,
            FaultCode.DEV_DARK,
            measured={"dark": 12.1, "dark_threshold": 30.0},
        )
        for number in range(DARK_MINUTES, -1, -1)
    ]
    black = _jpeg(Image.new("RGB", SIZE))
    evidence = Evidence(PictureStore.under(data), lambda _look: black)
    note_observations(session, looks, now=now, evidence=evidence)
    return told_faults(session, [camera.id])[camera.id]


def find_lead(session: Session, camera: Camera, *, data: Path, now: datetime) -> int:
    """Have seen a face without a mask at `camera`; returns the lead's id."""
    seen_at = now - 2 * MINUTE
    picture = _jpeg(Image.open(BytesIO(drawn("Face without a mask"))).convert("RGB"))
    before, during, after = (
        LeadFrame(seen_at + timedelta(seconds=2 * place), picture, *SIZE, marks=marks)
        for place, marks in ((-1, ()), (0, (HEAD,)), (1, (HEAD,)))
    )
    lead = FoundLead(
        camera_id=camera.id, code="PPE-MASK", at=seen_at, score=0.61, reason=RULE,
        thresholds={"finder.head": 0.337}, rule_version="PPE-MASK/1",
        models=(ModelNamed("finder", "1", "ab" * 32),),
        before=before, during=during, after=after, shown=picture,
    )  # fmt: skip
    (row,) = note_leads(session, [lead], now=now, store=evidence_under(data))
    return row.id


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()
