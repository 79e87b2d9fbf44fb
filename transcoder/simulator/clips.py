"""Making the clips that simulated cameras replay."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from transcoder.simulator.scene import Picture, draw_scene

_ENCODERS = {"h264": "libx264", "h265": "libx265"}


class Kind(StrEnum):
    """NORMAL is a kitchen at work, BLACK a lens without light, FROZEN one picture over and over.

    COVERED is a kitchen at work behind a cloth over the lens.
    """

    NORMAL = "normal"
    COVERED = "covered"
    BLACK = "black"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """What a clip shall show and how it shall be coded.

    `zone` is a zone code; `size` is width and height in pixels, both even;
    `kilobits_per_second` is a cap. Everything random in the picture follows from `seed`.
    """

    zone: str = "CK"
    seconds: float = 60.0
    fps: int = 10
    size: tuple[int, int] = (960, 540)
    codec: str = "h264"
    gop_seconds: float = 2.0
    b_frames: int = 0
    kilobits_per_second: int = 700
    kind: Kind = Kind.NORMAL
    seed: int = 0

    @property
    def frame_seconds(self) -> Fraction:
        """How long one picture is shown."""
        return Fraction(1, self.fps)

    @property
    def frame_count(self) -> int:
        """Pictures in the clip."""
        return round(self.seconds * self.fps)


VERSION = 1  # one more whenever the same plan gives another picture
DEMO: Mapping[str, ClipPlan] = {
    # The dearest first, so that both processes end at about the same time.
    "h265": ClipPlan(zone="CU", codec="h265", seed=7),
    **{
        zone: ClipPlan(zone=zone, seed=n)
        for n, zone in enumerate(("CK", "CU", "SP", "WD", "RP", "ST"))
    },
    "frozen": ClipPlan(zone="SP", kind=Kind.FROZEN, seed=8),
    "black": ClipPlan(kind=Kind.BLACK),
    "covered": ClipPlan(zone="WD", kind=Kind.COVERED, seed=9, seconds=20),
}


def draw_clip(
    path: Path, plan: ClipPlan, *, on_progress: Callable[[float], None] | None = None
) -> Path:
    """Draw and code a clip into the MP4 file `path`, which appears when it is whole.

    `on_progress` is told the share done, 0 to 1, about once a second of clip. Returns `path`.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with av.open(str(beside), "w", format="mp4") as container:
        stream = _add_stream(container, plan)
        for count, picture in enumerate(_pictures(plan)):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts = count
            frame.time_base = plan.frame_seconds
            container.mux(stream.encode(frame))
            if on_progress is not None and count % plan.fps == 0:
                on_progress(count / plan.frame_count)
        container.mux(stream.encode(None))
    beside.replace(path)
    return path


def demo_clips(
    directory: Path, *, on_progress: Callable[[float], None] | None = None
) -> Mapping[str, Path]:
    """The clips of the demo by name, drawn into `directory` where they are not there yet.

    Names are the six zone codes, "black", "covered", "frozen" and "h265". Two processes draw at
    once; `on_progress` is told the share done, 0 to 1. An interrupted call leaves no half clip.
    """
    directory.mkdir(parents=True, exist_ok=True)
    clips = {name: directory / f"{name}-v{VERSION}.mp4" for name in DEMO}
    missing = [name for name in DEMO if not clips[name].exists()]
    if not missing:
        return clips
    spawn = multiprocessing.get_context("spawn")  # the caller may run threads
    with ProcessPoolExecutor(
        min(2, len(missing)),
        mp_context=spawn,
        initializer=cv2.setNumThreads,  # two processes fill two cores
        initargs=(1,),
    ) as pool:
        drawing = [pool.submit(draw_clip, clips[name], DEMO[name]) for name in missing]
        for done, drawn in enumerate(as_completed(drawing), start=1):
            drawn.result()
            if on_progress is not None:
                on_progress(done / len(missing))
    return clips


def _pictures(plan: ClipPlan) -> Iterator[Picture]:
    """I420 pictures, each of height × 3/2 rows."""
    width, height = plan.size
    if plan.kind is Kind.BLACK:
        black = np.full((height * 3 // 2, width), 128, np.uint8)
        black[:height] = 16
        for _ in range(plan.frame_count):
            yield black
        return
    pictures = draw_scene(
        plan.zone, size=plan.size, seed=plan.seed, fps=plan.fps,
        is_covered=plan.kind is Kind.COVERED,
    )  # fmt: skip
    still = next(pictures)
    for _ in range(plan.frame_count):
        yield still
        if plan.kind is not Kind.FROZEN:
            still = next(pictures)


def _add_stream(container: av.container.OutputContainer, plan: ClipPlan) -> VideoStream:
    stream = container.add_stream(
        _ENCODERS[plan.codec], rate=Fraction(plan.fps), options=_options(plan)
    )
    if not isinstance(stream, VideoStream):
        raise TypeError(type(stream).__name__)
    stream.width, stream.height = plan.size
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = plan.frame_seconds
    stream.codec_context.gop_size = round(plan.gop_seconds * plan.fps)
    stream.codec_context.max_b_frames = plan.b_frames
    stream.codec_context.thread_count = 1
    return stream


def _options(plan: ClipPlan) -> dict[str, str]:
    """Even quality below a cap, as cameras do it: a standing picture costs next to nothing.

    Without qcomp=1 and ipratio=1 the encoders spend what a still scene saves on refining it:
    a frozen picture would not look frozen.
    """
    gop = round(plan.gop_seconds * plan.fps)
    fixed = f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:bframes={plan.b_frames}"
    rate = f"vbv-maxrate={plan.kilobits_per_second}:vbv-bufsize={plan.kilobits_per_second * 2}"
    if plan.codec == "h264":
        hasty = "qcomp=1:ipratio=1:rc-lookahead=0:mbtree=0:weightp=0"
        return {"preset": "superfast", "crf": "22", "x264-params": f"{fixed}:{rate}:{hasty}"}
    hasty = "qcomp=1:ipratio=1:log-level=none:pools=none:frame-threads=1"
    return {"preset": "ultrafast", "crf": "24", "x265-params": f"{fixed}:{rate}:{hasty}"}
