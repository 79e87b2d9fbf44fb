"""Scripts read from the configuration of the command."""

import json
from pathlib import Path

import pytest

from transcoder.simulator import Audio, CameraScript, Fault, Login, Nvr, Quirk
from transcoder.simulator.__main__ import read_config


def write(directory, content):
    path = directory / "cameras.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_configuration_names_cameras_and_their_options(tmp_path):
    path = write(
        tmp_path,
        [
            {"name": "a", "clip": "CK.mp4"},
            {
                "name": "b/main",
                "clip": "/far/away.mp4",
                "user": "u",
                "login": "basic",
                "fault": "stall",
                "after_seconds": 3,
                "audio": "beside",
                "quirks": ["no_origin"],
                "nvr": {"name": "n", "max_sessions": 3},
            },
        ],
    )

    assert read_config(path) == {
        "a": CameraScript(tmp_path / "CK.mp4"),
        "b/main": CameraScript(
            Path("/far/away.mp4"),
            user="u",
            login=Login.BASIC,
            fault=Fault.STALL,
            after_seconds=3,
            audio=Audio.BESIDE,
            quirks=frozenset({Quirk.NO_ORIGIN}),
            nvr=Nvr("n", max_sessions=3),
        ),
    }


@pytest.mark.parametrize(
    "content",
    [
        {"name": "a", "clip": "x"},
        ["a"],
        [{"clip": "x"}],
        [{"name": "a"}],
        [{"name": "a", "clip": "x"}, {"name": "a", "clip": "y"}],
        [{"name": "a", "clip": "x", "colour": "red"}],
        [{"name": "a", "clip": "x", "fault": "explodes"}],
    ],
)
def test_an_impossible_configuration_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match=r"\w"):
        read_config(write(tmp_path, content))


@pytest.mark.parametrize(
    ("seconds", "is_up"), [(0, True), (4.9, True), (5, False), (7.9, False), (8, True), (13, False)]
)
def test_a_flapping_camera_is_up_and_down_in_turn(seconds, is_up):
    script = CameraScript(Path("x"), up_seconds=5, down_seconds=3)

    assert script.is_up(seconds) is is_up


def test_a_steady_camera_is_always_up():
    assert CameraScript(Path("x"), up_seconds=5).is_up(1e9)
