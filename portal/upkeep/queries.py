"""Reads everything that is kept with a digest or in a chain, to see whether it still holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from portal.evaluation.models import ClosedPeriod
from portal.findings.models import Evidence, FindingPicture
from portal.findings.pictures import FindingPictures
from portal.findings.watching import evidence_under
from portal.participation.case_files import CLIPS, CasePictures
from portal.participation.models import Case, CaseClip, CasePicture
from portal.participation.queries.cases import chain_of
from portal.participation.rules.chain import Link
from portal.patrols.models import Snapshot
from portal.patrols.pictures import SnapshotStore
from portal.registry.models import Camera, Proof
from portal.registry.proofs import ProofStore
from portal.rounds.models import CameraDay, FaultPicture
from portal.rounds.pictures import PictureStore

ROWS_AT_ONCE = 1_000

Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that a row names: what it is, its name, and the SHA-256 that it must have."""

    what: str
    name: str
    sha256: str
    read: Callable[[], bytes | None]


def kept_files(session: Session, data: Path) -> Iterator[Kept]:
    """Every file that some row says is kept, read when asked for."""
    yield from _rows(
        session, "evidence of a lead", evidence_under(data).read,
        Evidence.file, Evidence.sha256, Evidence.removed_at.is_(None),
    )  # fmt: skip
    yield from _rows(
        session, "picture of a finding", FindingPictures.under(data).read,
        FindingPicture.code, FindingPicture.sha256, FindingPicture.removed_at.is_(None),
    )  # fmt: skip
    yield from _rows(
        session, "picture of a fault", PictureStore.under(data).read,
        FaultPicture.file, FaultPicture.sha256, FaultPicture.removed_at.is_(None),
    )  # fmt: skip
    yield from _rows(
        session, "snapshot of a visit", SnapshotStore.under(data).read,
        Snapshot.code, Snapshot.sha256, Snapshot.sha256.is_not(None), Snapshot.removed_at.is_(None),
    )  # fmt: skip
    yield from _rows(
        session, "picture of a message", CasePictures.under(data).read,
        CasePicture.code, CasePicture.sha256, CasePicture.removed_at.is_(None),
    )  # fmt: skip
    yield from _proofs(session, ProofStore.under(data))
    yield from _clips(session, data / CLIPS)


def case_chains(session: Session) -> Iterator[tuple[str, list[Link]]]:
    """The number of each Case, and its file as a chain."""
    cases = select(Case).options(selectinload(Case.steps)).execution_options(yield_per=ROWS_AT_ONCE)
    for case in session.scalars(cases):
        yield case.number, chain_of(case.steps, is_public=False)


def closed_documents(session: Session) -> Iterator[ClosedPeriod]:
    """All closings and amendments with their documents, one after another."""
    yield from session.scalars(select(ClosedPeriod).execution_options(yield_per=1))


def camera_days(session: Session) -> Iterator[tuple[str, bytes, bytes]]:
    """What is stored of each Camera's day, with a name for people."""
    rows = (
        select(Camera.code, CameraDay.day, CameraDay.looked, CameraDay.good)
        .join(Camera, Camera.id == CameraDay.camera_id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for code, day, looked, good in session.execute(rows):
        yield f"{code} {day}", looked, good


def damaged_database(session: Session) -> list[str]:
    """What SQLite finds wrong with its own file and with references; PostgreSQL keeps both."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    said = [row[0] for row in session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    orphans = session.execute(text("PRAGMA foreign_key_check")).all()
    return said + [f"{row[0]} row {row[1]} names a row of {row[2]} that is gone" for row in orphans]


def _rows(
    session: Session,
    what: str,
    read: Read,
    name: InstrumentedAttribute[str],
    digest: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    *wanted: ColumnElement[bool],
) -> Iterator[Kept]:
    rows = select(name, digest).where(*wanted).execution_options(yield_per=ROWS_AT_ONCE)
    for file, sum_ in session.execute(rows):
        yield Kept(what, file, str(sum_), partial(read, file))


def _proofs(session: Session, store: ProofStore) -> Iterator[Kept]:
    for row in session.scalars(select(Proof).execution_options(yield_per=ROWS_AT_ONCE)):
        path = store.path(row.code, row.kind)
        yield Kept("proof", row.code, row.sha256, partial(_content, path))


def _clips(session: Session, root: Path) -> Iterator[Kept]:
    for clip in session.scalars(select(CaseClip).where(CaseClip.removed_at.is_(None))):
        for each in clip.files:
            path = root / clip.folder / each["name"]
            yield Kept("clip of a message", path.name, each["sha256"], partial(_content, path))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
