"""Checks published HLS as a strict player would; works on a directory or over HTTP.

Independent of the code it checks: it parses playlists and opens segments by itself. The rules
are those of docs/design/video.md, Playlists, and of RFC 8216.
"""

import http.client
import io
import itertools
import math
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import av

PLAYLIST_TYPE, MEDIA_TYPE = "application/vnd.apple.mpegurl", "video/mp4"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Files(Protocol):
    def get(self, uri: str) -> Answer: ...


@dataclass(frozen=True, slots=True)
class DirectoryFiles:
    """Published files below `root`, which appears as `prefix` in addresses."""

    root: Path
    prefix: str = "/live/"

    def get(self, uri: str) -> Answer:
        try:
            return Answer(200, (self.root / uri.removeprefix(self.prefix)).read_bytes())
        except OSError:
            return Answer(404)


@dataclass(frozen=True, slots=True)
class HttpFiles:
    """The same from a server at `base`, for example http://127.0.0.1:8000."""

    base: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, uri: str) -> Answer:
        return self.ask(uri)

    def ask(self, uri: str, *, method: str = "GET", **headers: str) -> Answer:
        request = urllib.request.Request(
            self.base + uri,
            method=method,
            headers=self.headers | {name.replace("_", "-"): one for name, one in headers.items()},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as found:
                return Answer(found.status, found.read(), _lowered(found.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read(), _lowered(error.headers))
        except http.client.RemoteDisconnected:
            return Answer(0)


@dataclass(frozen=True, slots=True)
class Listed:
    uri: str
    init_uri: str
    seconds: float
    date: datetime | None
    number: int
    breaks: int


@dataclass(frozen=True, slots=True)
class Listing:
    target: int
    number: int
    segments: tuple[Listed, ...]


class BadListing(Exception):
    """A playlist that cannot even be read."""


def parse(text: str) -> Listing:
    """The playlist in `text`; raises BadListing."""
    number, breaks = _tag(text, "MEDIA-SEQUENCE"), _tag(text, "DISCONTINUITY-SEQUENCE", default=0)
    target = _tag(text, "TARGETDURATION")
    segments: list[Listed] = []
    init, seconds, date = "", 0.0, None
    for line in text.splitlines():
        if line.startswith("#EXT-X-MAP:"):
            init = _attribute(line, "URI")
        elif line == "#EXT-X-DISCONTINUITY":
            breaks += 1
        elif line.startswith("#EXT-X-PROGRAM-DATE-TIME:"):
            date = datetime.fromisoformat(line.partition(":")[2])
        elif line.startswith("#EXTINF:"):
            seconds = float(line.partition(":")[2].partition(",")[0])
        elif line and not line.startswith("#"):
            place = number + len(segments)
            segments.append(Listed(line, init, seconds, date, place, breaks))
            date = None
    return Listing(target, number, tuple(segments))


class Conformance:
    """Reloads one playlist again and again and collects every broken rule in `broken`."""

    def __init__(
        self,
        files: Files,
        uri: str,
        *,
        secrets: tuple[bytes, ...] = (),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.broken: list[str] = []
        self.seen: dict[str, Listed] = {}
        self._files = files
        self._uri = uri
        self._secrets = (b"rtsp:", b"rtsps:", *secrets)
        self._monotonic = monotonic
        self._last: Listing | None = None
        self._keep: dict[str, tuple[float, float]] = {}
        self._ends: dict[str, Fraction] = {}
        self._times: list[tuple[float, float]] = []

    def poll(self) -> None:
        """Reload once and check everything that is new."""
        answer = self._files.get(self._uri)
        if not self._expect(answer.status == 200, f"playlist answers {answer.status}"):
            return
        text = answer.body.decode()
        self._check_text(answer.body, text)
        try:
            listing = parse(text)
        except BadListing as error:
            self.broken.append(str(error))
            return
        self._check_listing(listing)
        self._check_against_last(listing)
        self._check_removed(listing)
        for before, one in zip((None, *listing.segments), listing.segments, strict=False):
            if one.uri not in self.seen:
                self.seen[one.uri] = one
                self._check_media(one, before)
        self._note_time(listing)
        self._last = listing

    def finish(self) -> list[str]:
        """Every broken rule, after the checks that need the whole time watched."""
        if len(self._times) > 1:
            (began, first), (ended, last) = self._times[0], self._times[-1]
            elapsed, media = ended - began, last - first
            slack = max(0.005 * elapsed, 0.5)  # half a second: we poll, we are not told
            self._expect(
                abs(media - elapsed) <= slack, f"{media:.2f} s of media in {elapsed:.2f} s"
            )
        return self.broken

    def _expect(self, is_kept: bool, rule: str) -> bool:
        if not is_kept:
            self.broken.append(rule)
        return is_kept

    def _check_text(self, body: bytes, text: str) -> None:
        lines = text.split("\n")
        self._expect(lines[0] == "#EXTM3U", "does not begin with #EXTM3U")
        self._expect(b"\r" not in body and body.endswith(b"\n"), "line ends are not LF")
        self._expect("#EXT-X-VERSION:7" in lines, "version is not 7")
        self._expect("#EXT-X-INDEPENDENT-SEGMENTS" in lines, "no INDEPENDENT-SEGMENTS")
        for name in ("ENDLIST", "ALLOW-CACHE"):
            self._expect(f"#EXT-X-{name}" not in text, f"{name} in a live playlist")
        for secret in self._secrets:
            self._expect(secret not in body, "an address or a secret in the playlist")

    def _check_listing(self, listing: Listing) -> None:
        self._expect(bool(listing.segments), "an empty playlist was published")
        for one in listing.segments:
            self._expect(math.floor(one.seconds + 0.5) <= listing.target, "EXTINF over target")
            self._expect(bool(one.init_uri), "a segment without MAP")
            self._expect(one.uri.startswith("/"), "a relative address")
            self._expect(one.date is not None, "a segment without date")
        dates = [one.date for one in listing.segments if one.date is not None]
        self._expect(all(a < b for a, b in itertools.pairwise(dates)), "dates do not rise")

    def _check_against_last(self, listing: Listing) -> None:
        last = self._last
        if last is None:
            return
        self._expect(listing.number >= last.number, "media sequence went back")
        old = {one.uri: one for one in last.segments}
        kept = [one for one in listing.segments if one.uri in old]
        for one in kept:
            self._expect(one.number == old[one.uri].number, "a listed segment changed its number")
            self._expect(one.breaks == old[one.uri].breaks, "discontinuity sequence is wrong")
            self._expect(one.init_uri == old[one.uri].init_uri, "a listed segment changed its MAP")
        if kept:
            removed = len(old) - len(kept)
            self._expect(listing.number - last.number == removed, "steps do not equal removals")
        breaks = last.segments[-1].breaks, listing.segments[-1].breaks
        self._expect(breaks[1] >= breaks[0], "discontinuity sequence went back")
        if breaks[0] == breaks[1]:
            self._expect(listing.target == last.target, "TARGETDURATION changed in a run")
        for one in listing.segments:
            if one.uri not in old:
                self._expect(one.uri not in self.seen, "a name was used again")

    def _check_removed(self, listing: Listing) -> None:
        """A removed segment answers for its own length plus the longest list that named it."""
        now = self._monotonic()
        length = sum(one.seconds for one in listing.segments)
        for one in listing.segments:
            longest = max(length, self._keep.get(one.uri, (0.0, 0.0))[1])
            self._keep[one.uri] = (now, longest)
        for uri, (listed_at, longest) in list(self._keep.items()):
            # When it left is known as late as this poll; when it was last there is certain.
            if now > listed_at + longest + self._seconds(uri):
                del self._keep[uri]
            elif now > listed_at:
                self._expect(self._files.get(uri).status == 200, "a removed segment left too early")

    def _seconds(self, uri: str) -> float:
        return self.seen[uri].seconds if uri in self.seen else 0.0

    def _check_media(self, one: Listed, before: Listed | None) -> None:
        init, segment = self._files.get(one.init_uri), self._files.get(one.uri)
        if not self._expect(init.status == segment.status == 200, "a listed file is missing"):
            return
        try:
            look = look_into(init.body + segment.body)
        except (av.FFmpegError, ValueError) as error:
            self.broken.append(f"a segment does not decode alone: {type(error).__name__}")
            return
        self._expect(look.has_key_first, "a segment does not begin with a key frame")
        self._expect(not look.has_audio, "sound was published")
        self._expect(look.frames == look.packets, "frames of a segment are lost")
        self._expect(
            abs(look.seconds - one.seconds) <= 1.5 * look.frame_seconds, "EXTINF is not the length"
        )
        self._ends[one.uri] = look.end
        if before is not None and before.breaks == one.breaks and before.uri in self._ends:
            gap = abs(look.begin - self._ends[before.uri])
            self._expect(gap <= look.frame_seconds + 0.001, f"a gap of {float(gap):.3f} s")

    def _note_time(self, listing: Listing) -> None:
        is_new = self._last is None or listing.segments[-1].uri != self._last.segments[-1].uri
        if is_new:
            media = sum(one.seconds for one in self.seen.values())
            self._times.append((self._monotonic(), media))


@dataclass(frozen=True, slots=True)
class Look:
    """What one segment holds; `begin` and `end` are seconds of its own clock."""

    has_key_first: bool
    has_audio: bool
    packets: int
    frames: int
    begin: Fraction
    end: Fraction
    frame_seconds: float

    @property
    def seconds(self) -> float:
        return float(self.end - self.begin)


def look_into(data: bytes) -> Look:
    """Decode an init and its segment from start to end; raises what PyAV raises."""
    with av.open(io.BytesIO(data), format="mp4") as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        frames = [frame for packet in packets for frame in packet.decode()]
        frames += stream.codec_context.decode(None)
        stamps = sorted(packet.pts for packet in packets)
        base = Fraction(stream.time_base)
        spacing = Fraction(stamps[-1] - stamps[0], max(1, len(stamps) - 1)) * base
        length = max(packet.pts + (packet.duration or 0) for packet in packets) * base
        return Look(
            has_key_first=packets[0].is_keyframe,
            has_audio=bool(container.streams.audio),
            packets=len(packets),
            frames=len(frames),
            begin=stamps[0] * base,
            end=length,
            frame_seconds=float(spacing),
        )


def watch(files: Files, uri: str, *, seconds: float, every: float = 0.5) -> list[str]:
    """Every rule that the playlist at `uri` broke while it was watched."""
    conformance = Conformance(files, uri)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        conformance.poll()
        time.sleep(every)
    return conformance.finish()


def served_wrongly(files: HttpFiles, uri: str) -> list[str]:
    """Every rule of serving that the server breaks for the camera whose playlist is at `uri`."""
    broken: list[str] = []
    playlist = files.get(uri)
    one = parse(playlist.body.decode()).segments[-1]
    media = files.get(one.uri)
    expected = [
        (playlist.headers.get("content-type", "").startswith(PLAYLIST_TYPE), "playlist's type"),
        (media.headers.get("content-type") == MEDIA_TYPE, "segment's type"),
        (_is_hardly_cached(playlist), "playlist may be cached"),
        (_max_age(media) > 1, "segment may not be cached"),
        (files.get(one.uri).body == media.body, "two readers got different bytes"),
        (_is_head_right(files, one.uri, media), "HEAD is wrong"),
        (_is_range_right(files, one.uri, media), "Range is wrong"),
    ]
    broken += [rule for is_kept, rule in expected if not is_kept]
    for bad in _bad_uris(uri, one.uri):
        status = files.get(bad).status
        if status == 0:
            broken.append(f"broke down at {bad}")
        elif status < HTTPStatus.BAD_REQUEST:
            broken.append(f"answered {bad}")
    return broken


def _is_hardly_cached(answer: Answer) -> bool:
    return "no-store" in answer.headers.get("cache-control", "") or _max_age(answer) in {0, 1}


def _max_age(answer: Answer) -> int:
    found = re.search(r"max-age=(\d+)", answer.headers.get("cache-control", ""))
    return int(found[1]) if found else -1


def _is_head_right(files: HttpFiles, uri: str, media: Answer) -> bool:
    head = files.ask(uri, method="HEAD")
    return (
        head.status == 200
        and not head.body
        and head.headers.get("content-length") == str(len(media.body))
    )


def _is_range_right(files: HttpFiles, uri: str, media: Answer) -> bool:
    part = files.ask(uri, Range="bytes=4-11")
    return part.status == HTTPStatus.PARTIAL_CONTENT and part.body == media.body[4:12]


def _bad_uris(playlist_uri: str, segment_uri: str) -> list[str]:
    camera = playlist_uri.rpartition("/")[0]
    run = segment_uri.rpartition("/")[0]
    guessed = re.sub(r"-[^-]+\.m4s$", f"-{'0' * 24}.m4s", segment_uri)
    inner = segment_uri.removeprefix(camera)
    return [
        guessed,
        run,
        f"{run}/",
        segment_uri.replace(camera, f"{camera}-other"),
        f"{camera}/state.json",
        f"{camera}/demand",
        f"{camera}/private/",
        f"{camera}/private/..{inner}",
        f"{run}/../../../../../../etc/passwd",
        f"{camera}/{quote(inner.lstrip('/'), safe='')}",
        f"{camera}/%2e%2e/%2e%2e/etc/passwd",
        f"{segment_uri}%00.mp4",
    ]


def _lowered(headers: object) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}  # type: ignore[attr-defined]


def _tag(text: str, name: str, *, default: int | None = None) -> int:
    found = re.findall(rf"^#EXT-X-{name}:(\d+)$", text, re.MULTILINE)
    if not found and default is not None:
        return default
    if len(found) != 1:
        raise BadListing(f"{len(found)} times {name}")
    return int(found[0])


def _attribute(line: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', line)
    return found[1] if found else ""
