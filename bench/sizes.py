"""What a district writes, in bytes: a camera's day, a viewing, an answer, a still."""

import argparse
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import av
import flask_migrate
import numpy as np
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.databases import databases
from bench.district import register_cameras
from bench.figures import Figure
from bench.filled import DAYS, write_month
from bench.looks import SMALL
from portal import create_app
from portal.extensions import db
from portal.live.kinds import Outcome
from portal.live.models import Viewing
from portal.participation.kinds import Instrument, Occasion, Rating, Tier
from portal.participation.models import Answer
from portal.registry.cipher import AddressCipher
from portal.settings import Settings
from portal.shell import clock
from portal.shell.rules import local_day
from transcoder.simulator.clips import draw_clip
from transcoder.stills import jpeg_of

CAMERAS = 500
ROWS = 20_000


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Bytes a row with its indexes on both databases, and of a still as it is published."""
    for name, address in databases("sizes"):
        settings = Settings(data=directory / name, database=address)
        with create_app(settings).app_context():
            flask_migrate.upgrade()
            session, cipher = db.session(), AddressCipher(settings.encryption_keys())
            codes = register_cameras(session, ["rtsp://127.0.0.1:9/none"], CAMERAS, cipher)
            registered = _bytes(session)
            write_month(session, list(codes))
            watched = _bytes(session)
            session.execute(insert(Viewing), list(_viewings()))
            session.commit()
            viewed = _bytes(session)
            session.execute(insert(Answer), list(_answers()))
            session.commit()
            answered = _bytes(session)
            db.session.remove()
            db.engine.dispose()
        for what, grown, rows in (
            ("camera_day", watched - registered, CAMERAS * DAYS),
            ("viewing", viewed - watched, ROWS),
            ("answer", answered - viewed, ROWS),
        ):
            yield Figure(name=f"sizes.{what}.{name}", value=grown / rows, unit="B a row")
    yield Figure(name="sizes.still", value=_still(directory), unit="B, drawn kitchen at 640×360")


def _bytes(session: Session) -> int:
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages = session.execute(text("PRAGMA page_count")).scalar_one()
    return int(pages * session.execute(text("PRAGMA page_size")).scalar_one())


def _viewings() -> Iterator[dict[str, object]]:
    now = clock.now()
    for number in range(ROWS):
        yield {
            "id": secrets.token_urlsafe(16), "camera_id": number % CAMERAS + 1, "started_at": now,
            "last_seen_at": now, "first_picture_ms": 900, "stalls": 0, "outcome": Outcome.WATCHED,
        }  # fmt: skip


def _answers() -> Iterator[dict[str, object]]:
    today, restaurants = local_day(clock.now()), CAMERAS // 5
    for number in range(ROWS):
        yield {
            "key_hash": secrets.token_hex(32), "restaurant_id": number % restaurants + 1,
            "instrument": Instrument.POLL, "tier": Tier.SIGN, "occasion": Occasion.WATCHED,
            "remark": "上菜快，厨房干净，还会再来。", "question_set": "diners-1",
            "language": "zh", "is_complete": True, "day": today - timedelta(days=number % 90),
            "satisfaction": Rating.GOOD, "trust": Rating.GOOD, "ease": Rating.GOOD,
            "openness": Rating.GOOD,
        }  # fmt: skip


def _still(directory: Path) -> float:
    """Bytes of a still, over all pictures of a drawn clip."""
    clip = draw_clip(directory / "still.mp4", replace(SMALL, seconds=4))
    with av.open(str(clip)) as container:
        sizes = [
            len(jpeg_of(frame.to_ndarray(format="bgr24").astype(np.uint8)))
            for frame in container.decode(video=0)
        ]
    return sum(sizes) / len(sizes)
