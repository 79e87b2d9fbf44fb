"""The directory shared between the transcoder and whoever serves its files."""

import os
from datetime import UTC, datetime

import pytest

from transcoder.demand import (
    LOOK,
    STATE,
    Activity,
    CameraState,
    read_state,
    stamp,
    stamped_at,
    write_state,
)
from transcoder.errors import Cause

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_first_stamp_makes_the_directory(tmp_path):
    stamp(tmp_path, "abc")

    assert stamped_at(tmp_path, "abc") is not None


def test_later_stamp_renews_the_moment(tmp_path):
    stamp(tmp_path, "abc")
    os.utime(tmp_path / "abc" / "demand", (1, 1))

    stamp(tmp_path, "abc")

    assert stamped_at(tmp_path, "abc") > 1


def test_look_is_no_demand(tmp_path):
    stamp(tmp_path, "abc", LOOK)

    assert stamped_at(tmp_path, "abc") is None


@pytest.mark.parametrize(
    "state",
    [
        CameraState(Activity.RESTING, since=NOON, updated_at=NOON),
        CameraState(Activity.DOWN, since=NOON, updated_at=NOON, cause=Cause.BAD_PASSWORD),
        CameraState(Activity.WAITING, since=NOON, updated_at=NOON, place=3, retry_at=NOON),
        CameraState(
            Activity.LIVE, since=NOON, updated_at=NOON, picture_at=NOON,
            codec="h264", width_px=1280, height_px=720, is_encoded=False,
        ),
    ],
    ids=lambda state: str(state.activity),
)  # fmt: skip
def test_state_survives_writing_and_reading(tmp_path, state):
    write_state(tmp_path, "abc", state)

    assert read_state(tmp_path, "abc") == state


def test_no_half_written_state_is_left_beside(tmp_path):
    write_state(tmp_path, "abc", CameraState(Activity.RESTING, since=NOON, updated_at=NOON))

    assert [path.name for path in (tmp_path / "abc").iterdir()] == [STATE]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"activity": "dancing"}', "null"])
def test_state_that_cannot_be_read_is_none(tmp_path, content):
    (tmp_path / "abc").mkdir()
    (tmp_path / "abc" / STATE).write_text(content)

    assert read_state(tmp_path, "abc") is None


def test_missing_state_is_none(tmp_path):
    assert read_state(tmp_path, "abc") is None
