"""A task that the demo does once beside the open portal, and tells when it is done."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.supervision import guarded
from deploy.terminal import Terminal


class Beside:
    """One command in a process of its own; it ends with us and is never started twice."""

    def __init__(
        self, doing: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path,
        terminal: Terminal,
    ) -> None:  # fmt: skip
        self._doing = doing
        self._command = command
        self._environment = environment
        self._log = log
        self._terminal = terminal
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self.is_done = False

    def start(self) -> None:
        """Begin; `tend` tells how it ends."""
        self._terminal.say(f"  {self._doing} is being prepared beside …")
        self._began = time.monotonic()
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                guarded(self._command), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, env=dict(self._environment), start_new_session=True,
            )  # fmt: skip

    def tend(self) -> None:
        """Say once that it is done, with its time, or that it failed and where that is told."""
        if self._process is None or self.is_done or (status := self._process.poll()) is None:
            return
        self.is_done = True
        seconds = time.monotonic() - self._began
        if status == 0:
            self._terminal.say(f"✔ {self._doing} is there ({seconds:.1f} s)")
        else:
            self._terminal.warn(f"{self._doing} is missing; {self._log} says why")

    def stop(self) -> None:
        """End it at once where it still runs; what it had not finished is begun anew next time."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
