"""Plugged-in models at work: mapped, watched, and switched off when they fail."""

from dataclasses import replace

import numpy as np
import pytest

from detector.errors import BadInput, BadOutput, TooSlow
from detector.plugs import SLOW_RUNS, Conduct, Plugs, plugged, read_plug, switch_off
from detector.shelf import put_up, standing
from tests.support.models import answering, card_file, one_thing
from tests.support.tree import ROOT

PICTURE = np.zeros((360, 640, 3), np.uint8)


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "models"


def added(shelf, name="mouse", *, outputs=None, **card):
    """A model on the shelf, whose outputs may be others than those it was tried with."""
    source = shelf.parent / f"{name}.onnx"
    answering(source, *one_thing(card.get("decoder", "yolov5")))
    put_up(shelf, source, card_file(source, **card))
    if outputs is not None:
        answering(shelf / name / "model.onnx", *outputs)
        spoiled = card_file(shelf / name / "model.onnx", **card)
        spoiled.write_text(spoiled.read_text().replace('name = "model"', f'name = "{name}"'))
    return read_plug(shelf / name)


def taking(ms):
    """A clock by which every run takes so many ms."""
    now = iter(np.arange(0, 1e6, ms / 1000))
    return lambda: next(now)


def test_labels_become_targets_and_those_ignored_are_left_out(tmp_path, shelf):
    source = answering(tmp_path / "zoo.onnx", *one_thing("yolov5", label=2, labels=3))
    card = card_file(
        source,
        labels=["rat", "cat", "mouse"],
        codes={"mouse": "PST-RAT", "rat": "PST-RAT", "*": "ignore"},
    )

    put_up(shelf, source, card)
    plug = read_plug(shelf / "zoo")
    (found,) = plugged(plug).found([PICTURE])

    assert plug.card.labels == ("PST-RAT", "ignore", "PST-RAT")
    assert found.labels.tolist() == [0]


def test_what_is_ignored_is_not_found(tmp_path, shelf):
    source = answering(tmp_path / "zoo.onnx", *one_thing("yolov5", label=1, labels=2))
    put_up(
        shelf,
        source,
        card_file(source, labels=["rat", "cat"], codes={"rat": "PST-RAT", "cat": "ignore"}),
    )

    (found,) = plugged(read_plug(shelf / "zoo")).found([PICTURE])

    assert len(found) == 0


def test_a_label_that_is_a_code_needs_no_mapping(shelf):
    assert added(shelf, labels=["PST-RAT"], codes=None).codes == {"PST-RAT"}


def test_a_threshold_of_a_label_is_its_targets(shelf):
    plug = added(shelf, thresholds={"least_score": 0.2, "mouse": 0.6})

    assert plug.card.thresholds["PST-RAT"] == 0.6


def test_a_head_finder_without_thresholds_of_its_own_uses_its_least(shelf):
    plug = added(shelf, labels=["face"], codes={"face": "head"})

    assert plug.card.thresholds["protect"] == plug.card.thresholds["head"] == 0.3


def test_nan_later_switches_a_model_off_with_the_reason(shelf):
    plug = added(shelf, outputs=[np.full((1, 6), np.nan)])

    with pytest.raises(BadOutput):
        plugged(plug).found([PICTURE])

    assert standing(shelf)[0].problem == "an output holds NaN or infinity"


def test_a_model_that_becomes_slow_is_switched_off_with_the_reason(shelf):
    model = replace(plugged(added(shelf)), conduct=Conduct(taking(400)))

    for _ in range(SLOW_RUNS - 1):
        model.found([PICTURE, PICTURE])
    with pytest.raises(TooSlow):
        model.found([PICTURE, PICTURE])

    assert standing(shelf)[0].problem == "it takes 200 CPU-ms a picture, 50 are allowed"


def test_a_model_that_becomes_very_slow_is_switched_off_at_once(shelf):
    model = replace(plugged(added(shelf)), conduct=Conduct(taking(1500)))

    model.found([PICTURE])
    model.found([PICTURE])
    with pytest.raises(TooSlow, match="takes 1500 CPU-ms"):
        model.found([PICTURE])


@pytest.mark.parametrize("ms", [40, 140])
def test_a_loaded_machine_switches_nothing_off(shelf, ms):
    model = replace(plugged(added(shelf)), conduct=Conduct(taking(ms)))

    for _ in range(SLOW_RUNS + 1):
        model.found([PICTURE])

    assert standing(shelf)[0].problem is None


def test_no_picture_takes_no_time(shelf):
    model = plugged(added(shelf))

    assert model.found([]) == []
    assert not model.conduct.took_ms


def test_a_picture_without_pixels_is_not_the_models_fault(shelf):
    model = plugged(added(shelf))

    with pytest.raises(BadInput, match="mouse"):
        model.found([np.zeros((0, 0, 3), np.uint8)])
    assert standing(shelf)[0].problem is None


def test_a_picture_of_eight_thousand_pixels_is_one(shelf):
    (found,) = plugged(added(shelf)).found([np.zeros((4320, 7680, 3), np.uint8)])

    assert found.boxes[0, 2] == pytest.approx(5760)


def test_models_that_come_and_go_are_noticed(shelf):
    plugs = Plugs(shelf)
    assert plugs.working() == ()

    added(shelf)
    (mouse,) = plugs.working()
    added(shelf, "rat")

    assert [each.plug.card.name for each in plugs.working()] == ["mouse", "rat"]
    assert plugs.working()[0] is mouse  # not loaded anew


def test_a_model_switched_off_elsewhere_is_not_asked(shelf):
    plug, plugs = added(shelf), Plugs(shelf)
    assert len(plugs.working()) == 1

    switch_off(plug, "by another process")

    assert plugs.working() == ()


def test_a_model_stays_off_where_that_cannot_be_written(shelf, caplog, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    added(shelf, outputs=[np.full((1, 6), np.nan)])
    plugs = Plugs(shelf)
    (model,) = plugs.working()
    monkeypatch.setattr("detector.plugs.Path.write_text", full)

    with pytest.raises(BadOutput):
        model.found([PICTURE])

    assert plugs.working() == ()
    assert "switch_not_kept" in caplog.messages


def test_a_card_that_was_spoiled_is_left_out_and_logged(shelf, caplog):
    added(shelf)
    added(shelf, "rat")
    (shelf / "mouse" / "model.toml").write_text("name =")

    names = [each.plug.card.name for each in Plugs(shelf).working()]

    assert names == ["rat"]
    assert "model_left_out" in caplog.messages


def test_what_is_being_made_is_not_looked_at(shelf):
    added(shelf)
    (shelf / "mouse").rename(shelf / ".mouse.1234")

    assert Plugs(shelf).working() == ()


def test_the_card_in_the_guide_can_be_read(tmp_path):
    guide = (ROOT / "docs" / "guide" / "operate.md").read_text(encoding="utf-8")
    card = tmp_path / "model.toml"
    text = guide.partition("```toml\n")[2].partition("```")[0]
    card.write_text(text.replace('"…"', f'"{"0" * 64}"'), encoding="utf-8")

    plug = read_plug(tmp_path)

    assert plug.card.labels == ("PST-RAT", "ignore", "ignore")
    assert (plug.card.thresholds["PST-RAT"], plug.budget_ms) == (0.5, 40)
