"""Opens and ends Faults, and keeps their pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.rounds.kinds import FaultCode, FaultEnd, PictureMoment
from portal.rounds.models import CameraOutage, Fault, FaultCount, FaultPicture
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.faults import ContractTerms, fault_number, is_sequel
from portal.rounds.rules.observations import Observation
from portal.shell.database import insert_into
from portal.shell.rules import local

ROUNDS = Actor.system("rounds")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where pictures of a Fault's opening and closing are kept, and who has them.

    `picture_of` gives the JPEG that a look decoded, as the Camera sent it; None: there is none.
    It is asked only for looks that open or end a Fault.
    """

    store: PictureStore
    picture_of: Callable[[Observation], bytes | None]


def open_fault(
    session: Session, outage: CameraOutage, *, look: Observation, terms: ContractTerms
) -> Fault:
    """The Fault that `outage` became by `look`; it follows one that ended within a day."""
    fault = new_fault(session, outage.code, at=look.at, terms=terms)
    fault.outage = outage
    fault.follows = _former(session, outage)
    return fault


def new_fault(session: Session, code: FaultCode, *, at: datetime, terms: ContractTerms) -> Fault:
    """A numbered Fault opened at `at`, which still has to be told what it is about."""
    fault = Fault(
        number=_next_number(session, at),
        code=code,
        opened_at=at,
        response_due_at=terms.response_due(at),
        repair_due_at=terms.repair_due(at),
        notes=[],
        pictures=[],
    )
    session.add(fault)
    return fault


def end_fault(fault: Fault, end: FaultEnd, *, at: datetime) -> None:
    """End `fault` at a moment no earlier than its opening."""
    fault.ended, fault.ended_at = end, max(at, fault.opened_at)


def keep_picture(
    session: Session,
    fault: Fault,
    moment: PictureMoment,
    *,
    look: Observation,
    evidence: Evidence,
) -> None:
    """Keep the picture that `look` decoded, if it decoded one."""
    content = evidence.picture_of(look)
    if content is None:
        return
    kept = evidence.store.keep(f"{fault.number}-{moment}", content)
    picture = FaultPicture(
        fault=fault,
        moment=moment,
        taken_at=look.at,
        file=kept.file,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
    )
    session.add(picture)


def _next_number(session: Session, opened_at: datetime) -> str:
    insert = insert_into(session, FaultCount).values(year=local(opened_at).year, last=1)
    count = session.scalars(
        insert.on_conflict_do_update(
            index_elements=["year"], set_={"last": FaultCount.last + 1}
        ).returning(FaultCount.last)
    ).one()
    return fault_number(opened_at, count)


def _former(session: Session, outage: CameraOutage) -> Fault | None:
    former = session.scalars(
        select(Fault)
        .join(CameraOutage)
        .where(CameraOutage.camera_id == outage.camera_id, Fault.ended == FaultEnd.REPAIRED)
        .order_by(Fault.ended_at.desc())
        .limit(1)
    ).first()
    if former is None or former.ended_at is None:
        return None
    return former if is_sequel(outage.began_at, former_ended_at=former.ended_at) else None
