"""The newest key frame of a running stream, lent to whoever looks at cameras.

A camera that somebody watches needs no second connection to be looked at. What is lent is not
protected: it lies in the camera's private directory, which this engine's own user alone can
read, and whoever borrows it must protect what he shows of it.
"""

import json
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from transcoder.demand import LOAN, PRIVATE
from transcoder.errors import SourceFailed, StoreFull
from transcoder.publication import Publication
from transcoder.source import KeyFrame, KeyPacket, decode_key
from transcoder.storage import PRIVATE_FILE_MODE, write_whole

# A look comes once a minute, a still every five seconds: fresher than this is wasted work.
LEND_SECONDS = 2.0
_MAGIC = b"mingchu loan 1"


class Lender:
    """Keeps the loan of one running stream fresh, and takes it back; for the stream's thread.

    `tick` gives monotonic seconds.
    """

    def __init__(
        self, publication: Publication, *, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._publication = publication
        self._tick = tick
        self._lent_at: float | None = None
        self._private: Path | None = None

    def offer(self, make: Callable[[], KeyPacket]) -> None:
        """Lend the key frame that `make` gives, unless one was lent less than 2 s ago.

        Without room the former loan stays: a stream goes on whether it can lend or not.
        """
        now = self._tick()
        if self._lent_at is not None and now - self._lent_at < LEND_SECONDS:
            return
        self._lent_at = now
        try:
            if self._private is None:
                self._private = self._publication.private
            write_loan(self._private, make())
        except StoreFull:
            self._private = None

    def close(self) -> None:
        """Take the loan back: the stream has ended."""
        private, self._private = self._private, None
        if private is not None:
            (private / LOAN).unlink(missing_ok=True)


def write_loan(private: Path, key: KeyPacket) -> None:
    """Lend `key` from the camera's directory `private`, replacing the former in one step.

    Raises StoreFull; the former loan then stays.
    """
    extradata = key.extradata or b""
    facts = {
        "codec": key.codec,
        "width": key.width,
        "height": key.height,
        "taken_at": key.taken_at,
        "extradata_bytes": len(extradata),
    }
    body = b"\n".join((json.dumps(facts).encode(), extradata + key.data))
    head = b"%s %08x\n" % (_MAGIC, zlib.crc32(body))
    write_whole(private / LOAN, head + body, modified_at=key.taken_at, mode=PRIVATE_FILE_MODE)


def lent_frame(
    root: Path,
    code: str,
    *,
    within_seconds: float = 10.0,
    wall: Callable[[], float] = time.time,
) -> KeyFrame | None:
    """The key frame lent for camera `code` below `root`, decoded in the caller's thread.

    None when nothing is lent, when it was not taken within the last `within_seconds` of `wall`
    (Unix seconds), and when it is damaged: connect instead, it says nothing of the camera.
    """
    key = _lent_key(root / code / PRIVATE / LOAN)
    # The distance counts: after a clock was set back, nobody knows how old a picture is.
    if key is None or abs(wall() - key.taken_at) > within_seconds:
        return None
    try:
        return decode_key(key, code)
    except SourceFailed:
        return None


def _lent_key(path: Path) -> KeyPacket | None:
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if head != b"%s %08x" % (_MAGIC, zlib.crc32(body)):
            return None
        plain, _, content = body.partition(b"\n")
        facts = json.loads(plain)
        length = facts.pop("extradata_bytes")
        return KeyPacket(data=content[length:], extradata=content[:length] or None, **facts)
    except (OSError, ValueError, TypeError, KeyError):
        return None
