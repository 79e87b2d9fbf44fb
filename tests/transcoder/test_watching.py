"""What the return of one camera means for those that wait."""

import logging
import random

import pytest

from tests.support.engine import open_camera
from transcoder.backoff import Backoff
from transcoder.board import Board
from transcoder.budget import Budget
from transcoder.demand import Activity
from transcoder.errors import Cause
from transcoder.limits import Limits
from transcoder.post import Post
from transcoder.storage import MemoryStore
from transcoder.watching import Watching

LIMITS = Limits()
LIVE = {
    "is_live": True, "picture_at": 1.0, "codec": "h264", "width": 320, "height": 180,
    "is_encoded": False, "gop_seconds": 1.0,
}  # fmt: skip


@pytest.fixture
def board():
    board = Board(LIMITS, MemoryStore(), None, Budget(LIMITS))
    for code in ("back", "waiting"):
        rng = random.Random(1)
        board.posts[code] = Post(
            open_camera(code, f"rtsp://10.0.0.1/{code}"),
            watching=Backoff(LIMITS, rng), looking=Backoff(LIMITS, rng), is_movable=True,
            needs_slot=False,
        )  # fmt: skip
        board.active.add(code)
    return board


def comes_back(watching, board, *, now, after=Cause.SILENT):
    post = board.posts["back"]
    post.is_running, post.is_live, post.trouble = True, False, after
    watching.progressed(post, LIVE, now=now)


def waits(board, *, until, cause=Cause.UNREACHABLE):
    post = board.posts["waiting"]
    post.trouble, post.retry_at = cause, until
    return post


def test_when_one_camera_is_back_those_that_wait_are_tried(board):
    post = waits(board, until=60.0)
    comes_back(Watching(board), board, now=10.0)

    assert post.retry_at == 10.0


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.NO_SUCH_PATH, Cause.ENCODER])
def test_a_camera_with_a_trouble_of_its_own_waits_its_time(board, cause):
    post = waits(board, until=60.0, cause=cause)
    comes_back(Watching(board), board, now=10.0)

    assert post.retry_at == 60.0


def test_a_camera_that_was_not_away_says_nothing_of_others(board):
    post = waits(board, until=60.0)
    comes_back(Watching(board), board, now=10.0, after=None)

    assert post.retry_at == 60.0


def test_flapping_cameras_have_the_others_tried_now_and_then_only(board):
    watching = Watching(board)
    comes_back(watching, board, now=10.0)
    post = waits(board, until=60.0)
    comes_back(watching, board, now=10.0 + LIMITS.others_seconds - 0.1)

    assert post.retry_at == 60.0


def tries(board, *, failed_with):
    """A watched camera whose stream has failed so, if at all, and is opened."""
    post = board.posts["waiting"]
    post.wanted_at = 0.0
    if failed_with is not None:
        board.note_failure(post, failed_with, 0.0)
        post.retry_at = post.watching.failed(failed_with, 0.0)
    post.is_running = True
    return post


def test_a_stream_that_is_tried_again_is_down_until_it_plays(board):
    post = tries(board, failed_with=Cause.SILENT)
    assert post.activity() == (Activity.DOWN, Cause.SILENT)

    Watching(board).progressed(post, LIVE, now=10.0)
    assert post.activity() == (Activity.LIVE, None)


def test_a_stream_that_is_tried_for_the_first_time_starts(board):
    assert tries(board, failed_with=None).activity() == (Activity.STARTING, None)


def test_a_camera_that_stays_away_is_a_line_a_cause_in_the_log(board, caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("transcoder.board"), "filters", [])
    post = board.posts["waiting"]
    with caplog.at_level(logging.WARNING):
        for cause in [Cause.STALLED, *[Cause.SILENT] * 5]:
            board.note_failure(post, cause, 0.0)

    assert [line.cause for line in caplog.records] == ["stalled", "silent"]
