"""Whether what is kept still holds: minutes, files, chains, closed periods, the database itself."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from portal.accounts.queries import walk_chain
from portal.evaluation.rules.document import DocumentUnreadable, differences
from portal.participation.rules.chain import first_broken
from portal.rounds.rules.minutes import unpacked_map
from portal.upkeep import queries


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check looked at: how much, and what of it does not hold, in words."""

    what: str
    count: int
    troubles: tuple[str, ...]


Check = Callable[[Session, Path], Iterator[str | None]]


def check_all(session: Session, data: Path) -> Iterator[Checked]:
    """Every check, one after another; `data` is the data directory."""
    for what, check in CHECKS.items():
        found = list(check(session, data))
        yield Checked(what, len(found), tuple(each for each in found if each is not None))


def _database(session: Session, data: Path) -> Iterator[str | None]:
    found = queries.damaged_database(session)
    yield None if not found else found[0]
    yield from found[1:]


def _audit(session: Session, data: Path) -> Iterator[str | None]:
    report = walk_chain(session)
    yield from [None] * report.entries
    if report.broken is not None:
        yield f"entry {report.broken} of the audit chain does not hold"


def _minutes(session: Session, data: Path) -> Iterator[str | None]:
    for name, looked, good in queries.camera_days(session):
        try:
            unpacked_map(looked, good)
        except ValueError as error:
            yield f"minutes of {name}: {error}"
        else:
            yield None


def _files(session: Session, data: Path) -> Iterator[str | None]:
    for kept in queries.kept_files(session, data):
        content = kept.read()
        if content is None:
            yield f"{kept.what} {kept.name}: its file is gone"
        elif hashlib.sha256(content).hexdigest() != kept.sha256:
            yield f"{kept.what} {kept.name}: its file was changed"
        else:
            yield None


def _cases(session: Session, data: Path) -> Iterator[str | None]:
    for number, chain in queries.case_chains(session):
        broken = first_broken(chain)
        yield None if broken is None else f"message {number}: step {broken} does not hold"


def _periods(session: Session, data: Path) -> Iterator[str | None]:
    for closed in queries.closed_documents(session):
        name = f"closed {closed.period}, number {closed.number}"
        try:
            found = list(differences(json.loads(closed.document)))
        except (ValueError, DocumentUnreadable):
            yield f"{name}: cannot be read"
        else:
            yield f"{name}: {', '.join(found)} differ from their rows" if found else None


CHECKS: dict[str, Check] = {
    "database": _database,
    "entries of the audit chain": _audit,
    "camera-days": _minutes,
    "files": _files,
    "messages of citizens": _cases,
    "closed periods": _periods,
}
