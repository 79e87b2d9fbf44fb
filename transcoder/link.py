"""The supervisor's end of one worker process."""

import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

import transcoder
from transcoder.limits import Limits
from transcoder.protocol import Message, packed, plain_limits, unpacked

Events = queue.SimpleQueue[tuple["Link", Message]]

# Where this package lies: `-m` must find it whatever directory the supervisor was started in.
_HOME = Path(transcoder.__file__).resolve().parents[1]


class Link:
    """One worker process; its events go into `events`, the last one being `lost`."""

    def __init__(
        self,
        root: Path,
        limits: Limits,
        *,
        head_finder: str | None,
        stills: Path,
        events: Events,
    ) -> None:
        self._limits = limits
        self._events = events
        self.is_ready = False
        self.is_lost = False
        self.is_alone = False  # runs one camera that took others down with it
        self.streams: set[str] = set()  # cameras running here
        self.held: set[str] = set()  # cameras whose publication lies here
        self.looks: dict[str, bool] = {}  # looks under way here; True when borrowed
        self.heard_at = time.monotonic()
        self._asked_to_end_at: float | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "transcoder.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_HOME,
            start_new_session=True,  # Ctrl-C in a terminal is the supervisor's business
        )
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        for act in (self._listen, self._speak):
            threading.Thread(target=act, daemon=True, name=act.__name__).start()
        self.send(
            {
                "root": str(root.resolve()),
                "limits": plain_limits(limits),
                "head_finder": head_finder,
                "stills": str(stills.resolve()),
            }
        )

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    def send(self, message: Message) -> None:
        """Tell the worker something; never blocks, and a dead worker does not matter."""
        self._outbox.put(message)

    def watch(self, now: float) -> None:
        """Ask a silent worker to end, and kill it when it does not."""
        patience = self._limits.worker_silent_seconds
        if not self.is_ready:
            patience = max(patience, self._limits.worker_start_seconds)
        if self.is_lost or now - self.heard_at < patience:
            return
        if self._asked_to_end_at is None:
            self._asked_to_end_at = now
            self._process.terminate()
        elif now - self._asked_to_end_at >= self._limits.worker_kill_seconds:
            self._process.kill()

    def end(self) -> None:
        """Ask the worker to end in good order."""
        self.send({"do": "exit"})

    def reap(self, *, until: float) -> None:
        """Wait for the end until the monotonic second `until`, then kill; leaves no zombie."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _speak(self) -> None:
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 - opened above, for the type checker
        while (message := self._outbox.get()) is not None:
            try:
                stdin.write(packed(message))
                stdin.flush()
            except (BrokenPipeError, ValueError):
                break
        try:
            stdin.close()
        except BrokenPipeError:
            return

    def _listen(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 - opened above, for the type checker
        for line in stdout:
            message = unpacked(line)
            if message is not None:
                self._events.put((self, message))
        stdout.close()
        self._process.wait()
        self._outbox.put(None)
        self._events.put((self, {"event": "lost"}))
