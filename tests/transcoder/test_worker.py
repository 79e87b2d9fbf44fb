"""The worker process by itself, spoken to as the supervisor does."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import pytest

import transcoder
from tests.support.engine import OPEN_HOUSE, open_camera
from tests.support.simulator import simulator, small_clip
from transcoder.camera import CameraSource, Privacy
from transcoder.demand import PLAYLIST, STILL
from transcoder.protocol import Message, packed, plain_limits, plain_source, unpacked
from transcoder.simulator import CameraScript
from transcoder.worker import resolved_head_finder

pytestmark = [pytest.mark.media, pytest.mark.slow]


class Talk:
    """A worker's standard input and output as messages."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def say(self, message: Message) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(packed(message))
        self.process.stdin.flush()

    def hear(self, event: str) -> Message:
        """The next message of this kind."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = unpacked(line)
            if message is not None and message["event"] == event:
                return message
        raise AssertionError("the worker has ended")


@contextmanager
def worker(
    root: Path, head_finder: str | None = None, stills: Path | None = None
) -> Iterator[Talk]:
    process = subprocess.Popen(
        [sys.executable, "-m", "transcoder.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(transcoder.__file__).parents[1],
    )
    with process:
        talk = Talk(process)
        talk.say(
            {
                "root": str(root),
                "limits": plain_limits(OPEN_HOUSE),
                "head_finder": head_finder,
                "stills": str(stills or root),
            }
        )
        yield talk
        if process.stdin is not None:
            process.stdin.close()


def start(camera: CameraSource) -> Message:
    return {"do": "start", "source": plain_source(camera), "may_encode": False}


def test_a_worker_ends_when_nobody_speaks_to_it(tmp_path: Path):
    with worker(tmp_path) as talk:
        talk.hear("ready")
        assert talk.process.stdin is not None
        talk.process.stdin.close()
        assert talk.process.wait(30) == 0


def test_a_worker_with_a_running_stream_ends_when_told(tmp_path: Path):
    with simulator({"a": CameraScript(small_clip())}) as house, worker(tmp_path) as talk:
        talk.say(start(open_camera("a", house.url("a"))))
        while not talk.hear("beat")["streams"].get("a", {}).get("is_live"):
            pass
        assert (tmp_path / "a" / PLAYLIST).exists()
        talk.say({"do": "exit"})
        assert talk.process.wait(30) == 0


def test_a_stopped_stream_says_so_and_leaves_no_pictures(tmp_path: Path):
    with simulator({"a": CameraScript(small_clip())}) as house, worker(tmp_path) as talk:
        talk.say(start(open_camera("a", house.url("a"))))
        while not talk.hear("beat")["streams"].get("a", {}).get("is_live"):
            pass
        talk.say({"do": "stop", "code": "a"})
        assert talk.hear("ended")["cause"] is None
        assert list((tmp_path / "a").glob("**/*.m4s")) == []


def test_a_stream_that_needs_a_slot_it_has_not_says_so(tmp_path: Path):
    script = CameraScript(small_clip(codec="h265"))
    with simulator({"a": script}) as house, worker(tmp_path) as talk:
        talk.say(start(open_camera("a", house.url("a"))))
        ended = talk.hear("ended")
    assert (ended["needs_slot"], ended["cause"], ended["codec"]) == (True, None, "hevc")


def test_a_look_writes_a_still(tmp_path: Path):
    with simulator({"a": CameraScript(small_clip())}) as house, worker(tmp_path) as talk:
        camera = CameraSource("a", house.url("a"), privacy=Privacy.BLUR)
        talk.say({"do": "look", "source": plain_source(camera)})
        looked = talk.hear("looked")
    assert (looked["codec"], looked["width"], looked["height"]) == ("h264", 320, 180)
    assert (tmp_path / "a" / STILL).read_bytes().startswith(b"\xff\xd8")


def test_a_still_lies_where_the_supervisor_wants_it(tmp_path: Path):
    shared = tmp_path / "shared"
    with (
        simulator({"a": CameraScript(small_clip())}) as house,
        worker(tmp_path / "live", stills=shared) as talk,
    ):
        talk.say({"do": "look", "source": plain_source(open_camera("a", house.url("a")))})
        talk.hear("looked")
    assert (shared / "a" / STILL).exists()
    assert not (tmp_path / "live" / "a" / STILL).exists()


def test_a_loan_without_a_stream_is_told_as_missed(tmp_path: Path):
    camera = plain_source(open_camera("a", "rtsp://127.0.0.1:9/a"))
    with worker(tmp_path) as talk:
        talk.say({"do": "look", "source": camera, "borrow": True})
        assert talk.hear("looked")["missed"] is True


def test_lines_that_are_no_message_do_no_harm(tmp_path: Path):
    with worker(tmp_path) as talk:
        talk.hear("ready")
        assert talk.process.stdin is not None
        talk.process.stdin.write(
            b"\xff{not json\n[]\n" + json.dumps({"do": "sing"}).encode() + b"\n"
        )
        talk.process.stdin.flush()
        assert talk.hear("beat")["streams"] == {}


@pytest.mark.parametrize(
    "name",
    ["no.such.module:find", "transcoder.privacy:no_such", "builtins:int=many", "builtins:no=2"],
)
def test_a_head_finder_that_cannot_be_loaded_is_none(name: str):
    assert resolved_head_finder(name) is None


def test_a_head_finder_is_loaded_by_its_name():
    assert resolved_head_finder("transcoder.privacy:pixelated") is not None
    assert resolved_head_finder(None) is None


def test_a_head_finder_may_be_made_of_a_text():
    assert resolved_head_finder("pathlib:PurePosixPath=/a=b") == PurePosixPath("/a=b")
