"""`python -m bench.faults [NAME…]`: break one part after the other, and tell what it cost.

One node behind an edge, with viewers who ask for a playlist and players who report viewings. Each
fault is one function that breaks something and mends it as its supervisor would; then it is
measured what viewers saw, when all was well again, and which answered records are missing.
"""

import argparse
import json
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from bench.stage import LOOPBACK, NGINX, House, ask, stage, until
from tests.support.postgres import new_server, server_programs
from tests.support.simulator import simulator, small_clip
from transcoder.simulator import CameraScript

CAMERAS = 4
RESTART_SECONDS = 1.0  # RestartSec of the units in deploy/systemd
BEFORE_SECONDS = 5.0
AFTER_SECONDS = 10.0  # until a stream that began anew has its first segment
DATABASE_GONE_SECONDS = 15.0
POWER_CUT_SECONDS = 20.0
SLOW_VIEWERS = 200
SLOW_SECONDS = 10.0
EACH_SECONDS = 0.25

Breaking = Callable[["Scene"], None]


@dataclass(slots=True)
class Scene:
    """The house in which something breaks, and its cameras, which can lose power."""

    house: House
    power: "Power"


@dataclass(slots=True)
class Power:
    """The simulated cameras' power."""

    port: int
    scripts: Mapping[str, CameraScript]
    _on: ExitStack = field(default_factory=ExitStack)

    def on(self) -> None:
        """Let all cameras answer."""
        self._on.enter_context(simulator(self.scripts, port=self.port))

    def off(self) -> None:
        """Let none answer."""
        self._on.close()


@dataclass(slots=True)
class Load:
    """Viewers and players at work, and what they were answered."""

    house: House
    stop: threading.Event = field(default_factory=threading.Event)
    written: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    longest_gap: float = 0.0
    longest_still: float = 0.0

    def view(self) -> None:
        """Ask for a playlist again and again, as a player does."""
        last_good = last_new = time.monotonic()
        listed = b""
        path = f"/live/{self.house.codes[0]}/index.m3u8"
        while not self.stop.wait(EACH_SECONDS):
            began = time.monotonic()
            status, body = self.house.ask(path, seconds=60)
            now = time.monotonic()
            self.slowest = max(self.slowest, now - began)
            self.statuses[f"playlist {status}"] += 1
            if status == 200:
                self.longest_gap = max(self.longest_gap, now - last_good)
                last_good = now
                if body != listed:
                    self.longest_still = max(self.longest_still, now - last_new)
                    listed, last_new = body, now
        self.longest_still = max(self.longest_still, time.monotonic() - last_new)

    def report(self) -> None:
        """Report viewings; those that were answered with a number have to be found later."""
        path = f"/live/{self.house.codes[0]}/viewing"
        while not self.stop.wait(EACH_SECONDS):
            status, body = self.house.ask(path, body={"first_picture_ms": 900}, seconds=60)
            self.statuses[f"report {status}"] += 1
            if status == 201:
                self.written.append(json.loads(body)["viewing"])


@contextmanager
def load(house: House) -> Iterator[Load]:
    """A viewer and a player, until the block is left."""
    busy = Load(house)
    threads = [threading.Thread(target=each) for each in (busy.view, busy.report)]
    for each in threads:
        each.start()
    try:
        yield busy
    finally:
        busy.stop.set()
        for each in threads:
            each.join()


def killed(process: str) -> Breaking:
    """The fault in which `process` is ended by kill -9 and started again a second later."""

    def fault(scene: Scene) -> None:
        node = scene.house.nodes[0]
        node.kill(process)
        time.sleep(RESTART_SECONDS)
        node.start(process)

    return fault


def database_gone(scene: Scene) -> None:
    """PostgreSQL ends as in a crash, and is back later."""
    scene.house.server.stop()
    time.sleep(DATABASE_GONE_SECONDS)
    scene.house.server.start()


def queue_lost(scene: Scene) -> None:
    """Every message that waits is gone."""
    with scene.house.engine.begin() as connection:
        connection.execute(text("TRUNCATE queue_task, queue_schedule, queue_kv"))


def power_cut(scene: Scene) -> None:
    """All cameras fall silent at once, and return at once."""
    scene.power.off()
    time.sleep(POWER_CUT_SECONDS)
    scene.power.on()


