"""How long a quarter's figures take from minute maps, and what a day of them weighs."""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import flask_migrate
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.figures import Figure
from portal import create_app
from portal.extensions import db
from portal.registry.kinds import RestaurantType, Status, Zone
from portal.registry.models import Camera, Restaurant, Station, StatusSpan
from portal.rounds.models import CameraDay, FirstPicture
from portal.rounds.queries import district_figures
from portal.rounds.rules.minutes import DAY_MINUTES, WHOLE_DAY, packed, span_bits
from portal.rounds.rules.period import Period
from portal.settings import Settings
from portal.shell.rules import day_bounds

CAMERAS, CAMERAS_EACH = 2210, 5
QUARTER = Period.parse("2021Q3")
POOL = 20_000  # different days, far more than are kept in mind while figures are made
BATCHES = 2_000  # of Cameras that are looked at together, in a quarter
ATTEMPTS = 3
WORST_DAYS = 10

Maps = tuple[bytes, bytes]


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU seconds of a quarter in all variants, for a district and for ten; bytes a day."""
    chance = random.Random(7)
    batches = [looked_day(chance) for _ in range(BATCHES)]
    usual = [usual_day(chance, chance.choice(batches)) for _ in range(POOL)]
    once, day_bytes = _district(directory / "once", CAMERAS, lambda: chance.choice(usual))
    yield Figure(name="rounds.quarter.cpu", value=once, unit="s", target=1.5, on_ratio=False)
    tenfold, _ = _district(directory / "tenfold", 10 * CAMERAS, lambda: chance.choice(usual))
    yield Figure(name="rounds.quarter.tenfold", value=tenfold, unit="s", reference=once, target=11)
    yield Figure(name="rounds.day.bytes", value=day_bytes, unit="B", target=1e6, on_ratio=False)
    worst = _worst_day(directory / "worst", chance)
    yield Figure(name="rounds.day.bytes.worst", value=worst, unit="B", target=1e6, on_ratio=False)


def looked_day(chance: random.Random) -> int:
    """A day with single looks missing; they are lost for all Cameras of a batch at once."""
    looked = WHOLE_DAY
    for _ in range(3):
        looked &= ~(1 << chance.randrange(DAY_MINUTES))
    return looked


def usual_day(chance: random.Random, looked: int) -> Maps:
    """A day with two outages and single bad pictures."""
    good = looked
    for length in (1, 1, 1, chance.randrange(5, 60), chance.randrange(5, 200)):
        start = chance.randrange(DAY_MINUTES - length)
        good &= ~span_bits(start, start + length)
    return packed(looked), packed(good)


def _district(directory: Path, cameras: int, draw: Callable[[], Maps]) -> tuple[float, float]:
    """CPU seconds of the fastest attempt, and bytes a day, of a quarter of `cameras`."""
    with create_app(Settings(data=directory)).app_context():
        flask_migrate.upgrade()
        session = db.session()
        numbers = _register(session, cameras)
        day_bytes = _watch(session, numbers, list(QUARTER.days()), draw)
        attempts = []
        for _ in range(ATTEMPTS):
            began = time.process_time()
            found = district_figures(
                session, QUARTER, today=QUARTER.until, required_cameras=CAMERAS_EACH
            )
            attempts.append(time.process_time() - began)
            assert found.account.days[-1].tally.days == cameras // CAMERAS_EACH
        db.session.remove()
        db.engine.dispose()
    return min(attempts), day_bytes


def _worst_day(directory: Path, chance: random.Random) -> float:
    """Bytes a day on which every Camera's picture comes and goes from minute to minute."""

    def flapping() -> Maps:
        return packed(WHOLE_DAY), packed(chance.getrandbits(DAY_MINUTES))

    with create_app(Settings(data=directory)).app_context():
        flask_migrate.upgrade()
        numbers = _register(db.session(), CAMERAS)
        days = [QUARTER.first + timedelta(days=number) for number in range(WORST_DAYS)]
        weight = _watch(db.session(), numbers, days, flapping)
        db.session.remove()
        db.engine.dispose()
    return weight


def _register(session: Session, cameras: int) -> list[int]:
    """Write Restaurants with `cameras` together; returns the Cameras' ids."""
    station = Station(code="bench", name="监管所", name_en="Station")
    kitchens = [
        Restaurant(
            licence_no=f"B{number}", name=f"餐厅{number}", type=RestaurantType.MEDIUM,
            hours="09:00-21:30", station=station, built_on=QUARTER.first,
        )
        for number in range(cameras // CAMERAS_EACH)
    ]  # fmt: skip
    session.add_all(kitchens)
    session.flush()
    since = day_bounds(QUARTER.first)[0]
    session.add_all(
        StatusSpan(
            restaurant_id=each.id, status=Status.OPEN, starts_at=since, recorded_at=since
        )
        for each in kitchens
    )  # fmt: skip
    rows = [
        Camera(restaurant_id=each.id, number=number, zone=Zone.COOKING, url_encrypted="",
               active_from=QUARTER.first)
        for each in kitchens
        for number in range(1, CAMERAS_EACH + 1)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    numbers = [row.id for row in rows]
    session.execute(
        insert(FirstPicture), [{"camera_id": each, "day": QUARTER.first} for each in numbers]
    )
    session.commit()
    return numbers


def _watch(
    session: Session, cameras: list[int], days: list[date], draw: Callable[[], Maps]
) -> float:
    """Write the maps of `days`; returns how many bytes a day the database has grown by."""
    before = _bytes(session)
    for day in days:
        rows = []
        for camera in cameras:
            looked, good = draw()
            rows.append({"day": day, "camera_id": camera, "looked": looked, "good": good})
        session.execute(insert(CameraDay), rows)
    session.commit()
    return (_bytes(session) - before) / len(days)


def _bytes(session: Session) -> int:
    pages = session.execute(text("PRAGMA page_count")).scalar_one()
    return int(pages * session.execute(text("PRAGMA page_size")).scalar_one())
