"""How a camera's fault changes the pictures of one viewer."""

import random
from enum import Enum, auto

from transcoder.simulator.recording import TICKS_PER_SECOND
from transcoder.simulator.script import CameraScript, Fault
from transcoder.simulator.timeline import Tick

LOST_SHARE = 0.1
HOUR_TICKS = 3600 * TICKS_PER_SECOND
_SHIFTED = {Fault.CLOCK_FORWARD: HOUR_TICKS, Fault.CLOCK_BACK: -HOUR_TICKS}


class Act(Enum):
    """What becomes of one picture: SENT, WITHHELD, or the connection CUT within it."""

    SENT = auto()
    WITHHELD = auto()
    CUT = auto()


def act_on(script: CameraScript, tick: Tick, *, seconds_playing: float) -> Act:
    """What the camera's fault makes of this picture."""
    if seconds_playing < script.after_seconds:
        return Act.SENT
    if script.fault is Fault.STALL:
        return Act.WITHHELD
    if script.fault is Fault.RESET:
        return Act.CUT
    if script.fault is Fault.LOSS and not tick.is_key:
        dice = random.Random(f"{script.seed} {tick.moment.index}")  # noqa: S311 - not a secret
        return Act.WITHHELD if dice.random() < LOST_SHARE else Act.SENT
    return Act.SENT


def shift_of(script: CameraScript, tick: Tick, *, seconds_playing: float) -> int:
    """Ticks that the camera's fault adds to the timestamp of this picture."""
    if seconds_playing < script.after_seconds:
        return 0
    if script.fault is Fault.REPEATED_TIME and tick.moment.index % 5 == 4:
        loop, index = tick.moment.loop, tick.moment.index
        return tick.track.timestamp(loop, index - 1) - tick.track.timestamp(loop, index)
    return _SHIFTED.get(script.fault, 0)


def shift_at_play(script: CameraScript, first_timestamp: int) -> int:
    """Ticks added to a viewer's packets from the start: only WRAP moves them."""
    if script.fault is not Fault.WRAP:
        return 0
    return 2**32 - round(script.after_seconds * TICKS_PER_SECOND) - first_timestamp
