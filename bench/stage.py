"""Several nodes on one machine, with PostgreSQL and an edge; their processes end at will.

with stage(directory, addresses, server=server, nodes=2) as house:
    house.ask(f"/live/{house.codes[0]}/index.m3u8")
    house.nodes[0].kill("web")
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import flask_migrate
from cryptography.fernet import Fernet
from sqlalchemy import Connection, Engine, create_engine, text

from bench.district import register_cameras
from bench.processes import family
from deploy.procfile import parse_procfile
from portal import create_app
from portal.extensions import db
from portal.registry.cipher import AddressCipher
from portal.rounds.rules.minutes import MinuteMap, unpacked
from portal.settings import load
from tests.support.postgres import Server, address_of, execute

ROOT = Path(__file__).resolve().parent.parent
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
COMMANDS = {
    each.name: each.command
    for each in parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
}
DATABASE = "stage"
LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 240.0  # far more than a loaded machine needs; only what never comes takes it
PAUSE_SECONDS = 0.1
DOOR_BACKLOG = 2048  # as many as gunicorn's own and as in deploy/systemd/mingchu-web.socket
# Becomes a command to which a listening socket is handed down in the way of systemd.
HAND_DOWN = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execvp(sys.argv[2], sys.argv[2:])
"""
FRAME = """
daemon off; master_process off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi; uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
  include {0}/site.conf;
}}
"""


class NotInTime(Exception):
    """Something did not come about in a time that suffices on any machine."""


def until(condition: Callable[[], object], *, what: str) -> float:
    """Wait until `condition` holds; the seconds that took. Raises NotInTime."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise NotInTime(what)
        time.sleep(PAUSE_SECONDS)
    return time.monotonic() - began


def free_port() -> int:
    """A port on loopback that nobody has just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    """Whether somebody listens at a port on loopback."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def ask(port: int, path: str, *, body: object = None, seconds: float = 30.0) -> tuple[int, bytes]:
    """Status and body of an answer; status 0 where nobody answers."""
    line = HTTPConnection(LOOPBACK, port, timeout=seconds)
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    try:
        if body is None:
            line.request("GET", path)
        else:
            line.request("POST", path, body=json.dumps(body), headers=headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        line.close()


@dataclass(slots=True)
class Node:
    """A node's folder, ports and processes by name: those of the Procfile, and its nginx.

    `door` is where its web process is asked; it stays open while that process is away, as the
    socket of mingchu-web.socket does.
    """

    folder: Path
    environment: dict[str, str]
    port: int
    door: socket.socket | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def live(self) -> Path:
        """Its live root."""
        return self.folder / "live"

    def start(self, *names: str) -> None:
        """Start these processes, all by default; each leads a group of its own."""
        for name in names or ("nginx", *COMMANDS):
            command = nginx_command(self.folder / "nginx") if name == "nginx" else COMMANDS[name]
            handed_down = [self.door.fileno()] if name == "web" and self.door else []
            if handed_down:
                command = (sys.executable, "-S", "-c", HAND_DOWN, str(handed_down[0]), *command)
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT,
                    env=self.environment, start_new_session=True, pass_fds=handed_down,
                )  # fmt: skip

    def kill(self, *names: str) -> None:
        """End these processes with all they started, all by default, as kill -9 does."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            for pid in family(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()

    def kill_alone(self, name: str) -> None:
        """End this process as kill -9 does, and none that it started."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def ask(self, path: str) -> tuple[int, bytes]:
        """What its own nginx answers."""
        return ask(self.port, path)

    def tells(self, process: str) -> str:
        """The end of what a process logged."""
        return (self.folder / f"{process}.log").read_text(errors="replace")[-2000:]


@dataclass(slots=True)
class House:
    """All nodes, the edge before them and the database behind."""

    nodes: tuple[Node, ...]
    edge_port: int
    codes: tuple[str, ...]
    server: Server
    engine: Engine

    def ask(self, path: str, *, body: object = None, seconds: float = 30.0) -> tuple[int, bytes]:
        """What the edge answers."""
        return ask(self.edge_port, path, body=body, seconds=seconds)

    def wait_until_ready(self) -> float:
        """Wait until every node can serve; the seconds that took."""
        return until(
            lambda: all(node.ask("/readyz")[0] == 200 for node in self.nodes), what="all ready"
        )

    def plays(self, code: str) -> bool:
        """Whether the playlist of a camera, and the newest segment in it, are there now."""
        status, body = self.ask(f"/live/{code}/index.m3u8")
        names = [line for line in body.decode().splitlines() if line.startswith("/live/")]
        return status == 200 and bool(names) and self.ask(names[-1])[0] == 200

    def homes_of(self, code: str) -> list[Node]:
        """The nodes whose transcoders run a camera now, whose live roots hold its playlist."""
        return [node for node in self.nodes if (node.live / code / "index.m3u8").exists()]

    def minutes(self) -> dict[tuple[int, date], MinuteMap]:
        """The minutes that were looked at, and those of them that were good, by camera and day."""
        with self.reading() as connection:
            rows = connection.execute(text("SELECT camera_id, day, looked, good FROM camera_day"))
            return {
                (camera, day): MinuteMap(unpacked(looked), unpacked(good))
                for camera, day, looked, good in rows
            }

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to the database."""
        with self.engine.connect() as connection:
            yield connection