def slow_viewers(port: int) -> None:
    """Many connections that never end their request, for a while."""
    with ExitStack() as lines:
        for _ in range(SLOW_VIEWERS):
            with suppress(OSError):
                line = lines.enter_context(socket.create_connection((LOOPBACK, port), timeout=5))
                line.sendall(b"GET / HTTP/1.1\r\nHost: slow\r\n")
        time.sleep(SLOW_SECONDS)


def slow_viewers_of_nginx(scene: Scene) -> None:
    """Slow viewers where the world comes in."""
    slow_viewers(scene.house.edge_port)


def slow_viewers_of_gunicorn(scene: Scene) -> None:
    """Slow viewers where only nginx should: what is asked there tells why."""
    port = int(scene.house.nodes[0].environment["MINGCHU_PORT"])
    attack = threading.Thread(target=slow_viewers, args=(port,))
    attack.start()
    time.sleep(1.0)
    began = time.monotonic()
    status, _ = ask(port, "/healthz", seconds=60)
    print(f"  gunicorn itself answered {status} after {time.monotonic() - began:.1f} s", flush=True)
    attack.join()


FAULTS: dict[str, Breaking] = {
    "web": killed("web"),
    "transcoder": killed("transcoder"),
    "detector": killed("detector"),
    "worker": killed("worker"),
    "nginx": killed("nginx"),
    "database": database_gone,
    "queue": queue_lost,
    "power": power_cut,
    "slow-nginx": slow_viewers_of_nginx,
    "slow-gunicorn": slow_viewers_of_gunicorn,
}


def is_well(house: House) -> bool:
    """Whether everything works: pages, pictures, records."""
    code = house.codes[0]
    return (
        house.nodes[0].ask("/readyz")[0] == 200
        and house.plays(code)
        and house.ask(f"/live/{code}/viewing", body={"first_picture_ms": 900})[0] == 201
    )


def newest(house: House) -> bytes:
    """The playlist as it is now: a picture that moves changes it every two seconds."""
    status, body = house.ask(f"/live/{house.codes[0]}/index.m3u8")
    return body if status == 200 else b""


def found(house: House, ids: list[str]) -> int:
    """How many of these records are in the database."""
    question = text("SELECT count(*) FROM viewing WHERE id = ANY(:ids)")
    with house.reading() as connection:
        return int(connection.scalar(question, {"ids": ids}) or 0)


def play(name: str, scene: Scene) -> bool:
    """Break and mend one part under load, print what came of it; False when a record is lost."""
    house = scene.house
    until(lambda: is_well(house), what=f"all well before {name}")
    looked = house.minutes()
    with load(house) as busy:
        time.sleep(BEFORE_SECONDS)
        began = time.monotonic()
        FAULTS[name](scene)
        mended, before = time.monotonic(), newest(house)
        until(lambda: newest(house) != before and is_well(house), what=f"all well after {name}")
        healed = time.monotonic()
        time.sleep(AFTER_SECONDS)
    after = house.minutes()
    lost_minutes = sum((bits & ~after.get(key, 0)).bit_count() for key, bits in looked.items())
    lost = len(busy.written) - found(house, busy.written)
    print(json.dumps({
        "fault": name, "broken_s": round(mended - began, 1),
        "well_after_mending_s": round(healed - mended, 1),
        "longest_without_playlist_s": round(busy.longest_gap, 1),
        "longest_without_new_picture_s": round(busy.longest_still, 1),
        "slowest_answer_s": round(busy.slowest, 1), "answers": dict(sorted(busy.statuses.items())),
        "records_answered": len(busy.written), "records_lost": lost, "minutes_lost": lost_minutes,
    }), flush=True)  # fmt: skip
    return lost == lost_minutes == 0


def main() -> int:
    """Play the named faults, all by default; 1 when a committed record was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FAULTS, []], help="faults to play")
    told = parser.parse_args()
    if NGINX is None or server_programs() is None:
        print("faults: nginx and PostgreSQL are needed; `make test-deps` installs them",
              file=sys.stderr)  # fmt: skip
        return 2
    scripts = {f"c{number}": CameraScript(small_clip()) for number in range(CAMERAS)}
    with tempfile.TemporaryDirectory() as folder, new_server() as server, ExitStack() as cameras:
        first = cameras.enter_context(simulator(scripts))
        addresses = [first.url(name) for name in scripts]
        port = first.port
        cameras.close()
        power = Power(port, scripts)
        power.on()
        try:
            with stage(Path(folder), addresses, server=server, nodes=1) as house:
                scene = Scene(house, power)
                kept = [play(name, scene) for name in told.names or FAULTS]
        finally:
            power.off()
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
