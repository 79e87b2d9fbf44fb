"""The simulated cameras of a scene, in a process of their own that can lose its power."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.stage import LOOPBACK, ROOT, free_port, until
from tests.support.simulator import small_clip

FLAPPING_SECONDS = (20, 10)  # a camera is up for so long, then down


@dataclass(slots=True)
class Cameras:
    """`count` cameras behind these hosts, one process; `within` is put before its command."""

    folder: Path
    count: int
    hosts: Sequence[str] = (LOOPBACK,)
    within: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def addresses(self) -> list[str]:
        """The address of each camera, its host taken in turn."""
        hosts = self.hosts
        return [
            f"rtsp://{hosts[number % len(hosts)]}:{self.port}/c{number}"
            for number in range(self.count)
        ]

    def on(self, *, flapping: bool = False) -> None:
        """Let all answer; with `flapping` every one but the first goes and comes back."""
        told = self.folder / "cameras.json"
        scripts = [self._script(number, flapping and number > 0) for number in range(self.count)]
        told.write_text(json.dumps(scripts), encoding="utf-8")
        self._process = subprocess.Popen(
            [*self.within, sys.executable, "-m", "transcoder.simulator", f"--port={self.port}",
             f"--config={told}", "--bind=0.0.0.0"],
            stdout=subprocess.PIPE, cwd=ROOT,
        )  # fmt: skip
        stdout = self._process.stdout
        until(lambda: stdout is not None and stdout.readline(), what="cameras answer")

    def off(self) -> None:
        """Let none answer, as when their power fails."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def _script(self, number: int, is_flapping: bool) -> Mapping[str, object]:
        up, down = FLAPPING_SECONDS
        # Each at a pace of its own, so that they go one by one.
        pace = {"up_seconds": up + number % 17, "down_seconds": down + number % 7}
        script = {"name": f"c{number}", "clip": str(small_clip()), "grain": True}
        return script | (pace if is_flapping else {})
