"""What this floor tells those who watch over the portal."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from portal.live.files import newest_sign_of_life
from portal.shell.metrics import Read, Reading, counter, gauge
from transcoder.demand import STATE, read_state

STREAMS = gauge("streams", "Cameras by what this node's transcoder does with them.", "activity")
SILENT = gauge("transcoder_silent_seconds", "Since when this node's transcoder wrote nothing.")
PLAYLISTS = counter("warm_playlists", "Playlists answered without the application.")


def readings_of(root: Path, *, wall: Callable[[], float] = time.time) -> Read:
    """What can be read below `root`; nothing where no transcoder ever wrote."""

    def readings() -> Iterator[Reading]:
        written = newest_sign_of_life(root)
        if written is None:
            return
        yield Reading(SILENT, max(0.0, wall() - written))
        states = (read_state(root, path.parent.name) for path in root.glob(f"*/{STATE}"))
        found = Counter(state.activity.value for state in states if state is not None)
        for activity, number in sorted(found.items()):
            yield Reading(STREAMS, float(number), (activity,))

    return readings
