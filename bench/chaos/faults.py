"""Every fault: what breaks, and how whoever runs the house mends it."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy import text

from bench.beside import again
from bench.chaos.places import set_clock
from bench.chaos.scene import Fault, Scene
from bench.processes import family
from bench.stage import LOOPBACK, ask, until
from tests.support.postgres import Server
from transcoder.demand import DEMAND

RESTART_SECONDS = 1.0  # RestartSec of the units in deploy/systemd
SHORT_SECONDS, LONG_SECONDS = 15.0, 60.0
POWER_CUT_SECONDS = 20.0
JUMP_SECONDS = 3600.0
JUMPED_SECONDS = 75.0  # a whole minute and its round
FLAPPING_SECONDS = 120.0
HUNG_SECONDS = 30.0
SLOW_VIEWERS = 200
SLOW_SECONDS = 10.0
BLOCK = bytes(1 << 20)

Act = Callable[[Scene], None]


def killed(process: str) -> Act:
    """`process` and all it started end by kill -9 and start again a second later."""

    def act(scene: Scene) -> None:
        node = scene.house.nodes[0]
        node.kill(process)
        time.sleep(RESTART_SECONDS)
        node.start(process)

    return act


def transcoder_alone(scene: Scene) -> None:
    """The transcoder ends by kill -9, its workers when those of the next one have taken over."""
    node = scene.house.nodes[0]
    _, *workers = family(node.running["transcoder"].pid)
    node.kill_alone("transcoder")
    time.sleep(RESTART_SECONDS)
    node.start("transcoder")
    until(lambda: not any(map(_lives, workers)), what="the next one has taken over")


def workers_killed(process: str) -> Act:
    """All that `process` has started end by kill -9; it starts them anew by itself."""

    def act(scene: Scene) -> None:
        _, *workers = family(scene.house.nodes[0].running[process].pid)
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    return act


def database_gone(seconds: float) -> Act:
    """PostgreSQL ends as in a crash, and is back later."""

    def act(scene: Scene) -> None:
        scene.house.server.stop()
        time.sleep(seconds)
        scene.house.server.start()

    return act


def database_power_lost(scene: Scene) -> None:
    """Every process of PostgreSQL ends by kill -9 at the same moment; it recovers from its log."""
    server = scene.house.server
    for pid in family(server.pid or 0):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(RESTART_SECONDS)
    until(lambda: _starts(server), what="PostgreSQL starts")


def queue_lost(scene: Scene) -> None:
    """Every message that waits is gone."""
    with scene.house.engine.begin() as connection:
        connection.execute(text("TRUNCATE queue_task, queue_schedule, queue_kv"))


def power_cut(scene: Scene) -> None:
    """All cameras fall silent at once, and return at once."""
    scene.cameras.off()
    time.sleep(POWER_CUT_SECONDS)
    scene.cameras.on()


def flapping(scene: Scene) -> None:
    """All cameras but one go and come back, each at its own pace."""
    scene.cameras.off()
    scene.cameras.on(flapping=True)
    time.sleep(FLAPPING_SECONDS)
    scene.cameras.off()
    scene.cameras.on()


def parted(name: str) -> Act:
    """What is sent to and from the network `name` vanishes for a minute."""

    def act(scene: Scene) -> None:
        if scene.cut is None or scene.join is None:
            raise TypeError("this scene has one network only")
        scene.cut(name)
        time.sleep(LONG_SECONDS)
        scene.join(name)

    return act


def full(name: str) -> Act:
    """The file system `name` has no byte left for a while."""

    def act(scene: Scene) -> None:
        with _filled(scene.disks[name]):
            time.sleep(LONG_SECONDS)
        server = scene.house.server
        if name == "database" and not server.is_running:  # it gives up when its log has no room
            until(lambda: _starts(server), what="PostgreSQL starts")

    return act


def clock_jumps(seconds: float) -> Act:
    """The nodes' clock is wrong by so much for a while, then right again."""

    def act(scene: Scene) -> None:
        if scene.clock is None:
            raise TypeError("this scene has a clock that nobody can set")
        set_clock(scene.clock, seconds)
        time.sleep(JUMPED_SECONDS)
        set_clock(scene.clock, 0)

    return act


