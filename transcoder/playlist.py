"""The text of a published playlist: values in, text out. Rules: docs/design/video.md."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LISTED = 6
VERSION = 7
MIN_TARGET_SECONDS = 2
TARGET_GRACE_SECONDS = 0.1

_SEQUENCE = re.compile(r"^#EXT-X-MEDIA-SEQUENCE:(\d+)$", re.MULTILINE)
_DISCONTINUITIES = re.compile(r"^#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Segment:
    """One listed segment.

    `uri` and `init_uri` are what the player fetches, `began_at` is the Unix second of its key
    frame, `is_break` says that it does not continue the segment before it.
    """

    uri: str
    init_uri: str
    duration_seconds: float
    began_at: float
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """What a playlist shows now.

    `number` is the first segment's media sequence number, `breaks` the count of breaks that have
    left the list, `target_seconds` the longest segment promised.
    """

    number: int
    breaks: int
    target_seconds: int
    segments: tuple[Segment, ...] = ()

    @property
    def duration_seconds(self) -> float:
        """Length of everything listed."""
        return sum(segment.duration_seconds for segment in self.segments)

    @property
    def next_number(self) -> int:
        """The media sequence number that the next segment will have."""
        return self.number + len(self.segments)


def target_seconds(first_seconds: float, gop_seconds: float | None) -> int:
    """TARGETDURATION of a run whose first segment and key-frame interval are these.

    The ceiling, with a tenth of a second of grace: a camera whose 2 s last 2.002 s would
    otherwise promise 3, and every player would stay two seconds further behind.
    """
    longest = max(_to_milliseconds(first_seconds), gop_seconds or 0, MIN_TARGET_SECONDS)
    return math.ceil(round(longest - TARGET_GRACE_SECONDS, 3))


def fits(duration_seconds: float, target: int) -> bool:
    """Whether a segment may stand in a list with this target.

    RFC 8216, 4.3.3.1: its duration, rounded to the nearest integer, must not exceed the target.
    """
    return math.floor(_to_milliseconds(duration_seconds) + 0.5) <= target


def extended(window: Window, segment: Segment) -> tuple[Window, tuple[Segment, ...]]:
    """The window after `segment` was added, and the segments that left it."""
    kept = (*window.segments, segment)
    left, kept = kept[:-LISTED], kept[-LISTED:]
    return (
        Window(
            number=window.number + len(left),
            breaks=window.breaks + sum(one.is_break for one in left),
            target_seconds=window.target_seconds,
            segments=kept,
        ),
        left,
    )


def emptied(window: Window) -> Window:
    """The window after everything listed was taken out at once."""
    return Window(
        number=window.next_number,
        breaks=window.breaks + sum(one.is_break for one in window.segments),
        target_seconds=window.target_seconds,
    )


def render(window: Window, *, start_targets: float | None = 2) -> str:
    """The playlist as text with LF line ends.

    `start_targets` tells native players how many targets before the end to begin; RFC 8216
    (4.3.5.2) advises three, two cut the delay; None leaves the choice to them.
    """
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-TARGETDURATION:{window.target_seconds}",
        f"#EXT-X-MEDIA-SEQUENCE:{window.number}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{window.breaks}",
    ]
    if start_targets is not None:
        offset = start_targets * window.target_seconds
        lines.append(f"#EXT-X-START:TIME-OFFSET=-{offset:.3f}")
    lines += _segment_lines(window.segments)
    return "\n".join(lines) + "\n"


def floor_of(text: str) -> tuple[int, int]:
    """The lowest (media sequence, discontinuity sequence) that may follow a playlist found on disk.

    A text that is no playlist of ours gives (0, 0).
    """
    number, breaks = _SEQUENCE.search(text), _DISCONTINUITIES.search(text)
    if number is None or breaks is None:
        return 0, 0
    listed = text.count("\n#EXTINF:")
    tags = text.count("\n#EXT-X-DISCONTINUITY\n")
    # One more break: what follows comes from another run.
    return int(number[1]) + listed, int(breaks[1]) + tags + 1


def _segment_lines(segments: Sequence[Segment]) -> list[str]:
    lines: list[str] = []
    init_uri = None
    for segment in segments:
        if segment.is_break:
            lines.append("#EXT-X-DISCONTINUITY")
        if segment.init_uri != init_uri:
            init_uri = segment.init_uri
            lines.append(f'#EXT-X-MAP:URI="{init_uri}"')
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{_date(segment.began_at)}")
        lines.append(f"#EXTINF:{segment.duration_seconds:.3f},")
        lines.append(segment.uri)
    return lines


def _date(unix_seconds: float) -> str:
    moment = datetime.fromtimestamp(unix_seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _to_milliseconds(seconds: float) -> float:
    """The duration as it is printed, so that what we promise and what we list never differ."""
    return round(seconds, 3)
