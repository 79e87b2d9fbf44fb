"""What is wrong with a set-up, in words, each with what to do about it."""

import os
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from detector.errors import DetectorError
from detector.watching import watcher_in
from portal.extensions import jobs_queue, rounds_queue
from portal.live.health import transcoder_check
from portal.rounds.queries.present import newest_look
from portal.rounds.rota import size_of_round
from portal.rounds.rules.looks import detectors_for
from portal.settings import Settings
from portal.shell.metric_files import STALE_SECONDS, SUFFIX, published, teller
from portal.shell.scanning import ScannerFailed, scanner_at
from portal.upkeep.backups import revision_of

LEAST_FREE = 2 << 30
LATE_SECONDS = 180.0
MOST_LEFT_OUT = 0.01  # of the frames, since the processes began
PROCESSES = ("web", "transcoder", "detector", "worker")
ROOT = Path(__file__).resolve().parent.parent


class Weight(StrEnum):
    """How bad it is: something does not work, or should be known."""

    WRONG = "wrong"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something found: what it is about, what is so, and what to do."""

    weight: Weight
    part: str
    text: str
    remedy: str


def diagnose(engine: Engine, settings: Settings, *, now: datetime) -> Iterator[Symptom]:
    """Everything that is wrong or worth knowing, the ground first; nothing when all is well."""
    yield from _data(settings)
    yield from _secrets(settings)
    has_tables = True
    for found in _database(engine, settings):
        has_tables = has_tables and found.weight is not Weight.WRONG
        yield found
    yield from _queues()
    yield from _live(settings)
    yield from _models(settings)
    yield from _processes(settings, now=now)
    yield from _frames(settings, now=now)
    if has_tables:
        yield from _rounds(engine, now=now)
        yield from _detectors(engine, settings, now=now)
    yield from _web(settings)
    yield from _scanner(settings)
    yield from _telling(settings)


def _wrong(part: str, text: str, remedy: str) -> Symptom:
    return Symptom(Weight.WRONG, part, text, remedy)


def _note(part: str, text: str, remedy: str) -> Symptom:
    return Symptom(Weight.NOTE, part, text, remedy)


def _data(settings: Settings) -> Iterator[Symptom]:
    if not os.access(settings.data, os.W_OK):
        yield _wrong(
            "data", f"{settings.data} cannot be written",
            "give it to the account that runs the portal, or set MINGCHU_DATA",
        )  # fmt: skip
        return
    free = shutil.disk_usage(settings.data).free
    if free < LEAST_FREE:
        yield _wrong(
            "data", f"{free >> 20} MB are free in {settings.data}",
            "make room: below 2 GB the database may stop taking rows",
        )  # fmt: skip


def _secrets(settings: Settings) -> Iterator[Symptom]:
    directory = settings.data / "secrets"
    for path in sorted(directory.iterdir()) if directory.is_dir() else []:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield _wrong("keys", f"{path} can be read by others", f"chmod 600 {path}")


def _database(engine: Engine, settings: Settings) -> Iterator[Symptom]:
    try:
        revision = revision_of(engine)
    except SQLAlchemyError as error:
        yield _wrong(
            "database", f"it does not answer ({type(error).__name__})",
            "see that it runs and that MINGCHU_DATABASE_URL names it with the right password",
        )  # fmt: skip
        return
    head = ScriptDirectory.from_config(_migrations()).get_current_head() or ""
    if revision > head:
        yield _note(
            "database", f"its tables are of {revision}, newer than the program, of {head}",
            "nothing, if you went back on purpose; else put the newer version in place",
        )  # fmt: skip
    elif revision != head:
        yield _wrong(
            "database", f"its tables are of {revision or 'no version'}, the program of {head}",
            "run `flask --app portal db upgrade`",
        )  # fmt: skip
    if engine.dialect.name == "sqlite" and settings.media_by_nginx:
        yield _note(
            "database", "nginx serves the segments, while SQLite takes one writer at a time",
            "for more than one machine set MINGCHU_DATABASE_URL to PostgreSQL",
        )  # fmt: skip


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def _queues() -> Iterator[Symptom]:
    for queue in (rounds_queue, jobs_queue):
        try:
            waiting = queue.storage.queue_size()
        except Exception as error:  # noqa: BLE001 - of whichever store it is
            yield _wrong(
                "queue", f"{queue.name} cannot be read ({type(error).__name__})",
                "see that MINGCHU_QUEUE_URL names a queue that runs",
            )  # fmt: skip
            return
        if waiting > 1_000:
            yield _wrong(
                "queue", f"{waiting} messages wait in {queue.name}",
                "see that the detector and the worker run; start more of them",
            )  # fmt: skip


def _live(settings: Settings) -> Iterator[Symptom]:
    root = settings.live_directory
    said = transcoder_check(root)()
    if said is not None:
        yield _wrong("pictures", said, "start `flask --app portal live transcode`; see its log")
    if root.is_dir() and shutil.disk_usage(root).free < 256 << 20:
        yield _wrong(
            "pictures", f"less than 256 MB are free in {root}",
            "give that tmpfs more room: 20 MB for each camera that is watched",
        )  # fmt: skip
    stills = settings.stills_directory
    if not os.access(stills if stills.exists() else stills.parent, os.W_OK):
        yield _wrong(
            "stills", f"no still can be written below {stills}",
            "mount the share that MINGCHU_STILLS names, and let the portal's account write there",
        )  # fmt: skip
    if root.is_relative_to(settings.data):
        yield _note(
            "pictures", f"segments are written to {root}, which is a disk",
            "mount a tmpfs and name it in MINGCHU_LIVE_ROOT",
        )  # fmt: skip


def _models(settings: Settings) -> Iterator[Symptom]:
    try:
        watcher_in(settings.models_directory)
    except (DetectorError, OSError) as error:
        yield _wrong(
            "models", f"they cannot be loaded ({error})",
            "install Mingchu anew; `flask --app portal models list` shows which one it is",
        )  # fmt: skip


def _processes(settings: Settings, *, now: datetime) -> Iterator[Symptom]:
    running = _running(settings, now=now)
    for name in PROCESSES:
        if not running[name]:
            yield _note(
                "processes", f"no {name} process has run on this node within a minute",
                "start it, unless it runs on another node; the Procfile has its command",
            )  # fmt: skip


def _running(settings: Settings, *, now: datetime) -> Counter[str]:
    """How many processes of each name have told their numbers on this node within a minute."""
    return Counter(
        teller(path)["process"]
        for path in settings.metrics_directory.glob(f"*{SUFFIX}")
        if now.timestamp() - path.stat().st_mtime < STALE_SECONDS
    )


def _detectors(engine: Engine, settings: Settings, *, now: datetime) -> Iterator[Symptom]:
    """Whether this node's detectors would do for all cameras; others are not seen from here."""
    running = _running(settings, now=now)["detector"]
    with Session(engine) as session:
        cameras = size_of_round(session, now)
    needed = detectors_for(cameras)
    if 0 < running < needed:
        yield _note(
            "detectors",
            f"{running} of the {needed} processes that {cameras} cameras need look on this node",
            "leave MINGCHU_DETECTORS at 0 on a machine with as many cores, or start detectors on "
            "other machines, which are not seen from here",
        )  # fmt: skip


