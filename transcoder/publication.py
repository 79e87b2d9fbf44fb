"""One camera's published runs: names nobody can guess, the playlist, and what leaves when."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from transcoder.demand import PLAYLIST
from transcoder.errors import StoreFull, TakenOver, TranscoderError
from transcoder.playlist import (
    Segment,
    Window,
    emptied,
    extended,
    fits,
    floor_of,
    render,
    target_seconds,
)
from transcoder.storage import Store

KEY_BYTES = 12  # 96 random bits: the name is the permission (docs/design/video.md)
RUN_BYTES = 4


class RunOutgrown(TranscoderError):
    """A segment is longer than its run promised; begin a new run and put it there."""


@dataclass(slots=True)
class _Kept:
    """A published segment; `longest_list_seconds` is the longest list that has named it."""

    name: str
    duration_seconds: float
    longest_list_seconds: float = 0.0
    delete_at: float = 0.0


@dataclass(slots=True)
class _Run:
    name: str
    gop_seconds: float | None
    init_name: str | None = None
    kept: list[_Kept] = field(default_factory=list)


class Publication:
    """Publishes one camera; the only writer of its index.m3u8. Used by one thread at a time.

    `wall` gives Unix seconds (numbers, dates), `monotonic` seconds that never go back (keeping
    times). `prefix` is where the cameras' directories appear in addresses.
    """

    def __init__(
        self,
        store: Store,
        code: str,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        prefix: str = "/live",
        start_targets: float | None = 2,
    ) -> None:
        self._store = store
        self._code = code
        self._wall = wall
        self._monotonic = monotonic
        self._prefix = prefix
        self._start_targets = start_targets
        self._list = store.read(code, PLAYLIST)
        number, breaks = floor_of((self._list or b"").decode(errors="replace"))
        # Numbers start at the clock, so they grow over a crash that lost the list too; the old
        # list, when there is one, guards against a clock that was set back. Breaks must stay
        # small: hls.js counts up to them, and at the clock's size it stood still for 30 s.
        self._window = Window(max(number, int(wall())), breaks, 0)
        self._runs: list[_Run] = []
        self._removed: list[tuple[_Run, _Kept]] = []
        self._listed: list[tuple[_Run, _Kept]] = []
        self._has_history = False
        self._is_broken = False
        self._gives_way = False
        self._last_began_at = 0.0
        self._last_duration_seconds = 0.0

    @property
    def private(self) -> Path:
        """This camera's directory, mode 0700, for what must never be served."""
        return self._store.private(self._code)

    def give_way(self) -> None:
        """From now on publish only until another worker does; then TakenOver is raised."""
        self._gives_way = True

    def begin_run(self, *, gop_seconds: float | None = None) -> None:
        """Start a new run: other names, other init, a break in the list if one was before.

        `gop_seconds` is the camera's key-frame interval where it is known.
        """
        self._drop_empty_runs()
        self._runs.append(_Run(secrets.token_hex(RUN_BYTES), gop_seconds))
        if self._has_history:
            self._is_broken = True
        if not self._listed:
            self._restart_window()

    def put_init(self, data: bytes) -> None:
        """Publish the run's init segment; raises StoreFull."""
        name = self._init_name()
        self._store.write(self._code, name, data)
        self._take_init(name)

    def put_segment(self, data: bytes, *, duration_seconds: float, began_at: float) -> None:
        """Publish a segment that starts with a key frame, then the playlist that names it.

        `began_at` is the Unix second of that key frame. Raises RunOutgrown when the segment is
        longer than the run's TARGETDURATION, StoreFull when there is no room and TakenOver when
        it had to give way; then nothing is published, and after StoreFull the next segment is
        marked as a break.
        """
        name = self._check_segment(duration_seconds)
        with self._a_gap_if_full():
            self._store.write(self._code, name, data)
            self._publish(name, duration_seconds, began_at)

    def adopt_segment(self, path: Path, *, duration_seconds: float, began_at: float) -> None:
        """The same with the finished file at `path`, which is taken away once there is room."""
        name = self._check_segment(duration_seconds)
        with self._a_gap_if_full():
            self._store.adopt(self._code, name, path)
            self._publish(name, duration_seconds, began_at)

    def withdraw(self) -> None:
        """Remove the playlist; its segments stay for their keeping time."""
        self._store.delete(self._code, PLAYLIST)
        self._list = None
        self._retire(len(self._listed))
        self._window = emptied(self._window)

    def sweep(self) -> None:
        """Delete the segments whose keeping time is over, and runs that have none left."""
        now = self._monotonic()
        for run, kept in self._removed:
            if kept.delete_at <= now:
                self._store.delete(self._code, kept.name)
                run.kept.remove(kept)
        self._removed = [one for one in self._removed if one[1].delete_at > now]
        self._drop_empty_runs(but_last=True)

    def remove_all(self) -> None:
        """Forget everything published: only its state, its stamps and its still stay."""
        self._store.remove_all(self._code)
        self._list = None
        self._window = emptied(self._window)
        self._runs, self._removed, self._listed = [], [], []

    @contextmanager
    def _a_gap_if_full(self) -> Iterator[None]:
        try:
            yield
        except StoreFull:
            self._is_broken = self._has_history
            raise

    def _init_name(self) -> str:
        return f"{self._runs[-1].name}/init-{secrets.token_hex(KEY_BYTES)}.mp4"

    def _take_init(self, name: str) -> None:
        run = self._runs[-1]
        if run.init_name is not None:
            self._store.delete(self._code, run.init_name)
        run.init_name = name

    def _check_segment(self, duration_seconds: float) -> str:
        """The name for the next segment.

        Raises TakenOver, and RunOutgrown when it is too long for its run.
        """
        if self._gives_way and self._store.read(self._code, PLAYLIST) != self._list:
            raise TakenOver(f"camera {self._code}: another worker publishes it")
        run = self._runs[-1]
        if run.kept and not fits(duration_seconds, self._window.target_seconds):
            raise RunOutgrown(f"camera {self._code}: segment of {duration_seconds:.3f} s")
        number = self._window.next_number
        return f"{run.name}/{number}-{secrets.token_hex(KEY_BYTES)}.m4s"

    def _publish(self, name: str, duration_seconds: float, began_at: float) -> None:
        run = self._runs[-1]
        window = self._window
        if not run.kept:
            # A list may not shrink its promise while it names segments of the run before.
            promised = target_seconds(duration_seconds, run.gop_seconds)
            floor = window.target_seconds if window.segments else 0
            window = replace(window, target_seconds=max(promised, floor))
        began_at = self._after_the_last(began_at)
        window, left = extended(window, self._segment(run, name, duration_seconds, began_at))
        try:
            text = render(window, start_targets=self._start_targets).encode()
            self._store.write(self._code, PLAYLIST, text)
        except StoreFull:
            self._store.delete(self._code, name)
            raise
        self._list = text
        kept = _Kept(name, duration_seconds)
        run.kept.append(kept)
        self._listed.append((run, kept))
        self._window, self._has_history, self._is_broken = window, True, False
        self._last_began_at, self._last_duration_seconds = began_at, duration_seconds
        self._retire(len(left))
        for _, one in self._listed:
            one.longest_list_seconds = max(one.longest_list_seconds, window.duration_seconds)
        self.sweep()

    def _segment(self, run: _Run, name: str, duration_seconds: float, began_at: float) -> Segment:
        base = f"{self._prefix}/{self._code}"
        return Segment(
            uri=f"{base}/{name}",
            init_uri=f"{base}/{run.init_name}",
            duration_seconds=duration_seconds,
            began_at=began_at,
            is_break=self._is_broken,
        )

    def _after_the_last(self, began_at: float) -> float:
        """A date that never goes back, even when the clock was set back."""
        if began_at > self._last_began_at:
            return began_at
        return self._last_began_at + self._last_duration_seconds

    def _retire(self, count: int) -> None:
        now = self._monotonic()
        gone, self._listed = self._listed[:count], self._listed[count:]
        for _, kept in gone:
            # RFC 8216, 6.2.2: its own length plus the longest list that named it.
            kept.delete_at = now + kept.duration_seconds + kept.longest_list_seconds
        self._removed += gone

    def _restart_window(self) -> None:
        """With nothing listed the numbers catch up with the clock and the target starts anew."""
        window = self._window
        number = max(window.number, int(self._wall()))
        # A tag in front of the first entry of an empty list says no more than the counter does.
        self._window = Window(number, window.breaks + self._is_broken, 0)
        self._is_broken = False

    def _drop_empty_runs(self, *, but_last: bool = False) -> None:
        last = self._runs[-1] if but_last and self._runs else None
        for run in [run for run in self._runs if not run.kept and run is not last]:
            if run.init_name is not None:
                self._store.delete(self._code, run.init_name)
            self._runs.remove(run)
