"""A Redis server of one's own, for as long as a test runs."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.stage import LOOPBACK, free_port
from tests.support.lacking import skip_or_fail

# It keeps nothing: what waits in it is lost when it ends, as in the worst of installations.
TOLD = ("--bind", LOOPBACK, "--save", "", "--appendonly", "no")
READY = "Ready to accept connections"


@dataclass
class Redis:
    """A server that can be stopped and started again; `address` stays the same."""

    port: int
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        """Start it; returns when it answers, raises RuntimeError when it ends instead."""
        process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), *TOLD], stdout=subprocess.PIPE, text=True
        )
        for line in process.stdout or ():
            if READY in line:
                self.running.append(process)
                return
        process.wait()
        raise RuntimeError(f"redis-server ended with {process.returncode}")

    def stop(self) -> None:
        """Kill it, as a crash does."""
        while self.running:
            with self.running.pop() as process:
                process.kill()


@contextmanager
def running_redis() -> Iterator[Redis]:
    """A server on a port of this machine."""
    if shutil.which("redis-server") is None:
        skip_or_fail("redis-server is missing; `make test-deps` installs it")
    server = Redis(free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
