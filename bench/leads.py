"""False leads a camera-day: drawn kitchens and given clips, looked at each minute of a day.

Time passes by value. Drawn cooks wear their caps, and masks where they must; at closed hours their
kitchens are empty. Whatever leads there is false. A given clip is taken for one as well.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure
from detector.heads import Scene, Watcher, shipped_watcher
from detector.rules.history import History
from detector.rules.leads import first_hits, lead_of
from detector.rules.sightings import Setting
from detector.rules.table import RULES, SHIPPED, Aim, plan_of
from detector.sightings import Seen, sightings_of
from transcoder.simulator.scene import draw_scene

Image = NDArray[np.uint8]

LOOKS, MINUTE = 1440, 60.0
OPEN_HOURS = range(10, 22)
MOST_A_DAY = 1.0
ZONES = ("CK", "CU", "SP", "WD", "RP", "ST")
CLIP_ZONES = ("SP", "CK", "ST")
SIZE, FPS, PERIOD_SECONDS = (960, 540), 2.0, 60
# A look comes so much later within its minute than the one before: it shows another moment.
DRIFT_SECONDS = 7.0
# What runs without plugging anything in, the trial with fire included.
CODES = SHIPPED | {code for code, rule in RULES.items() if rule.aim is Aim.FLAME}


@dataclass(slots=True)
class Film:
    """Pictures that begin again when they end; what models see of each is found out once."""

    pictures: Sequence[Image]
    fps: float
    watcher: Watcher
    inferred_ms: list[float] = field(default_factory=list)
    _scenes: dict[int, Scene] = field(default_factory=dict)

    def look(self, moment: float) -> Seen:
        """What a look at `moment` sees."""
        index = int(moment * self.fps) % len(self.pictures)
        if index not in self._scenes:
            began = time.thread_time()
            (self._scenes[index],) = self.watcher.scenes([self.pictures[index]])
            self.inferred_ms.append(1000 * (time.thread_time() - began))
        return Seen(moment, self.pictures[index], self._scenes[index])


@dataclass(frozen=True, slots=True)
class Day:
    """What a day of looks came to."""

    leads: Counter[str]
    bursts: int
    judging_ms: float


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Leads a camera-day for each kitchen, and what a look costs."""
    del directory
    cv2.setNumThreads(1)
    watcher = shipped_watcher()
    watcher.scenes([np.zeros((SIZE[1], SIZE[0], 3), np.uint8)])  # loads both
    for zone in ZONES:
        full = Film(drawn(zone, is_empty=False), FPS, watcher)
        empty = Film(drawn(zone, is_empty=True), FPS, watcher)
        yield from _figures(
            f"drawn.{zone}", zone, lambda is_open, f=full, e=empty: f if is_open else e
        )
    for clip in sorted(options.clips.glob("*.mp4")) if options.clips else ():
        film = Film(*played(clip), watcher)
        for zone in CLIP_ZONES:
            yield from _figures(f"{clip.stem}.{zone}", zone, partial(_by_hours, film, film))


def _by_hours(full: Film, empty: Film, is_open: bool) -> Film:
    return full if is_open else empty


def _figures(name: str, zone: str, film_at: Callable[[bool], Film]) -> Iterator[Figure]:
    day = day_of(zone, film_at)
    codes = ", ".join(f"{code} {count}" for code, count in sorted(day.leads.items()))
    yield Figure(
        name=f"leads.{name}", value=day.leads.total(),
        unit=f"leads a camera-day{codes and f': {codes}'}", target=MOST_A_DAY, on_ratio=False,
    )  # fmt: skip
    yield Figure(name=f"leads.{name}.bursts", value=day.bursts, unit="bursts a camera-day")
    yield Figure(
        name=f"leads.{name}.inferring", value=float(np.median(film_at(True).inferred_ms)),
        unit="CPU-ms a picture",
    )  # fmt: skip
    yield Figure(
        name=f"leads.{name}.judging", value=day.judging_ms, unit="CPU-ms a look, bursts included"
    )


def day_of(zone: str, film_at: Callable[[bool], Film]) -> Day:
    """A day of a camera in `zone` that shows what `film_at` says for open and for closed."""
    history, leads, bursts, took = History(), Counter[str](), 0, 0.0
    for minute in range(LOOKS):
        is_open = minute // 60 in OPEN_HOURS
        film, setting = film_at(is_open), Setting(zone, is_open, CODES)
        moment = minute * MINUTE + minute * DRIFT_SECONDS % MINUTE
        seen = film.look(moment)
        began = time.thread_time()
        (sighting,) = sightings_of([seen])
        hits = first_hits(sighting, setting, history)
        history = history.after(sighting, setting)
        took += time.thread_time() - began
        plan = plan_of(hits)
        if plan is None:
            continue
        bursts += 1
        looks = [film.look(moment + number * plan.apart_seconds) for number in range(plan.looks)]
        began = time.thread_time()
        burst = sightings_of(looks)
        for code in sorted(hits):
            lead = lead_of(code, burst, setting, history)
            if lead is None:
                history = history.came_to_nothing(code, burst[-1].moment)
                continue
            leads[code] += 1
            history = history.led(code, lead.moment)
        took += time.thread_time() - began
    return Day(leads, bursts, 1000 * took / LOOKS)


def drawn(zone: str, *, is_empty: bool) -> list[Image]:
    """A minute of a drawn kitchen, BGR."""
    pictures = draw_scene(zone, size=SIZE, seed=ZONES.index(zone), fps=FPS, is_empty=is_empty)
    return [
        np.asarray(cv2.cvtColor(picture, cv2.COLOR_YUV2BGR_I420), np.uint8)
        for picture in islice(pictures, int(PERIOD_SECONDS * FPS))
    ]


def played(clip: Path) -> tuple[list[Image], float]:
    """The pictures of a clip, BGR, twice a second, and how many a second they are."""
    with av.open(str(clip)) as container:
        rate = float(container.streams.video[0].average_rate or FPS)
        step = max(1, round(rate / FPS))
        frames = islice(container.decode(video=0), None, None, step)
        return [frame.to_ndarray(format="bgr24") for frame in frames], rate / step