def _frames(settings: Settings, *, now: datetime) -> Iterator[Symptom]:
    counts = Counter[str]()
    for family in published(settings.metrics_directory, wall=now.timestamp):
        for sample in family.samples:
            counts[sample.name] += int(sample.value)
    left_out = counts["mingchu_frames_left_out_total"]
    frames = left_out + counts["mingchu_frames_inferred_total"]
    if left_out > MOST_LEFT_OUT * frames:
        yield _wrong(
            "detectors",
            f"{left_out} of {frames} frames were not looked at by the machine for want of time",
            "give the detectors more cores, here or on other machines: docs/guide/grow.md",
        )  # fmt: skip


def _rounds(engine: Engine, *, now: datetime) -> Iterator[Symptom]:
    with Session(engine) as session:
        newest = newest_look(session)
    if newest is not None and (now - newest).total_seconds() > LATE_SECONDS:
        ago = (now - newest).total_seconds() / 60
        yield _wrong(
            "rounds", f"no camera was looked at for {ago:.0f} minutes; those stay unknown",
            "see that worker and detector run, and what their logs say",
        )  # fmt: skip
    if newest is not None and (newest - now).total_seconds() > LATE_SECONDS:
        yield _wrong(
            "clock", f"the newest look is of {newest:%Y-%m-%d %H:%M} UTC, which is to come",
            "set this machine's clock by NTP",
        )  # fmt: skip


def _web(settings: Settings) -> Iterator[Symptom]:
    address = settings.public_url
    is_local = "127.0.0.1" in address or "localhost" in address
    if is_local:
        yield _note(
            "address", f"QR codes carry {address}, which no phone can reach",
            "set MINGCHU_PUBLIC_URL to the address that phones see",
        )  # fmt: skip
    elif not address.startswith("https://"):
        yield _wrong(
            "address", f"phones reach {address} without TLS",
            "put a certificate into nginx, then set an https address and MINGCHU_BEHIND_TLS=true",
        )  # fmt: skip
    elif not settings.behind_tls:
        yield _wrong(
            "address", "the address is https, but cookies and HSTS do not know of it",
            "set MINGCHU_BEHIND_TLS=true",
        )  # fmt: skip
    if settings.behind_tls and not settings.trusted_proxies:
        yield _wrong(
            "address", "TLS ends before gunicorn, but no proxy is trusted: all seem one client",
            "set MINGCHU_TRUSTED_PROXIES=1",
        )  # fmt: skip
    if not is_local and not settings.icp_number:
        yield _note(
            "address", "no ICP filing number is shown, which a public site in China must show",
            "set MINGCHU_ICP_NUMBER once it is filed",
        )  # fmt: skip


def _scanner(settings: Settings) -> Iterator[Symptom]:
    if not settings.virus_scanner:
        yield _note(
            "files", "no virus scanner looks at the files that people send",
            "install clamav-daemon and name its socket in MINGCHU_VIRUS_SCANNER",
        )  # fmt: skip
        return
    try:
        scanner_at(settings.virus_scanner).greet()
    except ScannerFailed as error:
        becomes = "taken unseen" if settings.virus_scanner_away == "take" else "refused"
        yield _wrong(
            "files", f"the virus scanner does not answer ({error}): files are {becomes}",
            "start clamav-daemon; see that the portal's account may open its socket",
        )  # fmt: skip


def _telling(settings: Settings) -> Iterator[Symptom]:
    if not settings.mail_server and not settings.sms_gateway:
        yield _note(
            "notices", "nobody is told by mail or SMS, only in the inbox and by channels",
            "set MINGCHU_MAIL_SERVER and MINGCHU_MAIL_FROM, or MINGCHU_SMS_GATEWAY",
        )  # fmt: skip
