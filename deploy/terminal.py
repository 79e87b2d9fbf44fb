"""What the demo prints: steps with their time, lines of its processes, colours where they help."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_COLOURS = {"web": "36", "transcoder": "35", "simulator": "33"}
_GOOD, _BAD, _OTHER = "32", "31", "34"
REDRAW_SECONDS = 0.5


class Terminal:
    """Prints to `stream`; colours and redrawn lines only where a person looks at it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.is_person = self.stream.isatty()
        self._has_colours = self.is_person and "NO_COLOR" not in os.environ
        self._drawn_at = 0.0

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Show a step while it runs, then how long it took; nothing more if it raises."""
        began = time.monotonic()
        if self.is_person:
            self._write(f"  {doing} …", end="")
        yield
        tick = self._coloured("✔", _GOOD)
        self._write(f"{self._line_start()}{tick} {doing} ({time.monotonic() - began:.1f} s)")

    def progress(self, doing: str, share: float) -> None:
        """Redraw the running step with the share done, 0 to 1, at most twice a second."""
        now = time.monotonic()
        if self.is_person and now - self._drawn_at >= REDRAW_SECONDS:
            self._drawn_at = now
            self._write(f"{self._line_start()}  {doing} … {share:4.0%}", end="")

    def say(self, text: str = "") -> None:
        """Print a line."""
        self._write(text)

    def warn(self, text: str) -> None:
        """Print a line that asks for attention."""
        self._write(self._coloured(text, _BAD))

    def from_process(self, name: str, line: str) -> None:
        """Print a line under the name of the process that said it."""
        prefix = self._coloured(f"{name:>10} │", _COLOURS.get(name, _OTHER))
        self._write(f"{prefix} {line}")

    def _line_start(self) -> str:
        return "\r\x1b[K" if self.is_person else ""

    def _coloured(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._has_colours else text

    def _write(self, text: str, *, end: str = "\n") -> None:
        self.stream.write(text + end)
        self.stream.flush()
