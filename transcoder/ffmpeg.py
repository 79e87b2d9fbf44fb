"""The ffmpeg child that encodes: which program, which arguments, and a process that ends.

The child knows no address: it reads NUT from its standard input and writes HLS into a private
directory. Rules: docs/design/video.md.
"""

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ffmpeg
import imageio_ffmpeg

from transcoder.errors import ChildFailed
from transcoder.logs import OneASecond

log = logging.getLogger(__name__)
log.addFilter(OneASecond())

GOP_SECONDS = 2.0
# Below the GOP: with 2, an interval of 1.96 s would make ffmpeg wait for another GOP.
HLS_SECONDS = 0.75 * GOP_SECONDS
INIT_NAME, LIST_NAME = "init.mp4", "list.m3u8"
# Finished segments we have not taken yet stay in the child's list for a minute.
CHILD_LISTED = 30
# Half the bytes of ultrafast at 1.4 times its work (decoding included): the wire is the limit.
PRESET = "veryfast"
QUALITY_CRF, MAX_BITS, BUFFER_BITS = 25, 2_000_000, 4_000_000
# What the preset would look for and a camera that stands still hardly has: 18 to 32 % of the
# encoder's CPU on four films at 640×360, for 0.5 to 5 % more bytes at the same quality.
SAVINGS = {"motion-est": "dia", "partitions": "none"}

