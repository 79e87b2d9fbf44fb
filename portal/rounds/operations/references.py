"""Keeps what each Camera should show."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor, NotAllowed
from portal.registry.models import Camera
from portal.rounds.models import ReferencePicture
from portal.rounds.queries.cameras import camera_in_scope
from portal.rounds.rota import TO_BE_LEARNT
from portal.rounds.rules.desk import SUPERVISORS


def agree_view(session: Session, code: str, *, actor: Actor, now: datetime) -> Camera:
    """Let an officer or inspector say that a Camera of theirs is aimed well as it is now.

    Not the Vendor, who would approve its own work. Raises NotAllowed or NotFound.
    """
    if not actor.has(SUPERVISORS):
        raise NotAllowed("agree to a camera's view")
    camera = camera_in_scope(session, code, scope=actor.scope(SUPERVISORS))
    learn_anew(session, camera, actor=actor, now=now)
    return camera


def learn_anew(session: Session, camera: Camera, *, actor: Actor, now: datetime) -> None:
    """Say "as it looks from now on is how it should look": its next good looks make a reference.

    `actor` answers for it, also when it is made some minutes later.
    """
    session.merge(
        ReferencePicture(
            camera_id=camera.id,
            packed=TO_BE_LEARNT,
            accepted_at=now,
            accepted_by=actor.name,
            is_automatic=False,
        )
    )
    session.flush()
    record(session, actor, "reference.to_be_learnt", f"camera {camera.code}", at=now)


def keep_learnt(
    session: Session, camera_id: int, packed: bytes, *, actor: Actor, now: datetime
) -> bool:
    """Keep the reference made of a Camera's first good looks; False when it has one by now.

    Whoever asked for it to be learnt stays the one who accepted it, else it is automatic.
    """
    row = session.get(ReferencePicture, camera_id, with_for_update=True)
    if row is not None and row.packed != TO_BE_LEARNT:
        return False
    if row is None:
        row = ReferencePicture(camera_id=camera_id, accepted_by=actor.name, is_automatic=True)
        session.add(row)
    row.packed, row.accepted_at = packed, now
    session.flush()
    return True
