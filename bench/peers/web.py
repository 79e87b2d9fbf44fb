"""Pages, the open interface, answers and segments by ours and by bare parts, asked by turns.

The peers are the least Flask application (bench/peers/bare.py) on the same gunicorn and the same
database, and an nginx that hands out a folder.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.figures import Figure
from bench.gate import served_by, wait
from bench.load import COST_RATES, Draw, Side, all_of, costs, once_each
from bench.openloop import Ask
from bench.processes import cpu_seconds, family
from bench.serving import Served, answer_asks, reading_asks, serving
from bench.stage import Node, free_port

FOLDER = """
daemon off; master_process off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi; uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
  sendfile on; tcp_nopush on;
  server {{ listen 127.0.0.1:{1}; location /live/ {{ alias {2}/; }} }}
}}
"""


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU-ms a request of ours over the peer's."""
    with ExitStack() as stack:
        site = stack.enter_context(serving(directory))
        flask = stack.enter_context(_flask(site))
        reading = reading_asks(site.filled)
        for name in ("page", "api"):
            draw = all_of(reading[name])
            yield _told(f"{name}.flask", Side(site.portal, site.cost, draw), flask(draw))
        ours = once_each(answer_asks(site))
        theirs = once_each(
            Ask(f"/r/{place}/rate", f"answer=good&code={slip}") for place, slip in site.filled.slips
        )
        yield _told("answer.flask", Side(site.portal, site.cost, ours), flask(theirs))
        if site.front:
            draw = all_of(reading["segment"])
            there = handing_out(site.node.live, directory / "folder")
            port, process = stack.enter_context(there)
            folder = Side(port, lambda: cpu_seconds(family(process)), draw)
            for front, door in (("gunicorn", site.portal), ("nginx", site.front)):
                yield _told(f"segment.{front}.nginx", Side(door, site.cost, draw), folder)


def _told(name: str, ours: Side, peer: Side) -> Figure:
    rate = COST_RATES[name.partition(".")[0]]
    value, reference = costs(ours, peer, rate, other_rate=rate)
    return Figure(
        name=f"peers.{name}.cpu", value=value, unit="CPU-ms a request", reference=reference
    )


@contextmanager
def _flask(site: Served) -> Iterator[Callable[[Draw], Side]]:
    """The least Flask application over the same database."""
    environment = site.node.environment | {
        "BARE_DATABASE": str(site.node.folder / "data" / "mingchu.db")
    }
    with served_by("bench.peers.bare:app", environment) as (address, process):
        wait(f"{address}/r/{site.filled.restaurants[0]}", patience_seconds=120)
        port = urlsplit(address).port or 0
        yield lambda draw: Side(port, lambda: cpu_seconds(family(process)), draw)


@contextmanager
def handing_out(root: Path, directory: Path) -> Iterator[tuple[int, int]]:
    """An nginx that hands out a folder at `/live/` as it lies there: its port and its process."""
    port, folder = free_port(), directory / "nginx"
    folder.mkdir(parents=True)
    (folder / "nginx.conf").write_text(FOLDER.format(folder, port, root), encoding="utf-8")
    node = Node(directory, dict(os.environ), port)
    try:
        node.start("nginx")
        yield port, node.running["nginx"].pid
    finally:
        node.kill()
