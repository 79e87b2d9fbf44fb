"""A filled district served as it is in operation, and what readers ask of it."""

import os
import re
import secrets
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from bench.beside import again
from bench.filled import Filled, fill, leave_stills
from bench.gate import renew, wait
from bench.openloop import Ask
from bench.processes import cpu_seconds, family
from bench.stage import LOOPBACK, NGINX, Node, free_port, write_node_nginx
from portal.participation.public.answering import DEVICE
from portal.settings import load
from transcoder.demand import PLAYLIST

LIVE_CAMERAS = 20
SEGMENT_BYTES = 375_000  # two seconds of 1.5 Mbit/s
RUN, INIT = "0a1b2c3d", "init-0123456789abcdef01234567.mp4"
SEGMENT = "1-0123456789abcdef01234567.m4s"


@dataclass(frozen=True, slots=True)
class Served:
    """A running portal over a filled district: gunicorn's own port and nginx's, 0 without one.

    `database` is the process of its PostgreSQL server, None on SQLite.
    """

    filled: Filled
    node: Node
    portal: int
    front: int
    database: int | None

    def cost(self) -> float:
        """CPU seconds that the servers have used so far, the database's included."""
        heads = [each.pid for each in self.node.running.values()]
        heads += [] if self.database is None else [self.database]
        return cpu_seconds(member for head in heads for member in family(head))


@contextmanager
def serving(directory: Path, *, database: str = "") -> Iterator[Served]:
    """A filled district behind gunicorn as it is shipped, and behind nginx where there is one.

    It lies in SQLite, or in the empty `database` of a PostgreSQL server.
    """
    directory.mkdir(exist_ok=True)
    portal, front = free_port(), free_port() if NGINX else 0
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "MINGCHU_DATA": str(directory / "data"),
        "MINGCHU_DATABASE_URL": database,
        "MINGCHU_LIVE_ROOT": str(directory / "live"),
        "MINGCHU_PORT": str(portal),
        "MINGCHU_CAMERA_NETWORKS": "127.0.0.0/8",
        "MINGCHU_API_CALLS_PER_MINUTE": "100000000",
        "MINGCHU_MEDIA_BY_NGINX": "true",
        "MINGCHU_TRUSTED_PROXIES": "1",
    }
    filled = fill(load(environment), ["rtsp://127.0.0.1:9/none"])
    live = directory / "live"
    leave_stills(live, filled.cameras)
    node = Node(directory, environment, front)
    names = ["web"]
    if front:
        write_node_nginx(directory / "nginx", portal=portal, front=front, live=live)
        names.append("nginx")
    else:
        print("bench load: no nginx here; `make test-deps` installs it", file=sys.stderr)
    try:
        node.start(*names)
        with playing(live, filled.cameras[:LIVE_CAMERAS]):
            wait(f"http://{LOOPBACK}:{portal}/", patience_seconds=120)
            yield Served(filled, node, portal, front, _server(database) if database else None)
    finally:
        node.kill()


def _server(database: str) -> int:
    """The process of the server behind a database: the parent of whoever answers here."""
    engine = create_engine(database)
    with engine.connect() as connection:
        backend = int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)
        parent = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1]
    engine.dispose()
    return int(parent)


@contextmanager
def playing(root: Path, cameras: Sequence[str]) -> Iterator[None]:
    """Cameras with a segment, whose playlist is renewed every two seconds as by the transcoder."""
    for code in cameras:
        run = root / code / RUN
        run.mkdir(mode=0o750, parents=True, exist_ok=True)
        for name in (INIT, SEGMENT):
            (run / name).write_bytes(secrets.token_bytes(SEGMENT_BYTES))

    def renew_all() -> None:
        for code in cameras:
            renew(root, code)

    with again(renew_all, seconds=2):
        yield


def reading_asks(filled: Filled) -> dict[str, Sequence[Ask]]:
    """What readers ask for, by name; every restaurant and live camera by turns."""
    live = filled.cameras[:LIVE_CAMERAS]
    return {
        "page": [Ask(f"/r/{code}") for code in filled.restaurants],
        "front": [Ask("/")],
        "playlist": [Ask(f"/live/{code}/{PLAYLIST}") for code in live],
        "segment": [Ask(f"/live/{code}/{RUN}/{SEGMENT}") for code in live],
        "api": [Ask(f"/api/v1/restaurants/{code}/status") for code in filled.restaurants],
    }


def answer_asks(site: Served) -> Iterator[Ask]:
    """First answers, each on a slip of its own and from an address of its own."""
    token = cookie = ""
    hidden: dict[str, str] = {}
    for number, (place, slip) in enumerate(site.filled.slips):
        path = f"/r/{place}/rate"
        if place not in hidden:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{site.portal}{path}") as page:
                shown = page.read().decode()
                told = [each.partition(";")[0] for each in page.headers.get_all("Set-Cookie") or ()]
            hidden[place] = _field(shown, "shown")
            if not token:  # one browser's, good for all; without its mark, which answers once a day
                token = _field(shown, "csrf_token")
                cookie = "; ".join(each for each in told if not each.startswith(DEVICE))
        form = {"csrf_token": token, "key": f"load-{number}", "shown": hidden[place],
                "code": slip, "answer": "good"}  # fmt: skip
        address = f"10.{number // 62_500}.{number // 250 % 250}.{number % 250}"
        yield Ask(path, urlencode(form), {"Cookie": cookie, "X-Forwarded-For": address})


def _field(page: str, name: str) -> str:
    """The value of a field that the page carries unseen."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""
