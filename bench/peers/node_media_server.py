"""node-media-server (npm) that reads cameras and sends FLV by HTTP to one viewer each.

It is no part of the project: `--node-media-server` names a folder in which
`npm install --ignore-scripts node-media-server@4` was run. It makes no HLS; each viewer is sent to
by itself, so that one a camera is counted, and the next costs again. The viewers are threads here.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from bench.peers.sides import Side
from bench.processes import end
from bench.stage import LOOPBACK, free_port, is_open, until

PROGRAM = Path(__file__).with_name("node_media_server.js")
READ_BYTES = 65_536


def lacking(package: Path | None) -> str | None:
    """Why it cannot be measured here, None when it can."""
    if shutil.which("node") is None:
        return "no node; `make test-deps` brings it with npm"
    if package is None:
        return "`npm install --ignore-scripts node-media-server@4` brings it into a folder; name it"
    if not (package / "node_modules" / "node-media-server").is_dir():
        return f"{package} has no node_modules/node-media-server"
    return None


@contextmanager
def running(directory: Path, cameras: Mapping[str, str], *, package: Path | None) -> Iterator[Side]:
    """It and a viewer for each camera."""
    assert package is not None
    port = free_port()
    told = {
        "package": str(package.resolve() / "node_modules" / "node-media-server"),
        "host": LOOPBACK, "port": port, "rtmp": free_port(), "store": str(directory / "store"),
        "cameras": {f"/live/{code}": url for code, url in cameras.items()},
    }  # fmt: skip
    with ExitStack() as stack, (directory / "log").open("wb") as log:
        command = ["node", str(PROGRAM), json.dumps(told)]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log)
        stack.callback(end, server)
        until(lambda: is_open(port), what="node-media-server")
        seen = tuple(directory / f"{code}.seen" for code in cameras)
        for code, path in zip(cameras, seen, strict=True):
            stack.enter_context(_viewer(f"http://{LOOPBACK}:{port}/live/{code}.flv", path))
        yield Side((server.pid,), seen)


@contextmanager
def _viewer(url: str, seen: Path) -> Iterator[None]:
    """Someone who reads a stream, and touches a file as it comes."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.2):
            with suppress(OSError, HTTPException), urlopen(url, timeout=10) as stream:
                while not stop.is_set() and stream.read(READ_BYTES):
                    seen.touch()

    viewer = threading.Thread(target=watch)
    viewer.start()
    try:
        yield
    finally:
        stop.set()
        viewer.join()
