"""Asks a finder of people from one thread for many streams, and never waits long for it.

Whatever goes wrong there is told as None, "not known", upon which everything is hidden.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from transcoder.logs import OneASecond

log = logging.getLogger(__name__)
log.addFilter(OneASecond())  # a finder that fails does so many times a second

Image = NDArray[np.uint8]
Boxes = NDArray[np.float32]
PeopleFinder = Callable[[Image], tuple[Boxes, Boxes]]
"""Finds heads and persons in an image (uint8 [height, width, 3], BGR): float32 [n, 5] each, the
box x1 y1 x2 y2 in pixels and how sure it is: 1 where it stands by it, less (above 0) where it
merely suspects. May raise or be slow; one that knows heads alone tells no persons."""

# More are no people: a finder gone wild would take more time to follow than the picture has.
MOST_BOXES = 200
# A finder that has not answered for so long may never do: another thread takes the questions.
HUNG_SECONDS = 10.0
MOST_HUNG = 3


@dataclass(frozen=True, slots=True)
class People:
    """What was found in one picture: `heads` and `persons`, float32 [n, 5], the last how sure."""

    heads: Boxes
    persons: Boxes

    def placed(self, left: float, top: float, *, across: float, down: float) -> "People":
        """The same in a larger picture, a part of which at `left`, `top` was looked at.

        A pixel of it was `across` wide and `down` high there.
        """
        scale = np.array([across, down, across, down, 1], np.float32)
        corner = np.array([left, top, left, top, 0], np.float32)
        return People(self.heads * scale + corner, self.persons * scale + corner)


def for_moving(finder: PeopleFinder | None) -> PeopleFinder | None:
    """The finder to ask about moving pictures: what `finder` names as its `moving`, else itself."""
    return cast(PeopleFinder | None, getattr(finder, "moving", finder))


def find_people(finder: PeopleFinder, image: Image) -> People | None:
    """The people in `image`, None when the finder failed or its answer makes no sense."""
    try:
        heads, persons = (_sound(boxes) for boxes in finder(image))
        return People(heads, persons)
    except Exception as error:  # noqa: BLE001 - whatever a foreign finder raises, we hide all
        log.warning("head_finder_failed", extra={"error": type(error).__name__})
        return None


def _sound(boxes: object) -> Boxes:
    """`boxes` with corners in order. Raises ValueError when they make no sense."""
    told = np.asarray(boxes, dtype=np.float32)
    if told.size == 0:
        return np.zeros((0, 5), dtype=np.float32)
    if told.ndim != 2 or told.shape[1] != 5 or len(told) > MOST_BOXES:
        raise ValueError(f"boxes of shape {told.shape}")
    if not np.isfinite(told).all():
        raise ValueError("boxes that are not finite")
    low, high = np.minimum(told[:, :2], told[:, 2:4]), np.maximum(told[:, :2], told[:, 2:4])
    return np.asarray(np.concatenate([low, high, told[:, 4:]], axis=1), np.float32)


@dataclass(slots=True, order=True)
class _Question:
    rank: tuple[int, int]  # the seat's number, then the question's
    image: Image = field(compare=False)
    until: float = field(compare=False)
    answered: threading.Event = field(default_factory=threading.Event, compare=False)
    people: People | None = field(default=None, compare=False)


class Desk:
    """One finder for all streams of a process: its memory is paid once, and one asks at a time.

    Who took a seat first is answered first; a question that has waited too long is not asked at
    all. So when more want answers than there is time for, those who came last get none, and are
    hidden as a whole, while the others go on.
    """

    def __init__(
        self, finder: PeopleFinder | None, *, monotonic: Callable[[], float] = time.monotonic,
        hung_seconds: float = HUNG_SECONDS,
    ) -> None:  # fmt: skip
        self._finder = finder
        self._monotonic = monotonic
        self._hung_seconds = hung_seconds
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._questions: list[_Question] = []
        self._seats = 0
        self._threads: list[threading.Thread] = []
        self._server = 0  # which thread serves; one that was given up sees that it does not
        self._is_served = False
        self._asked_at: float | None = None

    def seat(self) -> "Seat":
        """A place to ask from, to be closed; the earlier it is taken the better it is served."""
        with self._changed:
            self._seats += 1
            return Seat(self, next(self._numbers))

    def ask(self, image: Image, *, seat: int, seconds: float) -> People | None:
        """The people in `image`; None when they are not known within `seconds`."""
        if self._finder is None:
            return None
        until = self._monotonic() + seconds
        question = _Question((seat, next(self._numbers)), image, until)
        with self._changed:
            if not self._has_server():
                return None
            heapq.heappush(self._questions, question)
            self._changed.notify_all()
        question.answered.wait(seconds)
        return question.people

    def leave(self) -> None:
        """Give back a seat; without any the thread ends as soon as the finder returns."""
        with self._changed:
            self._seats -= 1
            if not self._seats:
                self._is_served = False
                self._server += 1
            self._changed.notify_all()

    def _has_server(self) -> bool:
        """See that a thread serves; False when too many of them hang in the finder."""
        hangs = (
            self._asked_at is not None and self._monotonic() - self._asked_at > self._hung_seconds
        )
        if self._is_served and not hangs:
            return True
        if hangs:
            log.error("head_finder_hangs")
        self._threads = [each for each in self._threads if each.is_alive()]
        if len(self._threads) >= MOST_HUNG:
            return False
        self._server += 1
        self._is_served, self._asked_at = True, None
        # A daemon: a finder that never returns must not keep the process from ending.
        thread = threading.Thread(
            target=self._serve, args=(self._server,), name="people-finder", daemon=True
        )
        self._threads.append(thread)
        thread.start()
        return True

    def _serve(self, number: int) -> None:
        while (question := self._next(number)) is not None:
            if self._finder is not None:
                question.people = find_people(self._finder, question.image)
            question.answered.set()
            with self._changed:
                if self._server == number:
                    self._asked_at = None

    def _next(self, number: int) -> _Question | None:
        with self._changed:
            while self._server == number:
                while self._questions:
                    question = heapq.heappop(self._questions)
                    now = self._monotonic()
                    if now < question.until:
                        self._asked_at = now
                        return question
                self._changed.wait()
        return None


class Seat:
    """A stream's place at the Desk."""

    def __init__(self, desk: Desk, number: int) -> None:
        self._desk = desk
        self._number = number

    def people(self, image: Image, *, seconds: float) -> People | None:
        """The people in `image`; None when they are not known within `seconds`."""
        return self._desk.ask(image, seat=self._number, seconds=seconds)

    def close(self) -> None:
        """Leave the Desk."""
        self._desk.leave()
