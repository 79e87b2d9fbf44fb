"""Brings the published year 2021 of Pingshan into the demo, as a report of another district.

Its 462 Restaurants are seeded into a database of its own, the year is closed there, and what was
closed is adopted here with all its rows: so the demo's simulator need not play 2,210 Cameras.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.rules import Actor
from portal.evaluation.operations import adopt, close_period
from portal.evaluation.queries import newest_closed
from portal.evaluation.rules.document import Document
from portal.extensions import db
from portal.registry.cipher import AddressCipher
from portal.seed.answers_operations import seed_surveys
from portal.seed.pingshan_evaluation import YEAR, seed_evaluation
from portal.seed.pingshan_operations import seed_pingshan
from portal.settings import Settings, load
from portal.shell import clock

ACTOR = Actor.system("demo")
DISTRICT, DISTRICT_EN = "坪山区", "Pingshan District"
NOTE = (
    "仅各项计数为公开数字，名称、日期和逐分钟记录均为合成。 / "
    "Only the counts are published ones; names, days and minutes are synthetic."
)
REQUIRED_CAMERAS = 5  # a Restaurant, by Pingshan's build standard
SCRATCH = "published-year"


def main() -> int:
    """Adopt the year unless a year 2021 is closed; 0 when it is there. Asks nobody."""
    settings = load()
    bring(settings)
    return 0


def is_there(session: Session) -> bool:
    """Whether a year 2021 is closed here, whoever's it is."""
    return newest_closed(session, str(YEAR)) is not None


def bring(settings: Settings) -> bool:
    """Build, close and adopt the year; False where one is there already."""
    with create_app(settings).app_context():
        if is_there(db.session()):
            return False
        db.session.rollback()  # no transaction stays open while the year is built
        document = closed_elsewhere(settings.data / "demo" / SCRATCH)
        adopt(db.session(), document, note=NOTE, actor=ACTOR, now=clock.now())
        db.session.commit()
    return True


def closed_elsewhere(directory: Path) -> Document:
    """The year's document, of a database that is made in `directory` and removed again."""
    with _emptied(directory):
        settings = load({
            "MINGCHU_DATA": str(directory), "MINGCHU_DISTRICT": DISTRICT,
            "MINGCHU_DISTRICT_EN": DISTRICT_EN,
        })  # fmt: skip
        with create_app(settings).app_context():
            flask_migrate.upgrade()
            document = _closed(db.session(), settings)
            db.session.rollback()  # nobody reads that database again, so nothing is written out
            db.session.remove()
            db.engine.dispose()
    return document


def _closed(session: Session, settings: Settings) -> Document:
    now = clock.now()
    cipher = AddressCipher(settings.encryption_keys())
    seed_pingshan(session, camera_port=1, cipher=cipher, now=now)
    seed_surveys(session, now=now)
    seed_evaluation(session)
    return close_period(
        session, str(YEAR), required_cameras=REQUIRED_CAMERAS,
        district=(settings.district, settings.district_en), actor=ACTOR, now=now,
    ).read()  # fmt: skip


@contextmanager
def _emptied(directory: Path) -> Iterator[None]:
    """`directory` for a while, without what a former run that was killed left in it."""
    shutil.rmtree(directory, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    os.nice(5)  # the portal beside is open and looked at
    sys.exit(main())
