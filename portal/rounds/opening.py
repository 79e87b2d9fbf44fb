"""Opens a Camera for one look: what a running stream lends, else a connection of our own."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from detector.errors import NoPicture, NotLooked
from detector.look import Camera, Frame
from transcoder.camera import CameraSource
from transcoder.errors import Cause, KeyFrameLate, SourceFailed
from transcoder.limits import Limits
from transcoder.source import key_frame

# Given the live directory and a camera's code: the newest key frame of its running stream.
Lend = Callable[[Path, str], Frame | None]

# A socket that is silent for so long ends a look.
SILENT_SECONDS = 6.0
# Distances of key frames that are tried one after the other where none came in time.
LONG_GOPS = (17.0, 60.0)
WITHOUT_KEY = "no_key_frame"


def lends_nothing(root: Path, code: str) -> Frame | None:
    """No frame: nobody lends."""
    return None


class Opener:
    """Brings one frame of a camera that the sampler names; knows the addresses it does not.

    It opens the `sources` of the batches that are under way. `wall` gives Unix seconds. What it
    raises carries a code and never an address.
    """

    def __init__(
        self,
        root: Path,
        limits: Limits,
        *,
        lend: Lend = lends_nothing,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._root = root
        self._wall = wall
        self._limits = limits
        self._lend = lend
        self._sources: dict[str, CameraSource] = {}
        self._gops: dict[str, float] = {}
        self._open = Counter[str]()
        self._lock = threading.Lock()

    @contextmanager
    def knowing(self, sources: Mapping[str, CameraSource]) -> Iterator[None]:
        """Be able to open these within the `with` statement."""
        self._sources.update(sources)
        try:
            yield
        finally:
            for code, source in sources.items():
                if self._sources.get(code) is source:
                    del self._sources[code]

    def gop_seconds(self, code: str) -> float | None:
        """The distance of key frames to be reckoned with, None when it is the usual."""
        return self._gops.get(code)

    def __call__(self, camera: Camera, seconds: float) -> Frame:
        """The newest frame of `camera`, within about `seconds`; raises NoPicture or NotLooked."""
        source = self._sources.get(camera.code)
        if source is None:
            raise NotLooked("no_source")
        frame = self._lend(self._root, camera.code)
        if frame is not None:
            return frame
        with self._held(source.host) as is_crowded:
            frame, failed = self._looked(source, seconds)
        if frame is not None:
            return frame
        cause = Cause.UNREACHABLE if failed is None else failed.cause
        if cause is Cause.BUSY and is_crowded:
            raise NotLooked(cause)  # it may be our own other look that fills the recorder
        if isinstance(failed, KeyFrameLate) and self._waits_longer(camera):
            raise NotLooked(WITHOUT_KEY)
        raise NoPicture(cause)

    def _looked(
        self, source: CameraSource, seconds: float
    ) -> tuple[Frame | None, SourceFailed | None]:
        try:
            frame = key_frame(source, self._limits, deadline_seconds=seconds, wall=self._wall)
        except SourceFailed as failed:
            return None, failed
        return frame, None

    @contextmanager
    def _held(self, host: str) -> Iterator[bool]:
        """Count a connection to `host`; gives whether there is another one of ours."""
        with self._lock:
            is_crowded = self._open[host] > 0
            self._open[host] += 1
        try:
            yield is_crowded
        finally:
            with self._lock:
                self._open[host] -= 1
                if self._open[host] == 0:
                    del self._open[host]

    def _waits_longer(self, camera: Camera) -> bool:
        """Whether the next look may take longer, since this one ended amid packets."""
        longer = next((gop for gop in LONG_GOPS if gop > (camera.gop_seconds or 0.0)), None)
        if longer is None:
            return False
        self._gops[camera.code] = longer
        return True
