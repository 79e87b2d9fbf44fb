"""Where faults are played: houses that differ in their nodes, disks, networks and clocks."""

import os
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from bench.chaos.cameras import Cameras
from bench.chaos.scene import Scene
from bench.stage import stage
from tests.support.postgres import QUICK, Server, new_server

CAMERAS = 4
CROWD = 500
WATCHED = 20
DISK_MEGABYTES = {"data": 32, "live": 64, "database": 256}
CAMERA_NETWORK, DATABASE_NETWORK = "10.213.1", "10.213.2"
CAMERA_HOSTS = 20  # more than may fall silent by chance at once
NOBODY = "02:00:00:00:00:01"  # a station that nobody has: what is sent there vanishes
DATABASE_PORT = 5432
DURABLE = {**QUICK, "fsync": "on"}

Place = Callable[[Path], AbstractContextManager[Scene]]


class NotHere(Exception):
    """This machine cannot play such faults; the message says what is missing."""


@contextmanager
def one_node(folder: Path) -> Iterator[Scene]:
    """A node behind an edge; what the database has said to be stored is on its disk."""
    with ExitStack() as kept:
        cameras = _cameras(kept, Cameras(folder, CAMERAS))
        server = kept.enter_context(new_server(settings=DURABLE))
        house = kept.enter_context(stage(folder, cameras.addresses, server=server, nodes=1))
        yield Scene(house, cameras)


@contextmanager
def two_nodes(folder: Path) -> Iterator[Scene]:
    """Two nodes behind an edge."""
    with ExitStack() as kept:
        cameras = _cameras(kept, Cameras(folder, CAMERAS))
        server = kept.enter_context(new_server())
        house = kept.enter_context(stage(folder, cameras.addresses, server=server, nodes=2))
        yield Scene(house, cameras)


@contextmanager
def small_disks(folder: Path) -> Iterator[Scene]:
    """A node and a database whose files lie on small file systems of their own."""
    disks = {
        "data": folder / "node0" / "data",
        "live": folder / "node0" / "live",
        "database": Path(f"/tmp/chaos-{os.getpid()}"),  # its account reads no folder of ours
    }
    with ExitStack() as kept:
        for name, path in disks.items():
            kept.enter_context(_tmpfs(path, DISK_MEGABYTES[name]))
        cameras = _cameras(kept, Cameras(folder, CAMERAS))
        server = kept.enter_context(new_server(place=disks["database"]))
        house = kept.enter_context(stage(folder, cameras.addresses, server=server, nodes=1))
        yield Scene(house, cameras, disks=disks)


@contextmanager
def apart(folder: Path) -> Iterator[Scene]:
    """A node whose cameras and database live in networks of their own."""
    with ExitStack() as kept:
        nets = {
            "cameras": kept.enter_context(_network(CAMERA_NETWORK, hosts=CAMERA_HOSTS)),
            "database": kept.enter_context(_network(DATABASE_NETWORK, hosts=1)),
        }
        cameras = _cameras(
            kept,
            Cameras(folder, CAMERA_HOSTS, hosts=nets["cameras"].hosts,
                    within=nets["cameras"].within),
        )  # fmt: skip
        host = nets["database"].hosts[0]
        settings = {**QUICK, "listen_addresses": host, "port": str(DATABASE_PORT)}
        server = kept.enter_context(new_server(within=nets["database"].within, settings=settings))
        _let_in(server, f"{DATABASE_NETWORK}.0/24")
        more = {
            "MINGCHU_DATABASE_URL": f"postgresql://postgres@{host}:{DATABASE_PORT}/stage",
            "MINGCHU_QUEUE_URL": f"postgresql://postgres@{host}:{DATABASE_PORT}/stage",
            "MINGCHU_CAMERA_NETWORKS": f"{CAMERA_NETWORK}.0/24",
            "MINGCHU_ROUND_BATCH": "64",
        }
        house = kept.enter_context(
            stage(folder, cameras.addresses, server=server, nodes=1, more=more)
        )
        yield Scene(
            house, cameras, cut=lambda name: nets[name].cut(), join=lambda name: nets[name].join()
        )


