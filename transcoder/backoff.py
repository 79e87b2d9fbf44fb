"""When a camera that failed may be tried again; knows no clock and no camera."""

import random

from transcoder.errors import Cause
from transcoder.limits import Limits

# Nothing answered, so nothing was disturbed: such a try costs a packet or two.
AWAY = frozenset({Cause.UNREACHABLE, Cause.SILENT})


class Backoff:
    """Waiting times of one camera: 1, 2, 4 … 60 s with jitter, or what its cause demands.

    All moments are seconds of one monotonic clock of the caller's choice. `is_awaited` says that
    it is of a stream that somebody waits for: then one that is away is asked for more often,
    since after a minute's cut of the network each second of waiting longer is ours.
    """

    def __init__(self, limits: Limits, rng: random.Random, *, is_awaited: bool = False) -> None:
        self._limits = limits
        self._rng = rng
        self._is_awaited = is_awaited
        self._failures = 0
        self._good_since: float | None = None

    @property
    def failures(self) -> int:
        """How many failures in a row the next waiting time rests on."""
        return self._failures

    def good(self, now: float) -> bool:
        """Note a good picture at `now`; True when it has been good for so long that the past counts
        no more.
        """
        if self._good_since is None:
            self._good_since = now
        if now - self._good_since < self._limits.backoff_reset_seconds:
            return False
        self._failures = 0
        return True

    def forget(self) -> None:
        """Begin anew: the camera was changed or nobody asks any longer."""
        self._failures = 0
        self._good_since = None

    def failed(self, cause: Cause, now: float) -> float | None:
        """The moment of the next try after failing with `cause` at `now`; None: never by itself.

        A wrong password is never tried twice: some cameras lock the caller's address out for
        half an hour. Source: docs/design/video.md.
        """
        self.good_ends(now)
        self._failures += 1
        wait = self._wait(cause)
        return None if wait is None else now + wait

    def good_ends(self, now: float) -> None:
        """Note that the good picture ended at `now`."""
        if self._good_since is not None:
            self.good(now)
        self._good_since = None

    def _wait(self, cause: Cause) -> float | None:
        limits = self._limits
        if cause is Cause.BAD_PASSWORD:
            return None
        if cause is Cause.BUSY:
            return self._jittered(limits.busy_retry_seconds)
        if cause is Cause.NO_SUCH_PATH:
            return self._jittered(limits.no_such_path_retry_seconds)
        # Past 2^16 the power only risks an overflow: the cap was reached long ago.
        doubled = limits.backoff_first_seconds * 2.0 ** min(self._failures - 1, 16)
        return self._jittered(min(doubled, self._longest(cause)))

    def _longest(self, cause: Cause) -> float:
        limits = self._limits
        if cause is Cause.STORE_FULL:
            return limits.full_retry_seconds
        if cause in AWAY and self._is_awaited:
            return limits.away_retry_seconds
        return limits.backoff_longest_seconds

    def _jittered(self, seconds: float) -> float:
        spread = self._limits.backoff_jitter
        return seconds * self._rng.uniform(1 - spread, 1 + spread)
