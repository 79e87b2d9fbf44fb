"""Takes note of looks: Conditions, Outages, and the Faults they become."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.operations import record
from portal.registry.models import Camera
from portal.rounds.kinds import FaultEnd, Outcome, PictureMoment
from portal.rounds.models import CameraCondition, CameraOutage, Fault
from portal.rounds.operations.faults import ROUNDS, Evidence, end_fault, keep_picture, open_fault
from portal.rounds.queries.present import condition_of
from portal.rounds.rules.faults import ContractTerms
from portal.rounds.rules.observations import Observation
from portal.rounds.rules.outages import Condition, Outage, Turn, Watch
from portal.rounds.signals import (
    cameras_looked_at,
    fault_closed,
    fault_opened,
    outage_closed,
    outage_opened,
)
from portal.shell.database import insert_into

LOOKS_AT_ONCE = 3_000  # databases limit the values of one statement
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # in rows that this very transaction fills
_USUAL_TERMS = ContractTerms()


def note_observations(
    session: Session,
    observations: Sequence[Observation],
    *,
    now: datetime,
    terms: ContractTerms = _USUAL_TERMS,
    evidence: Evidence | None = None,
) -> None:
    """Bring Conditions, Outages and Faults up to what these looks saw, in any order.

    A look no later than the Camera's last one changes nothing, so that a batch may come twice,
    and two consumers at once count nothing twice. What changed is told by signals. `terms` date
    the Faults that open; `evidence` keeps their pictures. Raises IntegrityError for an unknown
    Camera.
    """
    looks = sorted(observations, key=lambda each: (each.at, each.camera_id))
    for start in range(0, len(looks), LOOKS_AT_ONCE):
        _note(_Round(session, now, terms, evidence), looks[start : start + LOOKS_AT_ONCE])


@dataclass(slots=True)
class _Round:
    """One batch, and what it turned."""

    session: Session
    now: datetime
    terms: ContractTerms
    evidence: Evidence | None
    conditions: dict[int, CameraCondition] = field(default_factory=dict)  # by Camera
    outages: dict[int, CameraOutage] = field(default_factory=dict)  # the present ones, by Camera
    begun: list[CameraOutage] = field(default_factory=list)
    over: list[CameraOutage] = field(default_factory=list)
    opened: list[Fault] = field(default_factory=list)
    closed: list[Fault] = field(default_factory=list)

    def follow(self, look: Observation, outage: Outage | None, turns: tuple[Turn, ...]) -> None:
        """Write what `look` means for the Camera's Outage."""
        if Turn.OUTAGE_BEGAN in turns:
            self.outages[look.camera_id] = self._begin(look)
        row = self.outages.get(look.camera_id)
        if row is None:
            return
        if outage is not None and look.outcome is Outcome.BAD:
            _refine(row, outage)
        if Turn.BECAME_FAULT in turns:
            self._open(row, look)
        if Turn.OUTAGE_ENDED in turns:
            self._end(row, look)

    def _begin(self, look: Observation) -> CameraOutage:
        row = CameraOutage(camera_id=look.camera_id, began_at=look.at, fault=None)
        self.session.add(row)
        self.begun.append(row)
        return row

    def _open(self, row: CameraOutage, look: Observation) -> None:
        fault = open_fault(self.session, row, look=look, terms=self.terms)
        self.opened.append(fault)
        self._keep_picture(fault, PictureMoment.OPENING, look)

    def _end(self, row: CameraOutage, look: Observation) -> None:
        row.ended_at = max(look.at, row.began_at)
        self.over.append(self.outages.pop(look.camera_id))
        if row.fault is not None:
            end_fault(row.fault, FaultEnd.REPAIRED, at=look.at)
            self.closed.append(row.fault)
            self._keep_picture(row.fault, PictureMoment.CLOSING, look)

    def _keep_picture(self, fault: Fault, moment: PictureMoment, look: Observation) -> None:
        if self.evidence is not None:
            keep_picture(self.session, fault, moment, look=look, evidence=self.evidence)

    def announce(self) -> None:
        """Tell the floors above, then the audit chain, whose lock comes last."""
        for outage in self.begun:
            outage_opened.send(self.session, outage=outage)
        for fault in self.opened:
            fault_opened.send(self.session, fault=fault)
        for outage in self.over:
            outage_closed.send(self.session, outage=outage)
        for fault in self.closed:
            fault_closed.send(self.session, fault=fault)
        codes = self._camera_codes()
        for act, faults in (("fault.opened", self.opened), ("fault.repaired", self.closed)):
            for fault in faults:
                facts = {"camera": codes[fault.number], "code": fault.code.value}
                record(self.session, ROUNDS, act, f"fault {fault.number}", at=self.now, facts=facts)

    def _camera_codes(self) -> dict[str, str]:
        """The code of the Camera of each Fault that turned, by the Fault's number."""
        numbers = [fault.number for fault in (*self.opened, *self.closed)]
        if not numbers:
            return {}
        rows = self.session.execute(
            select(Fault.number, Camera.code)
            .join(Fault.outage)
            .join(CameraOutage.camera)
            .where(Fault.number.in_(numbers))
        )
        return {row[0]: row[1] for row in rows}