@contextmanager
def moved_clock(folder: Path) -> Iterator[Scene]:
    """A node whose wall clock can be set, while those of the database and its cameras are right."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise NotHere("no C compiler is installed")
    library, told = folder / "clock.so", folder / "clock"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    set_clock(told, 0)
    with ExitStack() as kept:
        cameras = _cameras(kept, Cameras(folder, CAMERAS))
        server = kept.enter_context(new_server())
        more = {"LD_PRELOAD": str(library), "CHAOS_CLOCK": str(told)}
        house = kept.enter_context(
            stage(folder, cameras.addresses, server=server, nodes=1, more=more)
        )
        yield Scene(house, cameras, clock=told)


@contextmanager
def crowd(folder: Path) -> Iterator[Scene]:
    """A node with hundreds of cameras, some of which are watched."""
    with ExitStack() as kept:
        cameras = _cameras(kept, Cameras(folder, CROWD))
        server = kept.enter_context(new_server())
        house = kept.enter_context(
            stage(folder, cameras.addresses, server=server, nodes=1,
                  more={"MINGCHU_ROUND_BATCH": "64"})
        )  # fmt: skip
        yield Scene(house, cameras, watched=WATCHED)


def set_clock(told: Path, seconds: float) -> None:
    """Move the clock that `told` stands for by so much from what is right."""
    moved = struct.pack("<q", int(seconds * 1e9))
    if told.exists():
        with told.open("r+b") as file:  # in place: it is mapped into every process
            file.write(moved)
    else:
        told.write_bytes(moved)


PLACES: dict[str, Place] = {
    "one": one_node,
    "two": two_nodes,
    "disks": small_disks,
    "apart": apart,
    "clock": moved_clock,
    "crowd": crowd,
}


class _Network:
    """A network namespace with one line to it, on which what is sent can be made to vanish."""

    def __init__(self, net: str, hosts: int) -> None:
        self.name = f"mingchu-{os.getpid()}-{net.rpartition('.')[2]}"
        self.within = ("ip", "netns", "exec", self.name)
        self.hosts = [f"{net}.{number}" for number in range(10, 10 + hosts)]
        self._home = f"{net}.1"
        number = net.rpartition(".")[2]
        self._near, self._far = f"mc{os.getpid()}n{number}", f"mc{os.getpid()}f{number}"

    def open(self) -> None:
        """Make the namespace and the line."""
        _ip("netns", "add", self.name)
        _ip("link", "add", self._near, "type", "veth", "peer", "name", self._far,
            "netns", self.name)  # fmt: skip
        _ip("addr", "add", f"{self._home}/24", "dev", self._near)
        _ip("link", "set", self._near, "up")
        for host in self.hosts:
            _ip("-n", self.name, "addr", "add", f"{host}/24", "dev", self._far)
        for link in (self._far, "lo"):
            _ip("-n", self.name, "link", "set", link, "up")

    def close(self) -> None:
        """Leave nothing of it; the line goes with the namespace."""
        _ip("netns", "delete", self.name)

    def cut(self) -> None:
        """Have what both ends send go to a station that nobody has."""
        for host in self.hosts:
            self._neighbour("replace", host, self._near, NOBODY)
        self._neighbour("replace", self._home, self._far, NOBODY, "-n", self.name)

    def join(self) -> None:
        """Have both ends ask again where the other is."""
        for host in self.hosts:
            _ip("neigh", "del", host, "dev", self._near)
        _ip("-n", self.name, "neigh", "del", self._home, "dev", self._far)

    @staticmethod
    def _neighbour(act: str, host: str, link: str, station: str, *where: str) -> None:
        _ip(*where, "neigh", act, host, "lladdr", station, "dev", link, "nud", "permanent")


@contextmanager
def _network(net: str, *, hosts: int) -> Iterator[_Network]:
    if shutil.which("ip") is None:
        raise NotHere("no iproute2 is installed")
    made = _Network(net, hosts)
    with ExitStack() as kept:
        kept.callback(subprocess.run, ["ip", "netns", "delete", made.name], capture_output=True,
                      check=False)  # fmt: skip
        made.open()
        yield made


@contextmanager
def _tmpfs(path: Path, megabytes: int) -> Iterator[None]:
    path.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "mingchu", str(path)]
    _may(mount)
    try:
        yield
    finally:
        # Lazily: a process that has just been killed may still hold a file.
        subprocess.run(["umount", "--lazy", path], check=True)
        path.rmdir()


def _ip(*words: str) -> None:
    _may(["ip", *words])


def _may(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"{' '.join(command[:3])}: {done.stderr.strip()}")


def _cameras(kept: ExitStack, cameras: Cameras) -> Cameras:
    kept.callback(cameras.off)
    cameras.on()
    return cameras


def _let_in(server: Server, network: str) -> None:
    with (server.directory / "cluster" / "pg_hba.conf").open("a", encoding="utf-8") as file:
        file.write(f"host all all {network} trust\n")
    server.stop()
    server.start()
