"""Keeps which Cameras refused to be opened, and lets people have them tried again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.models import Camera
from portal.rounds.kinds import Refused
from portal.rounds.models import CameraRefusal
from portal.rounds.rota import refusal_of
from portal.rounds.rules.refusals import Login, may_release
from portal.shell.database import insert_into


class NewRefusal(NamedTuple):
    """That a Camera was just refused with `login`."""

    camera_id: int
    cause: Refused
    login: Login
    at: datetime


def note_logins(
    session: Session, refused: Sequence[NewRefusal], accepted: Mapping[int, Login]
) -> None:
    """Keep what Cameras refused, and forget it of those, by id, that accepted their login.

    A user that was accepted is no longer paused at its host.
    """
    if refused:
        _keep(session, refused)
    if not accepted:
        return
    unsynchronised = {"synchronize_session": False}
    session.execute(
        delete(CameraRefusal).where(CameraRefusal.camera_id.in_(accepted)),
        execution_options=unsynchronised,
    )
    users = {login.user for login in accepted.values()}
    session.execute(
        update(CameraRefusal)
        .where(CameraRefusal.user_mark.in_(users), CameraRefusal.is_bearing)
        .values(is_bearing=False),
        execution_options=unsynchronised,
    )


def try_again(session: Session, camera: Camera, *, actor: Actor, now: datetime) -> None:
    """Have a Camera tried once more that refused its password or address.

    Raises NothingRefused, or TriedLately within an hour of the last time.
    """
    may_release(refusal_of(session, camera.id), now=now)
    session.execute(
        update(CameraRefusal)
        .where(CameraRefusal.camera_id == camera.id)
        .values(released_at=now)
        .execution_options(synchronize_session=False)
    )
    record(session, actor, "camera.tried_again", f"camera {camera.code}", at=now)


def _keep(session: Session, refused: Sequence[NewRefusal]) -> None:
    rows = [
        {
            "camera_id": each.camera_id,
            "cause": each.cause,
            "address_mark": each.login.address,
            "user_mark": each.login.user,
            "password_mark": each.login.password,
            "refused_at": each.at,
            "is_bearing": True,
        }
        for each in sorted(refused)
    ]
    insert = insert_into(session, CameraRefusal)
    kept = {name: insert.excluded[name] for name in rows[0] if name != "camera_id"}
    session.execute(insert.on_conflict_do_update(index_elements=["camera_id"], set_=kept), rows)
