"""What a look is: the camera looked at, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Cameras send a key frame once a group of pictures: less than that would miss it.
GOP_GRACE_SECONDS = 3.0


class Result(StrEnum):
    """OK: a picture came. FAILED: the camera gave none. UNKNOWN: nobody can say, and it is ours."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Unknown(StrEnum):
    """Why the sampler itself could not say how a camera is."""

    NO_TURN = "no_turn"  # the round was over before
    STILL_LOOKING = "still_looking"  # an earlier look at it has not come back
    OVERDUE = "overdue"  # its opener did not come back in time
    HELD_UP = "held_up"  # it failed while this process stood still
    CANCELLED = "cancelled"
    NO_THREAD = "no_thread"
    OPENER = "opener"  # the opener raised what it should not


class Frame(Protocol):
    """A decoded picture: `image` is uint8 [height, width, 3], BGR; `taken_at` Unix seconds."""

    @property
    def image(self) -> NDArray[np.uint8]:
        """The picture, unprotected."""

    @property
    def taken_at(self) -> float:
        """When it arrived."""


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera as the sampler needs it, without its address.

    `host` is whatever bears few connections at once, such as a recorder. `gop_seconds` is the
    distance of its key frames and `looked_at` (Unix seconds) its last look that had a result;
    None where not known.
    """

    code: str
    host: str
    gop_seconds: float | None = None
    looked_at: float | None = None

    def deadline(self, shortest_seconds: float) -> float:
        """How long a look may take, in seconds: `shortest_seconds`, or long enough for its GOP."""
        return max(shortest_seconds, (self.gop_seconds or 0.0) + GOP_GRACE_SECONDS)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one look took: `wall_seconds` of waiting, `cpu_seconds` of its thread."""

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking at camera `code`.

    `cause` says why there is no picture and is None exactly when there is one. `late_seconds`
    is how long the camera waited beyond its turn.
    """

    code: str
    result: Result
    cause: str | None = None
    frame: Frame | None = None
    cost: Cost = Cost()
    late_seconds: float = 0.0

    @property
    def taken_at(self) -> float | None:
        """When the picture arrived, in Unix seconds; None without one."""
        return None if self.frame is None else self.frame.taken_at