EOF_WAIT_SECONDS, INTERRUPT_WAIT_SECONDS, KILL_WAIT_SECONDS = 2.0, 5.0, 5.0
_LINE_LENGTH = 200
# Asks for SIGKILL at the parent's death (PR_SET_PDEATHSIG is 1), unless it is dead already,
# undoes what Python did to SIGPIPE, and becomes the program.
_LAUNCHER = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
os.execvp(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture file laid over every frame with its left top corner at `x`, `y` (pixels)."""

    path: Path
    x: int
    y: int


@cache
def ffmpeg_executable() -> str:
    """The ffmpeg to run: the one on PATH if it can do what we need, else imageio-ffmpeg's.

    Distributions ship builds without libx264, and before 5.1 there was no `fps_mode`.
    """
    found = shutil.which("ffmpeg")
    if found is not None and _can_encode(found):
        return found
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def hls_arguments(
    folder: Path, *, size: tuple[int, int] | None = None, overlay: Overlay | None = None
) -> list[str]:
    """Program and arguments that turn NUT on standard input into H.264 HLS in `folder`.

    `size` (width, height in even pixels) scales the picture; None leaves it as it is.
    """
    # Hardly any probing: NUT says what it holds, and every byte read ahead is delay.
    source = ffmpeg.input(
        "pipe:0", format="nut", threads=1, fpsprobesize=0, analyzeduration=100_000
    )
    picture = source.video
    if size is not None:
        picture = picture.filter("scale", *size)
    if overlay is not None:
        mask = ffmpeg.input(str(overlay.path))
        picture = picture.overlay(mask, x=overlay.x, y=overlay.y)
    output = ffmpeg.output(picture, str(folder / LIST_NAME), **_encoding(), **_cutting(folder))
    output = output.global_args(
        *("-hide_banner", "-nostats", "-nostdin", "-loglevel", "warning"),
        *("-filter_threads", "1", "-filter_complex_threads", "1"),
    )
    return [str(one) for one in ffmpeg.compile(output, cmd=ffmpeg_executable())]


class Child:
    """A running ffmpeg and the bounded pipe into it.

    The thread that makes it must outlive it: the kernel kills the child when that thread ends
    without having closed it, however it ends. Whatever is waiting in the pipe is at most
    `max_waiting` pieces.
    """

    def __init__(self, arguments: list[str], code: str, *, max_waiting: int) -> None:
        self._code = code
        self._max_waiting = max_waiting
        self._waiting: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._is_closing = False
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            _dying_with_parent(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,  # a Ctrl-C in the terminal is ours to pass on
        )
        self._threads = [
            threading.Thread(target=work, name=f"{work.__name__}-{code}", daemon=True)
            for work in (self._pump, self._drain)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_full(self) -> bool:
        """Whether the child is behind; what comes now must be dropped as a whole."""
        return len(self._waiting) >= self._max_waiting

    def put(self, piece: bytes) -> None:
        """Hand `piece` to the child; never blocks. Ask `is_full` first."""
        with self._changed:
            self._waiting.append(piece)
            self._changed.notify()

    def check(self) -> None:
        """Raise ChildFailed when the child has ended by itself."""
        status = self._process.poll()
        if status is not None:
            raise ChildFailed(self._code, f"ended with status {status}")

    def close(self) -> None:
        """End the child: end of input, then SIGINT, then SIGKILL, each with a bounded wait."""
        with self._changed:
            self._is_closing = True
            self._waiting.clear()
            self._changed.notify()
        for action, seconds in (
            (None, EOF_WAIT_SECONDS),
            (signal.SIGINT, INTERRUPT_WAIT_SECONDS),
            (signal.SIGKILL, KILL_WAIT_SECONDS),
        ):
            if action is not None:
                self._process.send_signal(action)
            if self._has_ended_within(seconds):
                break
        else:
            log.error("child_does_not_end", extra={"camera": self._code, "pid": self.pid})
        for thread in self._threads:
            thread.join(timeout=1)

    def _has_ended_within(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _pump(self) -> None:
        """Write what is waiting; runs in its own thread, since a slow child blocks it."""
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - for the type checker: we asked for a pipe
        try:
            while (piece := self._next_piece()) is not None:
                rest = memoryview(piece)
                while rest:
                    rest = rest[pipe.write(rest) or 0 :]
        except OSError:
            return  # the child has ended; `check` says so
        finally:
            _close_quietly(pipe.close)

    def _next_piece(self) -> bytes | None:
        with self._changed:
            while not self._waiting and not self._is_closing:
                self._changed.wait()
            return None if self._is_closing else self._waiting.popleft()

    def _drain(self) -> None:
        """Log what the child says; it knows no address, so it cannot tell one."""
        pipe = self._process.stderr
        assert pipe is not None  # noqa: S101 - for the type checker: we asked for a pipe
        with pipe:
            for line in pipe:
                said = line.decode(errors="replace").strip()[:_LINE_LENGTH]
                log.warning("encoder_said", extra={"camera": self._code, "line": said})


def _encoding() -> dict[str, object]:
    return {
        "vcodec": "libx264",
        "preset": PRESET,
        "tune": "zerolatency",
        **SAVINGS,
        "profile:v": "main",
        "pix_fmt": "yuv420p",
        "threads": 1,
        "crf": QUALITY_CRF,
        "maxrate": MAX_BITS,
        "bufsize": BUFFER_BITS,
        "sc_threshold": 0,
        # Cameras skip and drift: frames keep their own times instead of being doubled to a rate.
        "fps_mode": "passthrough",
        # Counted from the last forced frame, so a gap is not followed by a row of key frames.
        "force_key_frames": (
            f"expr:isnan(prev_forced_t)+gte(t,prev_forced_t+{GOP_SECONDS - 0.01})"
        ),
    }


def _cutting(folder: Path) -> dict[str, object]:
    return {
        "format": "hls",
        "hls_time": HLS_SECONDS,
        "hls_list_size": CHILD_LISTED,
        "hls_segment_type": "fmp4",
        "hls_fmp4_init_filename": INIT_NAME,
        "hls_segment_filename": str(folder / "%d.m4s"),
        # temp_file: a name in the list is a whole file.
        "hls_flags": "temp_file+independent_segments",
    }


def _can_encode(executable: str) -> bool:
    """Whether this ffmpeg has all we ask for, tried with one grey frame."""
    arguments = [
        *(executable, "-v", "quiet", "-f", "rawvideo", "-pix_fmt", "gray", "-s", "16x16"),
        *("-i", "pipe:0", "-c:v", "libx264", "-fps_mode", "passthrough", "-f", "null", "-"),
    ]
    try:
        tried = subprocess.run(  # noqa: S603 - our own arguments, no shell
            arguments, input=bytes(256), capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _dying_with_parent(arguments: list[str]) -> list[str]:
    """`arguments` by way of a launcher, after which the kernel kills the child with its parent.

    The end of input already ends a healthy child; this is for one that hangs. A `preexec_fn`
    would run Python between fork and exec, where a lock held by any other thread of ours stays
    locked for ever (Python 3.12 and later warn of it), and `setpriv` is not on every machine.
    The launcher costs some 20 ms once, while the camera's first key frame is awaited anyway.
    """
    if sys.platform != "linux":
        return arguments
    return [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *arguments]


def _close_quietly(close: Callable[[], None]) -> None:
    try:
        close()
    except OSError:
        return  # the other end went first
