"""A register full of simulated cameras, and rounds over it as a detector process does them."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from detector.guarded import Guarded
from detector.heads import shipped_watcher
from detector.measures import use_one_thread
from detector.rules.sightings import Setting
from detector.rules.table import SHIPPED
from portal import create_app
from portal.extensions import db
from portal.registry.cipher import AddressCipher
from portal.registry.kinds import Privacy, RestaurantType, Status, Zone
from portal.registry.models import Camera, Restaurant, Station, StatusSpan
from portal.rounds.bursting import Taken
from portal.rounds.contract import noter
from portal.rounds.kinds import Outcome
from portal.rounds.looking import Looking, Machine
from portal.rounds.operations import claim_round
from portal.rounds.recording import Note, PictureOf
from portal.rounds.rota import round_of
from portal.rounds.rules.looks import minute_of
from portal.rounds.rules.observations import Observation
from portal.rounds.watching import Glance, Watch
from portal.settings import Settings
from portal.shell import clock

EACH = 5  # cameras a restaurant
# Fewer than a detector process takes, so that each has its whole minute on a slow machine too.
BATCHES_AT_ONCE = 4
SINCE = datetime(2021, 1, 1, tzinfo=UTC)
Seen = tuple[Observation, float]


@dataclass(slots=True)
class Tally:
    """What was noted, with the monotonic second at which the database was to have it.

    `follow` takes note as the portal does, which is part of what a round costs.
    """

    follow: Note
    seen: list[Seen] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(
        self, session: Session, observations: Sequence[Observation], *, now: datetime,
        picture_of: PictureOf,
    ) -> None:  # fmt: skip
        """Take note."""
        self.follow(session, observations, now=now, picture_of=picture_of)
        with self.lock:
            self.seen += [(each, time.monotonic()) for each in observations]

    def outcomes(self) -> Counter[Outcome]:
        """How many looks came to what; empties the tally."""
        with self.lock:
            seen, self.seen = self.seen, []
        return Counter(look.outcome for look, _ in seen)


@dataclass(frozen=True, slots=True)
class District:
    """A portal whose register holds cameras, and one process's eyes on them."""

    app: Flask
    settings: Settings
    engine: Engine
    codes: dict[int, str]
    looking: Looking
    tally: Tally

    def round(self, *, stop: threading.Event | None = None) -> float:
        """Do the present minute's round as scheduler and detector do; returns its seconds."""
        began = time.monotonic()
        now = clock.now()
        minute = minute_of(now)
        with Session(self.engine) as session:
            batches = round_of(session, minute, size=self.settings.round_batch)
            claim_round(session, minute, cameras=sum(map(len, batches)), now=now)
            session.commit()
        look = self._look(minute, stop or threading.Event())
        with ThreadPoolExecutor(BATCHES_AT_ONCE) as pool:
            list(pool.map(look, batches))
        self.looking.watch.wait(600.0)
        return time.monotonic() - began

    def _look(self, minute: datetime, stop: threading.Event) -> Callable[[Sequence[int]], None]:
        return lambda batch: self.looking.look_at(self.engine, batch, minute=minute, stop=stop)


class PatientWatch(Watch):
    """Infers every frame: whoever offers one waits for room, and still pictures are looked at too.

    Rounds of the bench come at once, which no minute does.
    """

    def offer(self, glance: Glance) -> None:
        """Have a frame inferred, as soon as there is room."""
        while not self.has_room(glance):
            time.sleep(0.002)
        super().offer(replace(glance, is_still=False))


def watches_all(
    session: Session, cameras: Sequence[int], *, now: datetime
) -> Mapping[int, Setting]:
    """Every camera for everything that the shipped models see."""
    setting = Setting(Zone.SPECIAL.value, is_open=True, codes=SHIPPED)
    return dict.fromkeys(cameras, setting)


@contextmanager
def district(
    directory: Path, addresses: Sequence[str], *, cameras: int, is_inferred: bool = False
) -> Iterator[District]:
    """A district of `cameras` at these `addresses`, which are used again and again.

    `is_inferred`: the machine looks at each frame; a first hit is noted and not followed.
    """
    use_one_thread()
    logging.getLogger("portal").setLevel(logging.WARNING)
    directory.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        data=directory, live_root=directory / "live", queue="memory://",
        camera_networks=(ip_network("127.0.0.0/8"),), host_sessions=100_000, host_connects=100_000,
    )  # fmt: skip
    app, tally = create_app(settings), Tally(noter(settings))
    with app.app_context():
        flask_migrate.upgrade()
        cipher = AddressCipher(settings.encryption_keys())
        codes = register_cameras(db.session(), addresses, cameras, cipher)
        db.session.remove()
        looking = Looking(settings, note=tally)
        if is_inferred:
            looking = Looking(settings, note=tally, machine=Machine(watches_all))
            looking.watch = PatientWatch(
                scenes=Guarded(shipped_watcher), burst=lambda source, plan: Taken()
            )
        yield District(app, settings, db.engine, codes, looking, tally)
        db.engine.dispose()


@contextmanager
def standing_clock(minutes: int) -> Iterator[None]:
    """Let the portal's clock stand two seconds into a minute, `minutes` from now.

    Nothing is cut off at the end of a minute then, however long a round takes on this machine.
    """
    former = clock.now
    moment = minute_of(former()) + timedelta(minutes=minutes, seconds=2)
    clock.now = lambda: moment
    try:
        yield
    finally:
        clock.now = former


def register_cameras(
    session: Session, addresses: Sequence[str], cameras: int, cipher: AddressCipher
) -> dict[int, str]:
    """Write open restaurants with `cameras` together; returns code by id."""
    station = Station(code="bench", name="监管所", name_en="Station")
    kitchens = [
        Restaurant(
            licence_no=f"B{number}", name=f"餐厅{number}", type=RestaurantType.MEDIUM,
            hours="24h", station=station,
        )
        for number in range(-(-cameras // EACH))
    ]  # fmt: skip
    session.add_all(kitchens)
    session.flush()
    session.add_all(
        StatusSpan(restaurant_id=each.id, status=Status.OPEN, starts_at=SINCE, recorded_at=SINCE)
        for each in kitchens
    )
    rows = [
        Camera(
            restaurant_id=kitchens[number // EACH].id, number=number % EACH + 1,
            zone=Zone.COOKING, url_encrypted=cipher.encrypt(addresses[number % len(addresses)]),
            privacy=Privacy.OPEN, privacy_basis="bench", privacy_decided_by="bench",
            active_from=date(2021, 1, 1),
        )
        for number in range(cameras)
    ]  # fmt: skip
    session.add_all(rows)
    session.commit()
    return {row.id: row.code for row in rows}
