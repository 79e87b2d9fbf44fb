"""`make run`: the whole house on one machine, with a demo district and simulated cameras.

Steps are shown with their time; then the camera simulator and every process of the Procfile
run, are restarted when they die, and end together on Ctrl-C.
"""

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import av
import flask_migrate
import qrcode
from flask import Flask

from deploy.beside import Beside
from deploy.ground import (
    LOOPBACK,
    ROUND_SECONDS,
    CannotRun,
    check_port,
    free_port,
    take,
    what_is_missing,
)
from deploy.procfile import ProcessType, parse_procfile
from deploy.published_year import is_there
from deploy.supervision import Supervisor, guarded
from deploy.terminal import Terminal
from portal import create_app
from portal.accounts.binding import allows_demo
from portal.accounts.passwords import hashed
from portal.extensions import db
from portal.findings.pictures import FindingPictures
from portal.participation.secrecy import Secrecy
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.rules import kitchen_path
from portal.registry.rules.columns import RegisterRefused
from portal.seed.cases import CaseToLookUp, case_to_look_up, seed_cases
from portal.seed.contracts import seed_contract
from portal.seed.district import FILMED, FILMED_KITCHEN, FILMED_STORE, SAMPLE, simulated_cameras
from portal.seed.findings import seed_findings
from portal.seed.operations import seed_demo, seed_people
from portal.seed.patrols import seed_patrols
from portal.seed.people import PASSWORD, PEOPLE
from portal.seed.year import seed_year
from portal.settings import PRIVATE_NETWORKS, Settings, SettingsInvalid, load
from portal.shell import clock
from portal.shell.rules import local_day
from transcoder.logs import log_to_stderr
from transcoder.simulator.recording import load_recording

ROOT = Path(__file__).resolve().parent.parent
USUAL_CAMERA_PORT = 8554
SLOW_START_SECONDS = 60.0
DRAWING = "Kitchen clips drawn"
# The budgets spare recorders; the simulator is one host for forty cameras and needs no sparing.
ONE_HOST_FOR_ALL = {"MINGCHU_HOST_SESSIONS": "100", "MINGCHU_HOST_CONNECTS_PER_SECOND": "20"}
# What the demo's film can show of the classes that are off unless a site wants them.
FILM_CODES = "PPE-CAP,PPE-MASK,SPR-STAFF,INT-STRANGE"


class _Signals:
    """What SIGINT, SIGTERM and SIGHUP do: interrupt the steps, later only ask the house to end."""

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.is_end_asked = False
        for number in self.numbers:
            signal.signal(number, signal.default_int_handler)

    def only_ask(self) -> None:
        """Set a flag from now on, so that no start of a process is torn in two."""
        for number in self.numbers:
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.is_end_asked = True


