"""A district as it stands in operation: cameras, a month of minutes, states, pictures, slips."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import flask_migrate
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.district import register_cameras
from bench.quarter import looked_day, usual_day
from portal import create_app
from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant
from portal.extensions import db
from portal.participation.operations import Printing, print_slips
from portal.participation.public.blueprint import secrets
from portal.registry.cipher import AddressCipher
from portal.registry.models import Restaurant
from portal.rounds.kinds import Outcome
from portal.rounds.models import CameraCondition, CameraDay, FirstPicture
from portal.settings import Settings
from portal.shell import clock
from portal.shell.rules import local_day

CAMERAS = 2_210
DAYS = 31  # on record: what pages read of the past
POOL = 500  # different days
BATCHES = 50  # of cameras that were looked at together
SLIPS_EACH = 16
STILL_BYTES = 40_000
OFFICER = Actor("officer", 1, frozenset({Grant(Role.BUREAU_OFFICER)}))


@dataclass(frozen=True, slots=True)
class Filled:
    """Codes of cameras and of restaurants, and slips, each with its restaurant's code."""

    cameras: tuple[str, ...]
    restaurants: tuple[str, ...]
    slips: tuple[tuple[str, str], ...]


def fill(settings: Settings, addresses: Sequence[str], *, cameras: int = CAMERAS) -> Filled:
    """Make all tables and write a district of `cameras` that has run for a month."""
    app = create_app(settings)
    with app.test_request_context():
        flask_migrate.upgrade()
        session = db.session()
        cipher = AddressCipher(settings.encryption_keys())
        codes = register_cameras(session, addresses, cameras, cipher)
        write_month(session, list(codes))
        places = list(session.scalars(select(Restaurant.code).order_by(Restaurant.id)))
        slips = tuple(_slips(session, places))
        session.commit()
        db.session.remove()
        db.engine.dispose()
    return Filled(tuple(codes.values()), tuple(places), slips)


def leave_stills(root: Path, cameras: Sequence[str]) -> None:
    """Leave a still of each camera below the live root, as rounds do; its bytes are no picture."""
    for code in cameras:
        folder = root / code
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        (folder / "still.jpg").write_bytes(bytes(STILL_BYTES))


def write_month(session: Session, cameras: Sequence[int]) -> None:
    """A month of minutes, and a good picture of every camera just now."""
    chance, now = random.Random(7), clock.now()
    today = local_day(now)
    batches = [looked_day(chance) for _ in range(BATCHES)]
    pool = [usual_day(chance, chance.choice(batches)) for _ in range(POOL)]
    for back in reversed(range(DAYS)):
        day = today - timedelta(days=back)
        maps = ((camera, *chance.choice(pool)) for camera in cameras)
        session.execute(
            insert(CameraDay),
            [{"day": day, "camera_id": each, "looked": looked, "good": good}
             for each, looked, good in maps],
        )  # fmt: skip
    first = today - timedelta(days=DAYS)
    session.execute(insert(FirstPicture), [{"camera_id": each, "day": first} for each in cameras])
    session.execute(
        insert(CameraCondition),
        [{"camera_id": each, "outcome": Outcome.GOOD, "since": now - timedelta(days=1),
          "seen_at": now, "measured": {}} for each in cameras],
    )  # fmt: skip
    session.commit()


def _slips(session: Session, places: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Slips of every restaurant, by turns, as many as are printed at once."""
    until = local_day(clock.now()) + timedelta(days=9)
    printed = [
        print_slips(
            session, Printing(place, SLIPS_EACH, until), secrets=secrets(), actor=OFFICER,
            now=clock.now(),
        )[1]
        for place in places
    ]  # fmt: skip
    for codes in zip(*printed, strict=True):
        yield from zip(places, codes, strict=True)
