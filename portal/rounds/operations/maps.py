"""Writes the minutes that were looked at."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from portal.rounds.models import CameraDay, FirstPicture
from portal.rounds.rules.minutes import MinuteMap, packed, unpacked_map
from portal.shell.database import insert_into

CAMERAS_A_STATEMENT = 5_000  # databases limit the values of one statement
_EMPTY = packed(0)


def store_looks(session: Session, day: date, maps: Mapping[int, MinuteMap]) -> None:
    """Add what was seen on the district's `day` to the minute maps, given by Camera's id.

    Minutes are only ever added, so a batch that comes twice changes nothing the second time,
    and two consumers at once lose nothing. Raises IntegrityError for an unknown Camera.
    """
    numbers = sorted(maps)
    for start in range(0, len(numbers), CAMERAS_A_STATEMENT):
        some = {number: maps[number] for number in numbers[start : start + CAMERAS_A_STATEMENT]}
        _add_minutes(session, day, some)
        _note_first_pictures(session, day, [number for number, map_ in some.items() if map_.good])


def _add_minutes(session: Session, day: date, maps: Mapping[int, MinuteMap]) -> None:
    # Written before it is read: that takes SQLite's write lock, and makes the rows that
    # PostgreSQL locks below, in one order for everybody.
    session.execute(
        insert_into(session, CameraDay).on_conflict_do_nothing(),
        [{"day": day, "camera_id": number, "looked": _EMPTY, "good": _EMPTY} for number in maps],
    )
    kept = session.execute(
        select(CameraDay.camera_id, CameraDay.looked, CameraDay.good)
        .where(CameraDay.day == day, CameraDay.camera_id.in_(maps))
        .order_by(CameraDay.camera_id)
        .with_for_update()
    ).all()
    changed = []
    for number, looked, good in kept:
        before = unpacked_map(looked, good)
        after = before.merged(maps[number])
        if after != before:
            changed.append(
                {"on": day, "camera": number,
                 "looked": packed(after.looked), "good": packed(after.good)}
            )  # fmt: skip
    if changed:
        table = CameraDay.__table__
        session.connection().execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.day == bindparam("on"), table.c.camera_id == bindparam("camera"))
            .values(looked=bindparam("looked"), good=bindparam("good")),
            changed,
        )


def _note_first_pictures(session: Session, day: date, cameras: list[int]) -> None:
    if not cameras:
        return
    insert = insert_into(session, FirstPicture)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["camera_id"],
            set_={"day": insert.excluded.day},
            where=insert.excluded.day < FirstPicture.day,
        ),
        [{"camera_id": number, "day": day} for number in cameras],
    )
