"""Takes what citizens send: once, however often a form is sent."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from portal.participation.case_kinds import CaseAct, CaseKind, CaseState, Channel
from portal.participation.models import Case, CaseCount, CasePicture, CaseStep, PictureReport
from portal.participation.operations.answering import spend_work
from portal.participation.operations.case_clocks import first_clock
from portal.participation.operations.case_steps import NOBODY, Doing, step_columns
from portal.participation.rules import codes
from portal.participation.rules.cases import OPEN_STATES, case_number
from portal.participation.rules.categories import risk_of
from portal.participation.rules.intake import (
    SAME_WITHIN,
    CaseWorkRefused,
    KeptPhoto,
    NewCase,
    PictureUsed,
    Recent,
    check_budget,
    check_new,
)
from portal.participation.rules.limits import WorkRefused
from portal.participation.rules.personal import masked
from portal.participation.secrecy import Secrecy, hashed_code
from portal.registry.models import Camera
from portal.shell.database import insert_into
from portal.shell.rules import NotFound, local, local_day

# Statements of every submission, made once: SQLAlchemy takes longer to build than to run them.
_COUNTS, _CASES, _STEPS = (cast("Table", model.__table__) for model in (CaseCount, Case, CaseStep))
_OF_FORM = select(_CASES.c.id).where(_CASES.c.key_hash == bindparam("key_hash"))
_NEW_CASE, _NEW_STEP = insert(_CASES).returning(_CASES.c.id), insert(_STEPS)
_IN_HOUR = _CASES.c.received_at > bindparam("hour_at")
_LATELY = select(
    func.count().filter(_IN_HOUR),
    func.count(),
    func.count().filter(_IN_HOUR, _CASES.c.has_work.is_(False)),
).where(
    _CASES.c.restaurant_id == bindparam("restaurant"),
    _CASES.c.received_at > bindparam("day_at"),
)
_TAPS = _LATELY.where(_CASES.c.channel == Channel.PICTURE)
_OTHERS = _LATELY.where(_CASES.c.channel != Channel.PICTURE)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Placed(Protocol):
    """A Restaurant, as far as filing needs it."""

    @property
    def id(self) -> int:
        """Its row."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A Case that is in, and what opens it; `is_new` is false where it was in already."""

    case_id: int
    link: str
    code: str
    is_new: bool


def file_case(
    session: Session, new: NewCase, *, restaurant: Placed, secrecy: Secrecy, now: datetime
) -> Filed:
    """Take a Case about `restaurant`, with number, code and first promise.

    The same form sent again gives the same Case, code and link. One that supports another is
    merged with it and follows what happens there. Raises IntakeRefused, CasesBusy,
    CaseWorkNeeded, CaseWorkRefused, PictureUsed, NotFound.
    """
    check_new(new, now=now)
    link = secrecy.link(new.key)
    code = secrecy.code(link)
    code_hash = hashed_code(code)  # before anything is locked
    # Written before it is read: that takes SQLite's write lock and PostgreSQL's lock of the row,
    # so that the same form sent twice at once is seen by the second.
    number = next_number(session, new.kind, now=now)
    former = session.scalar(_OF_FORM, {"key_hash": codes.digest(new.key)})
    if former is not None:
        _give_back_number(session, new.kind, now=now)
        return Filed(former, link, code, is_new=False)
    lately = recent(session, restaurant.id, new.channel, now=now)
    check_budget(lately, channel=new.channel, has_work=new.work is not None)
    if new.work is not None:
        spend(session, *new.work)
    case = _columns(new, secrecy=secrecy, now=now) | {
        "restaurant_id": restaurant.id,
        "camera_id": _camera_id(session, new, restaurant),
        "merged_into_id": _join(session, new, restaurant, now=now),
        "number": number,
        "code_hash": code_hash,
        "link_hash": codes.digest(link),
    }
    case_id = _insert(session, case, new, now=now)
    _write_pictures(session, case_id, new.pictures, step_number=1)
    return Filed(case_id, link, code, is_new=True)


def count_report(session: Session, new: NewCase, *, camera_id: int, now: datetime) -> None:
    """Count a tap on "is this picture right?" for those who repair: an observation, no Fault."""
    insert = insert_into(session, PictureReport).values(
        camera_id=camera_id, doubt=new.doubt, day=local_day(now), times=1, first_at=now,
        last_at=now,
    )  # fmt: skip
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["camera_id", "doubt", "day"],
            set_={"times": PictureReport.times + 1, "last_at": now},
        )
    )


def recent(session: Session, restaurant_id: int, channel: Channel, *, now: datetime) -> Recent:
    """How much came in about a Restaurant lately, taps on its picture and the rest apart."""
    counted = session.execute(
        _TAPS if channel is Channel.PICTURE else _OTHERS,
        {"restaurant": restaurant_id, "hour_at": now - HOUR, "day_at": now - DAY},
    ).one()
    return Recent(in_hour=counted[0], in_day=counted[1], without_work=counted[2])


