"""Keeping the processes of the house running: restart, back-off, a clean end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.procfile import ProcessType

GUARD = Path(__file__).with_name("guard.py")
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.1, 30.0
STEADY_SECONDS = 20.0  # a process that ran this long is not in a crash loop
STOP_SECONDS = 8.0  # then SIGKILL, so that the whole house ends within ten
LONGEST_LOG_BYTES = 20_000_000
_IMPORTANT = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|^Traceback|^\w+(\.\w+)*(Error|Exception):")

Say = Callable[[str, str], None]


def guarded(command: Sequence[str]) -> list[str]:
    """`command` as a program that ends when this process does, however that comes about."""
    return [sys.executable, "-I", "-S", str(GUARD), str(os.getpid()), *command]


def is_important(line: str) -> bool:
    """Whether a log line is worth a look while all goes well."""
    return _IMPORTANT.search(line) is not None


class LogTail:
    """What a log file has gained since it was last asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")

    def new_lines(self) -> list[str]:
        """Complete lines not given before; a file grown past its limit starts anew."""
        with self.path.open("rb") as log:
            log.seek(self._offset)
            text = log.read()
        whole, end, _ = text.rpartition(b"\n")
        self._offset += len(whole) + len(end)
        if self._offset > LONGEST_LOG_BYTES:
            os.truncate(self.path, 0)  # its writers append, so they go on at the start
            self._offset = 0
        return whole.decode(errors="replace").splitlines()


@dataclass(slots=True)
class Place:
    """A place in the house and the process that fills it; tended by one thread.

    `delay_seconds` is how long the place stays empty after the next death.
    """

    type: ProcessType
    environment: Mapping[str, str]
    tail: LogTail
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float | None = None
    delay_seconds: float = FIRST_DELAY_SECONDS
    starts: int = field(default=0)

    def start(self) -> None:
        """Fill the place; the process gets a group of its own and ends with us."""
        with self.tail.path.open("ab") as log:
            self.process = subprocess.Popen(
                guarded(self.type.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                start_new_session=True,
            )
        self.started_at = time.monotonic()
        self.due_at = None
        self.starts += 1

    def check(self, now: float) -> str | None:
        """Start what is due; say in a sentence when the process was found dead."""
        if self.due_at is not None:
            if now >= self.due_at:
                self.start()
            return None
        if self.process is None or (status := self.process.poll()) is None:
            return None
        self.kill_group()
        if now - self.started_at >= STEADY_SECONDS:
            self.delay_seconds = FIRST_DELAY_SECONDS
        delay = self.delay_seconds
        self.due_at = now + delay
        self.delay_seconds = min(2 * delay, LONGEST_DELAY_SECONDS)
        return f"stopped ({_ending(status)}); starts again in {delay:.1f} s"

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process, which is expected to end its own children."""
        self.due_at = None
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill_group(self) -> None:
        """End whatever is left of the process and its children at once."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):  # the latter: only zombies left, on BSD
                return

    @property
    def has_stopped(self) -> bool:
        """Whether nothing runs here."""
        return self.process is None or self.process.poll() is not None


class Supervisor:
    """All places. `say(name, sentence)` tells a person; `log_directory` holds a file a place."""

    def __init__(
        self, types: Sequence[ProcessType], *, environment: Mapping[str, str],
        log_directory: Path, say: Say, tells_all: bool = False,
    ) -> None:  # fmt: skip
        self._say = say
        self._tells_all = tells_all
        self.places = [
            Place(each, environment, LogTail(log_directory / f"{each.name}.log")) for each in types
        ]

    def start(self) -> None:
        """Fill every place."""
        for place in self.places:
            place.start()

    def tend(self) -> None:
        """One round: restart the dead, pass on what their logs say. Call it often."""
        now = time.monotonic()
        for place in self.places:
            self._read_log(place)
            if (sentence := place.check(now)) is not None:
                self._say(place.type.name, f"{sentence}; see {place.tail.path}")

    def stop(self) -> None:
        """End every process: first asked, after a few seconds forced. Returns when none is left."""
        for place in self.places:
            place.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and not all(each.has_stopped for each in self.places):
            time.sleep(0.05)
        for place in self.places:
            place.kill_group()
            if place.process is not None:
                place.process.wait()

    def _read_log(self, place: Place) -> None:
        for line in place.tail.new_lines():
            if self._tells_all or is_important(line):
                self._say(place.type.name, line)


def _ending(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit {status}"
