"""Tells which cameras somebody has asked for, without asking the disk about each of them."""

import ctypes
import os
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from transcoder.demand import DEMAND, LOOK, RETRY, stamped_at

IN_ATTRIB, IN_CREATE, IN_NONBLOCK = 0x4, 0x100, 0o4000
_HEADER = struct.Struct("iIII")
_NAMES = frozenset({DEMAND, LOOK, RETRY})


@dataclass(slots=True)
class Freshness:
    """When a stamp was last seen to change, on the caller's monotonic clock.

    Ages are counted from the change and not from the stamp's own time: the disk's clock may be
    set back or forward.
    """

    stamp: float | None = None
    changed_at: float | None = None

    def note(self, stamp: float | None, *, now: float, wall: float) -> None:
        """Note the stamp's present time of writing, Unix seconds (None: there is none)."""
        if stamp == self.stamp:
            return
        is_first = self.stamp is None and self.changed_at is None
        self.stamp = stamp
        if stamp is None:
            self.changed_at = None
        elif is_first and stamp <= wall:
            self.changed_at = now - (wall - stamp)  # written before we came
        else:
            self.changed_at = now

    def is_fresh(self, *, within_seconds: float, now: float) -> bool:
        """Whether it changed within the last `within_seconds`."""
        return self.changed_at is not None and now - self.changed_at < within_seconds


class Notices:
    """The kernel's notices of new stamps in the directories of cameras.

    2,210 cameras asked five times a second cost 5 % of a core; notices cost nothing. Where the
    kernel has none, `watch` does nothing and `changed` says None: scan instead.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._libc = ctypes.CDLL(None, use_errno=True)
        init = getattr(self._libc, "inotify_init1", None)
        self._fd: int = init(IN_NONBLOCK) if init is not None else -1
        self._codes: dict[int, str] = {}

    def watch(self, codes: Iterable[str]) -> None:
        """Watch the directories of `codes`, which must exist; once more does no harm."""
        if self._fd < 0:
            return
        for code in codes:
            path = os.fsencode(self._root / code)
            number = self._libc.inotify_add_watch(self._fd, path, IN_ATTRIB | IN_CREATE)
            if number >= 0:
                self._codes[number] = code

    def changed(self) -> set[str] | None:
        """The cameras stamped since the last call; None when the kernel gives no notices."""
        if self._fd < 0 or not self._codes:
            return None
        found: set[str] = set()
        while True:
            try:
                data = os.read(self._fd, 65_536)
            except BlockingIOError:
                return found
            found.update(self._read(data))

    def close(self) -> None:
        """Stop watching."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _read(self, data: bytes) -> Iterator[str]:
        at = 0
        while at + _HEADER.size <= len(data):
            number, _, _, length = _HEADER.unpack_from(data, at)
            name = data[at + _HEADER.size : at + _HEADER.size + length].rstrip(b"\0")
            at += _HEADER.size + length
            if name.decode(errors="replace") in _NAMES and number in self._codes:
                yield self._codes[number]


class Stamps:
    """The freshness of every camera's stamps below `root`.

    The last update tells which cameras' stamps it has read (`touched`), and which of those a
    person wants to be tried again (`tried_again`).
    """

    def __init__(self, root: Path, *, scan_seconds: float) -> None:
        self._root = root
        self._scan_seconds = scan_seconds
        self._notices = Notices(root)
        self._scanned_at = float("-inf")
        self._demand: dict[str, Freshness] = {}
        self._look: dict[str, Freshness] = {}
        self._retry: dict[str, Freshness] = {}
        self.touched: set[str] = set()
        self.tried_again: set[str] = set()

    def follow(self, codes: Collection[str]) -> None:
        """Follow these cameras, whose directories must exist, and no others."""
        for known in (self._demand, self._look, self._retry):
            for code in known.keys() - set(codes):
                del known[code]
            for code in codes:
                known.setdefault(code, Freshness())
        self._notices.watch(codes)
        self._scanned_at = float("-inf")

    def update(self, *, now: float, wall: float) -> None:
        """Read the stamps that may have changed; all of them every `scan_seconds`."""
        codes = self._notices.changed()
        if codes is None or now - self._scanned_at >= self._scan_seconds:
            codes = set(self._demand)
            self._scanned_at = now
        self.touched = codes & self._demand.keys()
        self.tried_again = set()
        for code in self.touched:
            self._demand[code].note(stamped_at(self._root, code), now=now, wall=wall)
            self._look[code].note(stamped_at(self._root, code, LOOK), now=now, wall=wall)
            stamp_before = self._retry[code].stamp
            self._retry[code].note(stamped_at(self._root, code, RETRY), now=now, wall=wall)
            if self._retry[code].stamp != stamp_before:
                self.tried_again.add(code)

    def is_demanded(self, code: str, *, within_seconds: float, now: float) -> bool:
        """Whether somebody asked for the moving picture within the last seconds."""
        return self._demand[code].is_fresh(within_seconds=within_seconds, now=now)

    def demanded_at(self, code: str) -> float:
        """When somebody last asked for the moving picture, -inf: nobody ever did."""
        changed_at = self._demand[code].changed_at
        return float("-inf") if changed_at is None else changed_at

    def is_looked_at(self, code: str, *, within_seconds: float, now: float) -> bool:
        """Whether somebody asked for a still within the last seconds."""
        return self._look[code].is_fresh(within_seconds=within_seconds, now=now)

    def close(self) -> None:
        """Stop following."""
        self._notices.close()