def nginx_command(folder: Path) -> tuple[str, ...]:
    """How an nginx whose files lie in `folder` is started."""
    if NGINX is None:
        raise FileNotFoundError("nginx")
    return (NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr")


def write_nginx(folder: Path, shipped: str, **changes: tuple[str, str]) -> None:
    """Write the shipped file into `folder`, its values changed as an operator would."""
    folder.mkdir(parents=True)
    site = (ROOT / "deploy" / "nginx" / shipped).read_text(encoding="utf-8")
    for old, new in changes.values():
        if old not in site:
            raise ValueError(f"{shipped} does not say {old!r}")
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    (folder / "nginx.conf").write_text(FRAME.format(folder), encoding="utf-8")


@contextmanager
def stage(
    directory: Path,
    addresses: Sequence[str],
    *,
    server: Server,
    nodes: int,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[House]:
    """A house of `nodes` whose register holds a camera for each of `addresses`; all of it runs.

    `more` stands in the environment of the nodes' processes. Every process is ended when the
    block is left.
    """
    execute(server.address, f"CREATE DATABASE {DATABASE}")
    shared = _shared_environment(address_of(server.address, DATABASE), server)
    shared["MINGCHU_STILLS"] = str(directory / "stills")
    built = tuple(_node(directory / f"node{number}", shared) for number in range(nodes))
    codes = _fill(built[0].environment, addresses)
    for node in built:
        node.environment |= more
    edge = _edge(directory / "edge", built)
    engine = create_engine(address_of(server.address, DATABASE), pool_pre_ping=True)
    house = House(built, edge.port, codes, server, engine)
    try:
        edge.start("nginx")
        for node in built:
            node.start()
        yield house
    finally:
        for each in (*built, edge):
            each.kill()
            if each.door is not None:
                each.door.close()
        engine.dispose()


def _shared_environment(database: str, server: Server) -> dict[str, str]:
    """What all nodes are told alike: where records, messages and keys are."""
    key = Fernet.generate_key().decode()
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("MINGCHU_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "MINGCHU_DATABASE_URL": database,
        "MINGCHU_QUEUE_URL": f"postgresql://postgres@/{DATABASE}?host={quote(str(server.directory))}",
        "MINGCHU_SECRET_KEY": key,
        "MINGCHU_CAMERA_KEYS": key,
        "MINGCHU_ACCOUNT_KEYS": key,
        "MINGCHU_CASE_KEYS": key,
        "MINGCHU_NOTICE_KEYS": key,
        "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8",
        "MINGCHU_MEDIA_BY_NGINX": "true",
        "MINGCHU_TRUSTED_PROXIES": "1",
        "MINGCHU_ROUND_BATCH": "1",
        "MINGCHU_LEAD_CODES": "",
        "MINGCHU_HEAD_FINDER": "",
        # The simulator is one host for all cameras and needs no sparing.
        "MINGCHU_HOST_SESSIONS": "1000",
        "MINGCHU_HOST_CONNECTS_PER_SECOND": "100",
    }


def _node(folder: Path, shared: dict[str, str]) -> Node:
    """A node's folder with its nginx, not started."""
    door, front = socket.create_server((LOOPBACK, 0), backlog=DOOR_BACKLOG), free_port()
    portal = door.getsockname()[1]
    node = Node(folder, dict(shared), front, door)
    node.environment |= {
        "MINGCHU_DATA": str(folder / "data"),
        "MINGCHU_LIVE_ROOT": str(node.live),
        "MINGCHU_PORT": str(portal),
    }
    write_node_nginx(folder / "nginx", portal=portal, front=front, live=node.live)
    return node


def write_node_nginx(folder: Path, *, portal: int, front: int, live: Path) -> None:
    """Write the shipped nginx of a node: before gunicorn at `portal`, itself at `front`.

    It believes loopback about who the client is, as a node believes its edge.
    """
    write_nginx(
        folder, "mingchu.conf",
        upstream=("server 127.0.0.1:8000", f"server {LOOPBACK}:{portal}"),
        root=("/dev/shm/mingchu-live", str(live)),
        cache=("/var/cache/nginx/mingchu", str(folder / "cache")),
        port=("listen 80;", f"listen {LOOPBACK}:{front};"),
        edge=("# set_real_ip_from 10.0.0.10;", f"set_real_ip_from {LOOPBACK};"),
        scheme=("# 10.0.0.10 $http", f"{LOOPBACK} $http"),
    )  # fmt: skip


def _edge(folder: Path, nodes: Sequence[Node]) -> Node:
    """The edge before `nodes`, not started."""
    port = free_port()
    write_nginx(
        folder / "nginx", "edge.conf",
        cache=("/var/cache/nginx/mingchu-edge", str(folder / "nginx" / "cache")),
        port=("listen 80;", f"listen {LOOPBACK}:{port};"),
    )  # fmt: skip
    listed = (ROOT / "deploy" / "nginx" / "nodes.conf").read_text(encoding="utf-8")
    line = next(each for each in listed.splitlines() if each.startswith("server "))
    servers = [line.replace("10.0.0.11:80", f"{LOOPBACK}:{node.port}") for node in nodes]
    (folder / "nginx" / "mingchu-nodes.conf").write_text("\n".join(servers), encoding="utf-8")
    return Node(folder, dict(os.environ), port)


def _fill(environment: dict[str, str], addresses: Sequence[str]) -> tuple[str, ...]:
    """Make all tables, and a camera for each address; returns their codes."""
    settings = load(environment)
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        cipher = AddressCipher(settings.encryption_keys())
        codes = register_cameras(db.session(), addresses, len(addresses), cipher)
        db.session.remove()
        db.engine.dispose()
    return tuple(codes.values())
