"""Prometheus and promtool, as the package of Debian brings them."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.stage import LOOPBACK, PATIENCE_SECONDS, ask, free_port, until
from tests.support.lacking import skip_or_fail

Series = dict[str, Any]


def promtool(*told: str | Path, given: bytes = b"") -> tuple[int, str]:
    """What promtool ends with, and all that it says."""
    done = subprocess.run(
        [_program("promtool"), *told], input=given, capture_output=True, check=False,
        timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).decode()


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A server that runs; it listens on loopback."""

    port: int

    def ask(self, expression: str) -> list[Series]:
        """The series that an expression gives now. Raises ValueError where it is refused."""
        answer = self._json("/api/v1/query?" + urlencode({"query": expression}))
        if answer["status"] != "success":
            raise ValueError(f"{expression}: {answer['error']}")
        found: list[Series] = answer["data"]["result"]
        return found

    def values(self, expression: str) -> list[float]:
        """The numbers of these series."""
        return [float(each["value"][1]) for each in self.ask(expression)]

    def rules(self) -> list[dict[str, Any]]:
        """Its rules with what came of their last evaluation."""
        groups = self._json("/api/v1/rules")["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def targets(self) -> list[dict[str, Any]]:
        """Whom it asks for numbers, and what came of it."""
        found: list[dict[str, Any]] = self._json("/api/v1/targets")["data"]["activeTargets"]
        return found

    def _json(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(ask(self.port, path)[1])
        return answer


@contextmanager
def running_prometheus(config: str) -> Iterator[Prometheus]:
    """A server with this configuration, until the block is left."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="prometheus-") as name:
        folder = Path(name)
        (folder / "prometheus.yml").write_text(config, encoding="utf-8")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [_program("prometheus"), f"--config.file={folder / 'prometheus.yml'}",
                 f"--storage.tsdb.path={folder / 'data'}",
                 f"--web.listen-address={LOOPBACK}:{port}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            until(
                lambda: process.poll() is not None or ask(port, "/-/ready")[0] == 200,
                what="Prometheus is ready",
            )
            if process.poll() is not None:
                raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:])
            yield Prometheus(port)
        finally:
            process.kill()
            process.wait()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        skip_or_fail(f"{name} is missing; `make test-deps` installs it")
    return found
