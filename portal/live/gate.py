"""What one process remembers so that a playlist costs neither a query nor a page."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from portal.live.files import read_playlist
from portal.live.queries import Decision
from portal.shell import clock
from transcoder.demand import DEMAND, stamp

DECISION_SECONDS = 5.0
# While the database is away a permission holds on, for the restart of a database and no longer:
# where this machine alone is cut off, somebody may have taken it back.
AWAY_SECONDS = 120.0
AWAY_PAUSE_SECONDS = 10.0  # a question may wait for its answer as long as a thread has patience
STAMP_SECONDS = 1.0
SEAT_SECONDS = 30.0  # longer than the longest reload of a list that the transcoder promises
REMEMBERED_CODES = 20_000
VIEWER_NAME_LENGTH = 200
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)

Ask = Callable[[str], Decision | None]


class Gate:
    """Decisions for a few seconds, stamps once a second, seats of the embedded server.

    `ask` answers for a camera code and is called at most every 5 s a camera; it may fail, and
    then nothing is remembered, but what was known before the database went away. `seats` is the
    number of viewers, None: no cap. Threads share it: every step is one dictionary operation, so
    that two at once do double work at worst.
    """

    def __init__(
        self,
        root: Path,
        *,
        seats: int | None,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self.root = root
        self._seats = seats
        self._tick = tick
        # When it was asked, when it was last answered, and what.
        self._decisions: dict[str, tuple[float, float, Decision | None]] = {}
        self._away_until = float("-inf")
        self._stamps: dict[tuple[str, str], float] = {}
        self._seen: dict[str, float] = {}

    def known(self, code: str) -> Decision | None:
        """The remembered answer for `code` while it may be used, None when there is none."""
        known = self._decisions.get(code)
        if known is None or self._tick() - known[0] >= DECISION_SECONDS:
            return None
        return known[2]

    def decision(self, code: str, *, ask: Ask) -> Decision | None:
        """Whether `code` may be shown, not older than 5 s; None for an unknown camera.

        It may be two minutes old while the database is away.
        """
        asked_at = heard_at = self._tick()
        known = self._decisions.get(code)
        if known is not None and asked_at - known[0] < DECISION_SECONDS:
            return known[2]
        kept = known if known is not None and asked_at - known[1] < AWAY_SECONDS else None
        if kept is not None and asked_at < self._away_until:
            return kept[2]
        try:
            answer = ask(code)
        except OperationalError:
            if kept is None:
                raise
            self._away_until = self._tick() + AWAY_PAUSE_SECONDS
            _, heard_at, answer = kept
            log.warning("decision_kept", extra={"camera": code})
        if len(self._decisions) >= REMEMBERED_CODES:  # guessed codes must not fill the memory
            self._decisions.clear()
        self._decisions[code] = (asked_at, heard_at, answer)
        return answer

    def want(self, code: str, name: str = DEMAND) -> None:
        """Tell the transcoder that camera `code` is asked for; `code` must be a known camera."""
        now = self._tick()
        last = self._stamps.get((code, name))
        if last is None or now - last >= STAMP_SECONDS:
            self._stamps[code, name] = now
            try:
                stamp(self.root, code, name)
            except OSError as error:  # a full disk must not take a running picture away
                log.warning("stamp_failed", extra={"camera": code, "errno": error.errno})

    def playlist(self, code: str) -> bytes | None:
        """Ask for the camera's moving picture; the playlist, None while there is no living one."""
        self.want(code)
        found = read_playlist(self.root, code, unix_seconds=clock.now().timestamp())
        return None if found is None or found[0].is_lost else found[1]

    def seat(self, viewer: str) -> bool:
        """Whether `viewer`, named by whatever tells two apart, has or gets a seat."""
        if self._seats is None:
            return True
        now = self._tick()
        if viewer not in self._seen and len(self._seen) >= self._seats:
            for other, seen_at in list(self._seen.items()):
                if now - seen_at > SEAT_SECONDS:
                    self._seen.pop(other, None)
            if len(self._seen) >= self._seats:
                return False
        self._seen[viewer] = now
        return True


def viewer_name(environ: "WSGIEnvironment") -> str:
    """What tells this viewer from another: the page's random name, else address and browser."""
    name = environ.get("QUERY_STRING") or (
        f"{environ.get('REMOTE_ADDR', '')} {environ.get('HTTP_USER_AGENT', '')}"
    )
    return str(name)[:VIEWER_NAME_LENGTH]


def playlist_headers(
    choice: Decision, *, origin: str | None, is_shared: bool
) -> list[tuple[str, str]]:
    """The headers of a playlist that `origin` asked for.

    `is_shared` lets nginx hand the answer to everybody for one second.
    """
    # First of all: nginx before 1.23.3 obeys whichever of the two it meets first.
    headers = [("X-Accel-Expires", "1")] if is_shared else []
    headers += [
        ("Content-Type", PLAYLIST_TYPE),
        ("Cache-Control", "no-store"),
        ("Vary", "Origin"),
    ]
    if origin is not None and origin in choice.origins:
        headers.append(("Access-Control-Allow-Origin", origin))
    return headers