def main() -> int:
    """Run the demo until it is told to end; 0 after a clean end, 1 when it could not start."""
    parser = argparse.ArgumentParser(prog="python -m deploy.run_demo", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="print every line of the logs")
    parser.add_argument("--without-2021", action="store_true",
                        help="leave out the published year of another district")  # fmt: skip
    told = parser.parse_args()
    terminal = Terminal()
    log_to_stderr()
    logging.getLogger().setLevel(logging.WARNING)  # the steps tell what happens
    signals = _Signals()
    try:
        settings = load(demo_environment(os.environ))
        with take(settings.data):
            check_port(settings.bind, settings.port)
            house, case = _prepare(settings, terminal, tells_all=told.verbose)
            signals.only_ask()
            beside = None if told.without_2021 else _published_year(settings, terminal)
            _keep(house, settings, terminal, signals, case=case, beside=beside)
    except (CannotRun, RegisterRefused, SettingsInvalid) as error:
        terminal.warn(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        terminal.say("\n✔ Stopped before the portal ran")
    return 0


def demo_environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demo: the given one, fit for cameras that all stand on loopback."""
    networks = given.get("MINGCHU_CAMERA_NETWORKS", PRIVATE_NETWORKS)
    return {
        **ONE_HOST_FOR_ALL,
        **({"MINGCHU_LEAD_CODES": FILM_CODES} if given.get("MINGCHU_DEMO_CLIP") else {}),
        **given,
        "MINGCHU_CAMERA_NETWORKS": f"{networks},127.0.0.0/8",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{given.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(
    settings: Settings, terminal: Terminal, *, tells_all: bool
) -> tuple[Supervisor, CaseToLookUp | None]:
    """Do the steps before the start, showing each; what comes back is ready to be started.

    Beside it: the Case that a visitor can look up.
    """
    camera_port = free_port(USUAL_CAMERA_PORT)
    case = _fill_database(create_app(settings), camera_port=camera_port, terminal=terminal)
    config = _set_up_cameras(settings.data / "demo", settings.demo_clip, terminal)
    simulator = ProcessType("simulator", (
        sys.executable, "-m", "transcoder.simulator",
        "--config", str(config), "--bind", LOOPBACK, "--port", str(camera_port),
    ))  # fmt: skip
    places = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
    logs = settings.data / "log"
    terminal.say(
        f"  Starting {', '.join(each.name for each in places)} and cameras; logs in {logs}"
    )
    house = Supervisor(
        (simulator, *places), environment=demo_environment(os.environ), log_directory=logs,
        say=terminal.from_process, tells_all=tells_all,
    )  # fmt: skip
    return house, case


def _fill_database(app: Flask, *, camera_port: int, terminal: Terminal) -> CaseToLookUp | None:
    """Bring the tables up to date, then the demo district into them; a Case to look up."""
    with app.app_context():
        with terminal.step("Database migrated"):
            flask_migrate.upgrade()
        with terminal.step("Demo district seeded"):
            case = _seed(app.config["MINGCHU"], camera_port=camera_port)
        db.engine.dispose()
    return case


def _seed(settings: Settings, *, camera_port: int) -> CaseToLookUp | None:
    seed_demo(
        db.session(),
        camera_port=camera_port,
        now=clock.now(),
        cipher=AddressCipher(settings.encryption_keys()),
        gate=AddressGate(settings.camera_networks),
    )
    if allows_demo(settings):
        seed_people(db.session(), password_hash=hashed(PASSWORD), is_possible=True, now=clock.now())
    seed_patrols(db.session(), now=clock.now())
    pictures = FindingPictures.under(settings.data)
    seed_findings(db.session(), now=clock.now(), pictures=pictures)
    secrecy = Secrecy.of(settings)
    seed_cases(db.session(), now=clock.now(), secrecy=secrecy)
    today = local_day(clock.now())
    seed_contract(db.session(), year=today.year - 1, today=today)
    seed_year(db.session(), required_cameras=settings.required_cameras, now=clock.now())
    db.session.commit()
    return case_to_look_up(db.session(), secrecy=secrecy)


def _set_up_cameras(directory: Path, film: Path | None, terminal: Terminal) -> Path:
    """Have the missing clips drawn; returns the simulator's configuration.

    `film` is played by the two cameras that may show a film.
    """
    with terminal.step(DRAWING):
        clips = _drawn_clips(directory / "clips", terminal)
    cameras = [
        {"name": each.name, "clip": clips[each.clip], "grain": each.is_alive}
        for each in simulated_cameras()
    ]
    if film is not None:
        check_film(film)
        for each in cameras:
            if each["name"] in {FILMED.name, FILMED_STORE.name}:
                each["clip"] = str(film)
    config = directory / "cameras.json"
    config.write_text(json.dumps(cameras, indent=1), encoding="utf-8")
    return config


def check_film(film: Path) -> None:
    """See that the simulator can play `film`. Raises CannotRun."""
    try:
        load_recording(film)
    except (OSError, ValueError, IndexError, av.FFmpegError) as error:
        why = error if isinstance(error, ValueError) else type(error).__name__
        raise CannotRun(f"MINGCHU_DEMO_CLIP={film} cannot be played: {why}") from None


def _drawn_clips(directory: Path, terminal: Terminal) -> dict[str, str]:
    """The paths of the clips by name; whoever draws them ends with us, also at Ctrl-C."""
    command = [sys.executable, "-m", "deploy.draw_clips", str(directory)]
    answer: float | dict[str, str] = 0.0
    with subprocess.Popen(
        guarded(command), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as drawing:  # fmt: skip
        try:
            for line in drawing.stdout or ():
                answer = json.loads(line)
                if isinstance(answer, float):
                    terminal.progress(DRAWING, answer)
        except KeyboardInterrupt:
            os.killpg(drawing.pid, signal.SIGKILL)
            raise
    if drawing.returncode != 0 or isinstance(answer, float):
        raise CannotRun("The clips could not be drawn; the lines above say why.")
    return answer


def _published_year(settings: Settings, terminal: Terminal) -> Beside | None:
    """What brings the published year in once the portal is open; None where it is there."""
    with create_app(settings).app_context():
        found = is_there(db.session())
        db.session.remove()
        db.engine.dispose()
    if found:
        return None
    return Beside(
        "The published year 2021 of another district",
        (sys.executable, "-m", "deploy.published_year"),
        environment=demo_environment(os.environ),
        log=settings.data / "log" / "published-year.log",
        terminal=terminal,
    )


def _keep(
    house: Supervisor, settings: Settings, terminal: Terminal, signals: _Signals,
    *, case: CaseToLookUp | None, beside: Beside | None,
) -> None:  # fmt: skip
    """Start the house and tend it until a signal asks for its end."""
    house.start()
    began = time.monotonic()
    is_open = is_warned = False
    while not signals.is_end_asked:
        house.tend()
        seconds = time.monotonic() - began
        if not is_open and (missing := what_is_missing(settings.bind, settings.port)) is None:
            is_open = True
            _announce(settings, terminal, case=case, seconds=seconds)
            if beside is not None:
                beside.start()
        elif not is_open and not is_warned and seconds > SLOW_START_SECONDS:
            is_warned = True
            terminal.warn(f"The portal cannot serve yet: {missing}")
        if beside is not None:
            beside.tend()
        time.sleep(ROUND_SECONDS)
    terminal.say("\n  Stopping …")
    began = time.monotonic()
    if beside is not None:
        beside.stop()
    house.stop()
    terminal.say(f"✔ Stopped ({time.monotonic() - began:.1f} s)")


def _announce(
    settings: Settings, terminal: Terminal, *, case: CaseToLookUp | None, seconds: float
) -> None:
    address = f"{settings.public_url}{kitchen_path(SAMPLE.code)}"
    terminal.say(f"✔ The portal is open ({seconds:.1f} s)\n")
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.print_ascii(out=terminal.stream, tty=terminal.is_person)
    terminal.say(f"\n  Front page       {settings.public_url}/")
    terminal.say(f"  In English       {settings.public_url}/en/")
    terminal.say(f"  A kitchen        {address}")
    terminal.say(f"                   {SAMPLE.name} · {SAMPLE.name_en}")
    hidden = f"{settings.public_url}{kitchen_path(FILMED_KITCHEN.code)}"
    terminal.say(f"  People hidden    {hidden}")
    if case is not None:
        terminal.say(f"  A citizen's case {settings.public_url}/cases")
        terminal.say(f"                   number {case.number}, code {case.code}")
    _announce_people(settings, terminal)
    if not settings.public_address:
        terminal.say("  For a phone, set MINGCHU_BIND and MINGCHU_PUBLIC_URL (see README.md).")
    terminal.say("  Ctrl-C stops everything.\n")


def _announce_people(settings: Settings, terminal: Terminal) -> None:
    """Say where staff sign in, and as whom one can here."""
    terminal.say(f"  For staff        {settings.public_url}/account/sign-in")
    if not allows_demo(settings):
        terminal.say("                   no demo accounts, since others may reach this portal")
        return
    terminal.say(f"                   password {PASSWORD}, login one of")
    for each in PEOPLE:
        terminal.say(f"                   {each.login:<15} {each.name}")


if __name__ == "__main__":
    sys.exit(main())
