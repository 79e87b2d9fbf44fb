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
from transcoder.errors import Cause, SourceFailed
from transcoder.limits import Limits
from transcoder.source import key_frame

# Given the live directory and a camera's code: the newest key frame of its running stream.
Lend = Callable[[Path, str], Frame | None]

# A socket that is silent for so long ends a look; less than its deadline of 8 s, so that a camera
# that never sends can be told from one whose key frames are far apart.
SILENT_SECONDS = 6.0
# Distances of key frames that are tried one after the other where none came in time.
LONG_GOPS = (17.0, 60.0)
WITHOUT_KEY = "no_key_frame"


def lends_nothing(root: Path, code: str) -> Frame | None:
    """No frame: nobody lends."""
    return None


class Opener:
    """Brings one frame of a camera that the sampler names; knows the addresses it does not.

    Give it the `sources` of a batch before the looks and take them back after. What it raises
    carries a code and never an address.
    """

    def __init__(self, root: Path, limits: Limits, *, lend: Lend = lends_nothing) -> None:
        self._root = root
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
        began = time.monotonic()
        frame, cause, is_crowded = self._looked(source, seconds)
        if frame is not None:
            return frame
        if cause is Cause.BUSY and is_crowded:
            raise NotLooked(cause)  # it may be our own other look that fills the recorder
        waited = time.monotonic() - began
        if cause is Cause.STALLED and waited >= seconds and self._waits_longer(camera):
            raise NotLooked(WITHOUT_KEY)
        raise NoPicture(cause or Cause.UNREACHABLE)

    def _looked(
        self, source: CameraSource, seconds: float
    ) -> tuple[Frame | None, Cause | None, bool]:
        """The frame, or why there is none, and whether we held its host open elsewhere."""
        with self._lock:
            is_crowded = self._open[source.host] > 0
            self._open[source.host] += 1
        cause, frame = None, None
        try:
            frame = key_frame(source, self._limits, deadline_seconds=seconds)
        except SourceFailed as failed:
            cause = failed.cause
        finally:
            with self._lock:
                self._open[source.host] -= 1
                if self._open[source.host] <= 0:
                    del self._open[source.host]
        return frame, cause, is_crowded

    def _waits_longer(self, camera: Camera) -> bool:
        """Whether the next look may take longer, since this one ended amid packets."""
        longer = next((gop for gop in LONG_GOPS if gop > (camera.gop_seconds or 0.0)), None)
        if longer is None:
            return False
        self._gops[camera.code] = longer
        return True
