"""Takes what citizens send: once, however often a form is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from portal.participation.case_kinds import CaseAct, CaseKind, CaseState, Channel
from portal.participation.models import Case, CaseCount, CasePicture, PictureReport
from portal.participation.operations.case_clocks import set_clock, times_of
from portal.participation.operations.case_steps import NOBODY, Doing, add_step
from portal.participation.rules import codes
from portal.participation.rules.cases import OPEN_STATES, case_number
from portal.participation.rules.categories import risk_of
from portal.participation.rules.clocks import clock_of
from portal.participation.rules.intake import (
    SAME_WITHIN,
    KeptPhoto,
    NewCase,
    PictureUsed,
    Recent,
    check_budget,
    check_new,
)
from portal.participation.rules.personal import masked
from portal.participation.secrecy import Secrecy, hashed_code
from portal.registry.models import Camera, Restaurant
from portal.shell.database import insert_into
from portal.shell.rules import NotFound, local, local_day

# Statements of every submission, made once: SQLAlchemy takes longer to build than to run them.
_OF_FORM = select(Case).where(Case.key_hash == bindparam("key_hash"))
_COUNTS, _CASES = (cast("Table", model.__table__) for model in (CaseCount, Case))
_LATELY = select(
    func.count().filter(_CASES.c.received_at > bindparam("hour_at")), func.count()
).where(
    _CASES.c.restaurant_id == bindparam("restaurant"),
    _CASES.c.received_at > bindparam("day_at"),
)
_TAPS = _LATELY.where(_CASES.c.channel == Channel.PICTURE)
_OTHERS = _LATELY.where(_CASES.c.channel != Channel.PICTURE)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filed:
    """A Case that is in, and what opens it; `is_new` is false where it was in already."""

    case: Case
    link: str
    code: str
    is_new: bool


def file_case(
    session: Session, new: NewCase, *, restaurant: Restaurant, secrecy: Secrecy, now: datetime
) -> Filed:
    """Take a Case about `restaurant`, with number, code and first promise.

    The same form sent again gives the same Case, code and link. One that supports another is
    merged with it and follows what happens there. Raises IntakeRefused, CasesBusy, PictureUsed,
    NotFound.
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
    check_budget(recent(session, restaurant.id, new.channel, now=now), channel=new.channel)
    main = _supported(session, new, restaurant, now=now)
    case = _row(new, restaurant, secrecy=secrecy, now=now)
    case.number, case.code_hash, case.link_hash = number, code_hash, codes.digest(link)
    case.camera_id = _camera_id(session, new, restaurant)
    if main is not None:
        case.state, case.merged_into_id = CaseState.MERGED, main.id
        session.execute(
            update(Case).where(Case.id == main.id).values(supporters=Case.supporters + 1),
            execution_options={"synchronize_session": False},
        )
    set_clock(session, case, clock_of(case.kind, case.state, times_of(case)), now=now)
    session.add(case)
    _add_pictures(session, case, new.pictures)
    doing = Doing(CaseAct.FILE, NOBODY, now, text=case.text, facts=_facts(case, new))
    add_step(session, case, doing)
    return Filed(case, link, code, is_new=True)


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
    return Recent(in_hour=counted[0], in_day=counted[1])


def add_pictures(session: Session, case: Case, pictures: tuple[KeptPhoto, ...]) -> None:
    """Write down pictures that came with the next step. Raises PictureUsed."""
    _add_pictures(session, case, pictures)


def _row(new: NewCase, restaurant: Restaurant, *, secrecy: Secrecy, now: datetime) -> Case:
    words = {
        "text": new.text.strip(), "claim": new.claim.strip(), "name": new.name.strip(),
        "phone": new.phone.strip(), "address": new.address.strip(),
    }  # fmt: skip
    return Case(
        kind=new.kind,
        channel=new.channel,
        category=new.category,
        risk=risk_of(new.category, new.channel),
        restaurant_id=restaurant.id,
        doubt=new.doubt,
        seen_on=new.seen_on,
        language=new.language,
        text=masked(words["text"]),
        claim=masked(words["claim"]),
        sealed=secrecy.seal(words),
        has_contact=bool(words["phone"]),
        key_hash=codes.digest(new.key),
        received_at=now,
        clock_from=now,
        state=CaseState.RECEIVED,
        version=1,
        steps_count=0,
        escalated=0,
        supporters=0,
        head="",
    )


def _facts(case: Case, new: NewCase) -> dict[str, object]:
    """What the first step says beside the words."""
    return {
        "number": case.number,
        "kind": case.kind.value,
        "category": case.category.value,
        "claim": case.claim,
        "pictures": [each.sha256 for each in new.pictures],
    }


def _supported(
    session: Session, new: NewCase, restaurant: Restaurant, *, now: datetime
) -> Case | None:
    """The Case that `new` supports. Raises NotFound where that is none of the last days."""
    if new.supports is None:
        return None
    main = session.scalar(
        select(Case).where(
            Case.id == new.supports,
            Case.restaurant_id == restaurant.id,
            Case.category == new.category,
            Case.channel != Channel.INSIDER,
            Case.state.in_(OPEN_STATES),
            Case.received_at > now - SAME_WITHIN,
        )
    )
    if main is None:
        raise NotFound("case", str(new.supports))
    return main


def _camera_id(session: Session, new: NewCase, restaurant: Restaurant) -> int | None:
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


def _add_pictures(session: Session, case: Case, pictures: tuple[KeptPhoto, ...]) -> None:
    taken = [each.code for each in pictures]
    if taken and session.scalar(select(CasePicture.id).where(CasePicture.code.in_(taken)).limit(1)):
        raise PictureUsed
    session.add_all(
        CasePicture(
            case=case, step_number=case.steps_count + 1, code=each.code,
            sha256=each.sha256, size_bytes=each.size_bytes,
            original_sha256=each.original_sha256, original_bytes=each.original_bytes,
            original_kind=each.original_kind, boxes=[],
        )
        for each in pictures
    )  # fmt: skip
