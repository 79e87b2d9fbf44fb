"""Cards that are whole, and cards that lack or invent something."""

import tomllib

import numpy as np
import pytest

from detector.cards import Colours, Intake, read_card, toml
from detector.errors import BadCard

GOOD = {
    "name": "spots",
    "version": "1",
    "sha256": "ab" * 32,
    "decoder": "centres",
    "labels": ["head", "person"],
    "input": {"width": 416, "height": 416, "grain": 32},
    "thresholds": {"head": 0.4},
}


def written(tmp_path, values):
    path = tmp_path / "spots.toml"
    path.write_text(values if isinstance(values, str) else toml(values), encoding="utf-8")
    return path


def test_a_card_is_read(tmp_path):
    card = read_card(written(tmp_path, GOOD))

    assert card.labels == ("head", "person")
    assert card.intake == Intake(416, 416, 32, Colours.BGR, (0, 0, 0), (1, 1, 1))
    assert card.threshold("head") == 0.4


def test_a_threshold_that_is_missing_is_named(tmp_path):
    with pytest.raises(BadCard, match="protect"):
        read_card(written(tmp_path, GOOD)).threshold("protect")


@pytest.mark.parametrize("key", ["name", "version", "sha256", "decoder", "labels", "input"])
def test_what_a_card_lacks_is_named(tmp_path, key):
    lacking = {name: value for name, value in GOOD.items() if name != key}

    with pytest.raises(BadCard, match=f"lacks '{key}'"):
        read_card(written(tmp_path, lacking))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"decoder": "magic"}, "magic"),
        ({"sha256": "12"}, "sha256"),
        ({"sha256": "xy" * 32}, "sha256"),
        ({"labels": []}, "labels"),
        ({"labels": ["head", "head"]}, "labels"),
        ({"labels": 3}, "wrong"),
        ({"known_failures": "all of it"}, "known_failures"),
        ({"known_failures": ["dark"], "known_failures_zh": [3]}, "known_failures_zh"),
        ({"known_failures": ["dark"], "known_failures_zh": ["暗", "远"]}, "as many"),
        ({"input": {"width": 0, "height": 10}}, "0×10"),
        ({"input": {"width": 10, "height": 90_000}}, "90000"),
        ({"input": {"width": 100, "height": 64, "grain": 32}}, "grain"),
        ({"input": {"width": 64, "height": 64, "deviation": [1, 0, 1]}}, "deviation"),
        ({"input": {"width": 64, "height": 64, "mean": [1, 0]}}, "wrong"),
        ({"input": {"width": 64, "height": 64, "colours": "grb"}}, "grb"),
        ({"input": "large"}, "wrong"),
        ({"thresholds": {"head": float("nan")}}, "not finite"),
        ({"thresholds": {"head": "high"}}, "wrong"),
    ],
)
def test_what_is_wrong_with_a_card_is_named(tmp_path, changes, named):
    with pytest.raises(BadCard, match=named):
        read_card(written(tmp_path, GOOD | changes))


@pytest.mark.parametrize("text", ["name = ", "\x00", "[a]\n[a]\n"])
def test_what_is_no_toml_is_no_card(tmp_path, text):
    with pytest.raises(BadCard, match="no TOML"):
        read_card(written(tmp_path, text))


def test_bytes_are_no_card(tmp_path):
    path = tmp_path / "spots.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BadCard, match="no TOML"):
        read_card(path)


def test_a_missing_card_is_named_without_its_path(tmp_path):
    with pytest.raises(BadCard, match=r"cannot be read \(FileNotFoundError\)") as caught:
        read_card(tmp_path / "spots.toml")

    assert str(tmp_path) not in str(caught.value)


def test_what_is_written_is_read_again():
    values = {
        "text": 'a "quoted" \\ line\nand a tab\t',
        "flag": True,
        "number": 3,
        "share": 0.25,
        "tiny": 1e-9,
        "from numpy": np.float64(0.125),
        "list": ["one", "two"],
        "long": ["a sentence that takes its room"] * 5,
        "table": {"x": 1, "deeper": {"y": 2.5, "with space": {"z": "明厨"}}},
        "empty": {},
    }

    read = tomllib.loads(toml(values))

    assert read == {name: value for name, value in values.items() if name != "empty"}


def test_what_has_no_place_in_toml_is_refused():
    with pytest.raises(TypeError, match="NoneType"):
        toml({"nothing": None})