def add_pictures(session: Session, case: Case, pictures: tuple[KeptPhoto, ...]) -> None:
    """Write down pictures that came with the next step. Raises PictureUsed."""
    _write_pictures(session, case.id, pictures, step_number=case.steps_count + 1)


def _insert(session: Session, case: dict[str, Any], new: NewCase, *, now: datetime) -> int:
    """Write the row of a new Case, its clock and first step; two statements, no object."""
    state = CaseState.RECEIVED if case["merged_into_id"] is None else CaseState.MERGED
    clock = first_clock(session, new.kind, state, now=now)
    facts = {
        "number": case["number"],
        "kind": new.kind.value,
        "category": new.category.value,
        "claim": case["claim"],
        "pictures": [each.sha256 for each in new.pictures],
    }
    doing = Doing(CaseAct.FILE, NOBODY, now, text=case["text"], facts=facts)
    step = step_columns(doing, number=1, becomes=state, due_at=clock["due_at"])
    row = case | clock | {"state": state, "steps_count": 1, "head": step["hash"]}
    case_id: int = session.execute(_NEW_CASE, row).scalar_one()
    session.execute(_NEW_STEP, step | {"case_id": case_id})
    return case_id


def _columns(new: NewCase, *, secrecy: Secrecy, now: datetime) -> dict[str, Any]:
    """What a Case's row says of the words themselves."""
    words = {
        "text": new.text.strip(), "claim": new.claim.strip(), "name": new.name.strip(),
        "phone": new.phone.strip(), "address": new.address.strip(),
    }  # fmt: skip
    return {
        "kind": new.kind,
        "channel": new.channel,
        "category": new.category,
        "risk": risk_of(new.category, new.channel),
        "doubt": new.doubt,
        "seen_on": new.seen_on,
        "language": new.language,
        "text": masked(words["text"]),
        "claim": masked(words["claim"]),
        "sealed": secrecy.seal(words),
        "has_contact": bool(words["phone"]),
        "no_texts": new.no_texts,
        "has_work": new.work is not None,
        "key_hash": codes.digest(new.key),
        "received_at": now,
    }


def _join(session: Session, new: NewCase, restaurant: Placed, *, now: datetime) -> int | None:
    """The Case that `new` supports and is merged into, with one supporter more; None for none.

    Raises NotFound where that is no open one of the last days.
    """
    if new.supports is None:
        return None
    main: int | None = session.scalar(
        update(Case)
        .where(
            Case.id == new.supports,
            Case.restaurant_id == restaurant.id,
            Case.category == new.category,
            Case.channel != Channel.INSIDER,
            Case.state.in_(OPEN_STATES),
            Case.received_at > now - SAME_WITHIN,
        )
        .values(supporters=Case.supporters + 1)
        .returning(Case.id),
        execution_options={"synchronize_session": False},
    )
    if main is None:
        raise NotFound("case", str(new.supports))
    return main


def spend(session: Session, fingerprint: str, expires_at: datetime) -> None:
    """Use up a proof of work. Raises CaseWorkRefused for one that was used before."""
    try:
        spend_work(session, fingerprint, expires_at)
    except WorkRefused:
        raise CaseWorkRefused from None


def _camera_id(session: Session, new: NewCase, restaurant: Placed) -> int | None:
    if not new.camera:
        return None
    found = session.scalar(
        select(Camera.id).where(Camera.code == new.camera, Camera.restaurant_id == restaurant.id)
    )
    if found is None:
        raise NotFound("camera", new.camera)
    return found


def next_number(session: Session, kind: CaseKind, *, now: datetime) -> str:
    """The next number of a kind; whoever asks after this one waits for the transaction's end."""
    year = local(now).year
    counted = session.execute(
        _one_more(session.get_bind().dialect.name), {"kind": kind, "year": year, "last": 1}
    )
    return case_number(kind, year, counted.scalar_one())


@cache
def _one_more(dialect: str) -> ReturningInsert[int]:
    """The statement that counts one more Case of a kind and year, and returns how many."""
    made = sqlite.insert(_COUNTS) if dialect == "sqlite" else postgresql.insert(_COUNTS)
    return made.on_conflict_do_update(
        index_elements=["kind", "year"], set_={"last": _COUNTS.c.last + 1}
    ).returning(_COUNTS.c.last)


def _give_back_number(session: Session, kind: CaseKind, *, now: datetime) -> None:
    """Nobody else has taken a later one: the row is held until the transaction ends."""
    session.execute(
        update(CaseCount)
        .where(CaseCount.kind == kind, CaseCount.year == local(now).year)
        .values(last=CaseCount.last - 1),
        execution_options={"synchronize_session": False},
    )


def _write_pictures(
    session: Session, case_id: int, pictures: tuple[KeptPhoto, ...], *, step_number: int
) -> None:
    taken = [each.code for each in pictures]
    if taken and session.scalar(select(CasePicture.id).where(CasePicture.code.in_(taken)).limit(1)):
        raise PictureUsed
    session.add_all(
        CasePicture(case_id=case_id, step_number=step_number, **asdict(each), boxes=[])
        for each in pictures
    )
    session.flush()
