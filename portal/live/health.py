"""Whether the transcoder is at work, told from its directory alone."""

from collections.abc import Callable
from pathlib import Path

from portal.live.files import newest_sign_of_life
from portal.live.rules import STALE_STATE_SECONDS
from portal.shell import clock

LOCK = ".lock"  # the supervisor's


def transcoder_check(root: Path) -> Callable[[], str | None]:
    """A check for `/readyz`: None while the transcoder writes below `root`, else what is wrong."""

    def check() -> str | None:
        written = newest_sign_of_life(root)
        if written is None and (root / LOCK).exists() and not any(root.glob("*/")):
            return None  # at work, and no camera to write of
        if written is None:
            return "the transcoder has not written anything; is its process running?"
        silent = clock.now().timestamp() - written
        if silent > STALE_STATE_SECONDS:
            return f"the transcoder has been silent for {silent:.0f} seconds"
        return None

    return check