def hung(process: str) -> Act:
    """`process` of the node at which the watched camera is takes connections and says nothing."""

    def act(scene: Scene) -> None:
        code = scene.house.codes[0]
        # A node that served it before may hold its files still.
        home = max(
            scene.house.homes_of(code), key=lambda node: (node.live / code / DEMAND).stat().st_mtime
        )
        pids = family(home.running[process].pid)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(HUNG_SECONDS)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    return act


def slow_viewers_of_nginx(scene: Scene) -> None:
    """Many connections that never end their request, where the world comes in."""
    _be_slow(scene.house.edge_port)


def slow_viewers_of_gunicorn(scene: Scene) -> None:
    """The same where only nginx should come in: what is asked there tells why."""
    port = int(scene.house.nodes[0].environment["MINGCHU_PORT"])
    attack = threading.Thread(target=_be_slow, args=(port,))
    attack.start()
    time.sleep(1.0)
    began = time.monotonic()
    status, _ = ask(port, "/healthz", seconds=60)
    print(f"  gunicorn itself answered {status} after {time.monotonic() - began:.1f} s", flush=True)
    attack.join()


FAULTS: dict[str, Fault] = {
    "web": Fault("kill -9 of all of it", killed("web")),
    "web-worker": Fault("kill -9 of gunicorn's worker", workers_killed("web")),
    "transcoder": Fault("kill -9 of the main process", transcoder_alone),
    "transcoder-all": Fault("kill -9 with its workers", killed("transcoder")),
    "workers": Fault("kill -9 of the transcoder's workers", workers_killed("transcoder")),
    "detector": Fault("kill -9", killed("detector")),
    "worker": Fault("kill -9", killed("worker")),
    "nginx": Fault("kill -9 of the node's own", killed("nginx")),
    "database": Fault("gone for 15 s", database_gone(SHORT_SECONDS)),
    "database-long": Fault("gone for 60 s", database_gone(LONG_SECONDS)),
    "database-power": Fault("kill -9 of all of it, fsync on", database_power_lost),
    "queue": Fault("all waiting messages deleted", queue_lost),
    "power": Fault("all cameras silent for 20 s", power_cut, is_of_cameras=True),
    "slow-nginx": Fault("200 half requests at the edge for 10 s", slow_viewers_of_nginx),
    "slow-gunicorn": Fault("the same past nginx, at gunicorn", slow_viewers_of_gunicorn),
    "hung-nginx": Fault("SIGSTOP of one of two nodes' nginx for 30 s", hung("nginx"), "two"),
    "hung-web": Fault("SIGSTOP of one of two nodes' web for 30 s", hung("web"), "two"),
    "disk-data": Fault("data directory full for 60 s", full("data"), "disks"),
    "disk-live": Fault("live root full for 60 s", full("live"), "disks"),
    "disk-database": Fault("PostgreSQL's disk full for 60 s", full("database"), "disks"),
    "cut-cameras": Fault("packets to all cameras vanish for 60 s", parted("cameras"), "apart"),
    "cut-database": Fault("packets to the database vanish for 60 s", parted("database"), "apart"),
    "clock-forward": Fault("1 h fast for 75 s", clock_jumps(JUMP_SECONDS), "clock"),
    "clock-back": Fault("1 h slow for 75 s", clock_jumps(-JUMP_SECONDS), "clock"),
    "flapping": Fault("499 of 500 cameras flap for 120 s", flapping, "crowd", True),
    "district": Fault("500 cameras gone for 20 s, back at once", power_cut, "crowd", True),
}


def _be_slow(port: int) -> None:
    with ExitStack() as lines:
        for _ in range(SLOW_VIEWERS):
            with suppress(OSError):
                line = lines.enter_context(socket.create_connection((LOOPBACK, port), timeout=5))
                line.sendall(b"GET / HTTP/1.1\r\nHost: slow\r\n")
        time.sleep(SLOW_SECONDS)


@contextmanager
def _filled(disk: Path) -> Iterator[None]:
    """No room on `disk`, until the block is left; what is freed meanwhile is filled again."""
    filler = disk / "filler"

    def fill() -> None:
        with filler.open("ab", buffering=0) as file:
            for block in (BLOCK, BLOCK[:4096]):
                with suppress(OSError):
                    while file.write(block) == len(block):
                        pass

    try:
        with again(fill, seconds=0.2):
            yield
    finally:
        filler.unlink()


def _starts(server: Server) -> bool:
    """Start it; False when that fails, as while an old process of it is just ending."""
    try:
        server.start()
    except RuntimeError:
        return False
    return True


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
