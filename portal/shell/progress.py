"""How far a long work has come, told to whoever shows it and to nobody otherwise.

Work that knows its length goes `through` it and need not know who looks on: a command shows a
line that it draws anew, a request and a test show nothing.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

Each = TypeVar("Each")
Told = Callable[[int, int], None]
"""Takes how much is done, and of how much."""

REDRAW_SECONDS = 0.5
_told: ContextVar[Told | None] = ContextVar("progress", default=None)


def through(each_of: Iterable[Each], number: int) -> Iterator[Each]:
    """The same things in the same order, telling after each how many of `number` are done."""
    told = _told.get()
    if told is None:
        yield from each_of
        return
    for done, each in enumerate(each_of):
        told(done, number)
        yield each
    told(number, number)


@contextmanager
def told_to(told: Told) -> Iterator[None]:
    """Let `told` know how far the work within has come."""
    token = _told.set(told)
    try:
        yield
    finally:
        _told.reset(token)


@contextmanager
def shown(doing: str, stream: TextIO | None = None) -> Iterator[None]:
    """Show a person at a terminal how far the work within has come; nothing where nobody looks."""
    where = stream or sys.stderr
    if not where.isatty():
        yield
        return
    line = _Line(where, doing)
    try:
        with told_to(line.draw):
            yield
    finally:
        line.clear()


class _Line:
    """A line of a terminal that is drawn anew, at most twice a second."""

    def __init__(self, stream: TextIO, doing: str) -> None:
        self._stream, self._doing = stream, doing
        self._began = time.monotonic()
        self._drawn_at = -REDRAW_SECONDS
        self._write(f"\r\x1b[K  {doing} …")

    def draw(self, done: int, number: int) -> None:
        """Draw the share that is done, and the seconds that are left at this pace."""
        now = time.monotonic()
        if now - self._drawn_at < REDRAW_SECONDS or not number:
            return
        self._drawn_at = now
        left = f", {(now - self._began) * (number - done) / done:.0f} s" if done else ""
        self._write(f"\r\x1b[K  {self._doing} … {done / number:4.0%} ({done}/{number}{left})")

    def clear(self) -> None:
        """Leave the line empty."""
        self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