def _note(batch: _Round, looks: Sequence[Observation]) -> None:
    session = batch.session
    watches = _watches(batch, sorted({look.camera_id for look in looks}))
    taken = []
    for look in looks:
        before = watches[look.camera_id]
        after, turns = before.seen(look)
        if after is not before:
            watches[look.camera_id] = after
            batch.follow(look, after.outage, turns)
            taken.append(look)
    for camera, row in batch.conditions.items():
        condition = watches[camera].condition
        if condition is not None:
            _write(row, condition)
    session.flush()
    if taken:
        cameras_looked_at.send(session, observations=taken)
        batch.announce()
        session.flush()


def _watches(batch: _Round, cameras: list[int]) -> dict[int, Watch]:
    """What is remembered of these Cameras; `batch` gets the rows, locked."""
    session = batch.session
    # Written before it is read: that takes SQLite's write lock, and makes the rows that
    # PostgreSQL locks below, in one order for everybody.
    session.execute(
        insert_into(session, CameraCondition).on_conflict_do_nothing(),
        [
            {"camera_id": each, "outcome": Outcome.UNKNOWN, "since": _NEVER, "seen_at": _NEVER,
             "measured": {}}
            for each in cameras
        ],
    )  # fmt: skip
    kept = session.scalars(
        select(CameraCondition)
        .where(CameraCondition.camera_id.in_(cameras))
        .order_by(CameraCondition.camera_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    batch.conditions = {row.camera_id: row for row in kept}
    batch.outages = {row.camera_id: row for row in _present_outages(session, cameras)}
    return {
        camera: Watch(_believable(row, batch.now), _outage(batch.outages.get(camera)))
        for camera, row in batch.conditions.items()
    }


def _present_outages(session: Session, cameras: list[int]) -> Iterable[CameraOutage]:
    return session.scalars(
        select(CameraOutage)
        .where(CameraOutage.camera_id.in_(cameras), CameraOutage.ended_at.is_(None))
        .options(joinedload(CameraOutage.fault))
        .execution_options(populate_existing=True)
    )


def _believable(row: CameraCondition, now: datetime) -> Condition | None:
    if row.seen_at == _NEVER:
        return None
    known = condition_of(row)
    return known if known.is_believable(now) else None


def _outage(row: CameraOutage | None) -> Outage | None:
    if row is None:
        return None
    return Outage(
        began_at=row.began_at,
        code=row.code,
        run_from=row.run_from,
        last_bad_at=row.last_bad_at,
        cause=row.cause,
        measured=row.measured,
        is_fault=row.fault is not None,
    )


def _refine(row: CameraOutage, outage: Outage) -> None:
    row.code, row.cause, row.measured = outage.code, outage.cause, dict(outage.measured)
    row.run_from, row.last_bad_at = outage.run_from, outage.last_bad_at
    if row.fault is not None:
        row.fault.code = outage.code


def _write(row: CameraCondition, condition: Condition) -> None:
    row.outcome, row.since, row.seen_at = condition.outcome, condition.since, condition.seen_at
    row.code, row.cause, row.measured = condition.code, condition.cause, dict(condition.measured)
