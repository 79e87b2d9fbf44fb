"""The checker for published HLS finds each fault, and our own publication has none."""

import re
import threading
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import pytest

from tests.support.clips import make_clip, packets_of, stream_of
from tests.support.hls import (
    Answer,
    BadListing,
    Conformance,
    DirectoryFiles,
    HttpFiles,
    parse,
    served_wrongly,
)
from transcoder.camera import CameraSource, Privacy
from transcoder.copying import Copier
from transcoder.limits import Limits
from transcoder.publication import Publication
from transcoder.storage import DiskStore

URI = "/live/cam/index.m3u8"
NOW = 1_790_000_000.0


@dataclass
class Clock:
    seconds: float = 0.0


@dataclass
class Tampered:
    """Published files with one change on the way to the reader."""

    files: DirectoryFiles
    change: object = None
    missing: str = ""

    def get(self, uri: str) -> Answer:
        if self.missing and re.search(self.missing, uri):
            return Answer(404)
        answer = self.files.get(uri)
        if self.change is None or not uri.endswith(".m3u8"):
            return answer
        return Answer(answer.status, self.change(answer.body))


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.nut", seconds=21)


class Show:
    """Publishes a clip's copied packets by a clock of its own."""

    def __init__(self, root: Path, clip: Path, files: Tampered) -> None:
        self.clock = Clock()
        self.store = DiskStore(root)
        self.publication = Publication(
            self.store, "cam", wall=self.wall, monotonic=lambda: self.clock.seconds
        )
        self.check = Conformance(files, URI, monotonic=lambda: self.clock.seconds)
        self.clip = clip

    def wall(self) -> float:
        return NOW + self.clock.seconds

    def play(self, *, between=lambda _n: None, limit: int = 10_000) -> None:
        """Play the clip from its start as one run, polling after every key frame."""
        source = CameraSource("cam", "rtsp://10.0.0.9/x", privacy=Privacy.OPEN)
        begun = self.clock.seconds
        with av.open(self.clip) as container:
            template = stream_of(container)
            copier = Copier(
                source, self.publication, template=template, limits=Limits(), wall=self.wall
            )
            for n, packet in enumerate(packets_of(container)):
                if n > limit:
                    break
                self.clock.seconds = begun + float(packet.dts * packet.time_base)
                is_key = packet.is_keyframe
                copier.feed(packet)
                if is_key and n:
                    between(n // 50)
                    self.check.poll()
            copier.close()


@pytest.fixture
def files(tmp_path) -> Tampered:
    return Tampered(DirectoryFiles(tmp_path))


@pytest.fixture
def show(tmp_path, clip, files) -> Show:
    return Show(tmp_path, clip, files)


def test_our_own_publication_breaks_no_rule(show):
    show.play()
    assert show.check.finish() == []
    assert len(show.check.seen) == 10


def test_reconnect_breaks_no_rule(show):
    show.play()
    show.clock.seconds += 3
    show.play()
    # But for the three seconds without a picture.
    assert [rule for rule in show.check.finish() if "of media in" not in rule] == []
    assert len({one.breaks for one in show.check.seen.values()}) == 2


REPLACED = [
    (rb"#EXTM3U\n", b"\n#EXTM3U\n", "does not begin"),
    (rb"\n", b"\r\n", "line ends"),
    (rb"VERSION:7", b"VERSION:3", "version"),
    (rb"#EXT-X-INDEPENDENT-SEGMENTS\n", b"", "INDEPENDENT"),
    (rb"\Z", b"#EXT-X-ENDLIST\n", "ENDLIST"),
    (rb"TARGETDURATION:2", b"TARGETDURATION:1", "over target"),
    (rb"#EXT-X-MAP[^\n]*\n", b"", "MAP"),
    (rb"\n/live/cam", b"\ncam", "relative"),
    (rb"#EXT-X-PROGRAM-DATE-TIME[^\n]*\n", b"", "without date"),
    (rb"TIME:[^\n]*", b"TIME:2026-09-21T14:00:00.000Z", "dates do not rise"),
    (rb"#EXTINF:2.000", b"#EXTINF:1.700", "EXTINF is not"),
    (rb"#EXTM3U\n", b"#EXTM3U\n## rtsp://10.0.0.9\n", "secret"),
    (rb"#EXT-X-TARGETDURATION:2\n", b"", "0 times TARGETDURATION"),
]


@pytest.mark.parametrize(("pattern", "by", "rule"), REPLACED)
def test_fault_in_the_text_is_found(show, files, pattern, by, rule):
    files.change = lambda body: re.sub(pattern, by, body)
    show.play(limit=110)
    assert any(rule in one for one in show.check.finish())


def test_fault_that_comes_later_is_found(show, files):
    changes = {
        4: (rb"MEDIA-SEQUENCE:\d+", b"MEDIA-SEQUENCE:5", "went back"),
        5: (rb"TARGETDURATION:2", b"TARGETDURATION:4", "TARGETDURATION changed"),
        6: (rb"DISCONTINUITY-SEQUENCE:\d+", b"DISCONTINUITY-SEQUENCE:1", "discontinuity sequence"),
    }
    found = {}

    def tamper(n: int) -> None:
        found[n - 1] = list(show.check.broken)
        pattern, by, _ = changes.get(n, (rb"\Z", b"", ""))
        files.change = lambda body: re.sub(pattern, by, body)

    show.play(between=tamper)
    for n, (_, _, rule) in changes.items():
        new = found[n][len(found[n - 1]) :]
        assert any(rule in one for one in new), (n, new)


def test_missing_init_is_found(show, files):
    files.missing = "/init-"
    show.play(limit=60)
    assert "a listed file is missing" in show.check.finish()


def test_segment_removed_too_early_is_found(show):
    def delete_unlisted(_n: int) -> None:
        text = (show.store.read("cam", "index.m3u8") or b"").decode()
        for name in show.store.names("cam"):
            if name.endswith(".m4s") and name not in text:
                show.store.delete("cam", name)

    show.play(between=delete_unlisted)
    assert "a removed segment left too early" in show.check.finish()


def test_segment_that_needs_the_one_before_is_found(show, tmp_path):
    def swap_init(_n: int) -> None:
        for path in tmp_path.glob("cam/*/*.m4s"):
            path.write_bytes(path.read_bytes()[:400])

    show.play(between=swap_init, limit=110)
    assert any("decode" in one or "lost" in one for one in show.check.finish())


def test_media_that_runs_slower_than_the_wall_is_found(show):
    show.play(limit=200)
    show.clock.seconds += 4
    show.play(limit=200)
    assert any("s of media in" in one for one in show.check.finish())


def test_text_that_is_no_playlist_is_refused():
    with pytest.raises(BadListing):
        parse("<html>")


class _Careless(SimpleHTTPRequestHandler):
    """A server that serves everything, lists directories and knows no ranges."""

    def log_message(self, *_args: object) -> None:
        return


@pytest.fixture
def careless(show, tmp_path):
    show.play()
    (tmp_path / "cam" / "demand").touch()
    (tmp_path / "live").symlink_to(tmp_path)

    def handler(*args):
        return _Careless(*args, directory=str(tmp_path))

    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield HttpFiles(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()


def test_faults_of_a_server_are_found(careless):
    broken = served_wrongly(careless, URI)
    for rule in ("playlist may be cached", "segment may not be cached", "Range is wrong"):
        assert rule in broken
    assert "answered /live/cam/demand" in broken
    assert any(rule.startswith("broke down at") and rule.endswith("%00.mp4") for rule in broken)
    assert any(re.fullmatch(r"answered /live/cam/[0-9a-f]{8}/", rule) for rule in broken)


def test_publication_is_read_over_http_as_from_the_directory(careless):
    check = Conformance(careless, URI)
    check.poll()
    assert check.finish() == []
    assert len(check.seen) == 6
