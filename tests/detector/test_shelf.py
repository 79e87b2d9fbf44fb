"""A model that a site brings is tried before it is taken."""

import numpy as np
import pytest

from detector.boxes import DECODERS
from detector.errors import BadCard, BadModel, BadOutput, ModelFault, TooSlow
from detector.files import trial_cards
from detector.plugs import plugged
from detector.shelf import put_up, standing, take_down, trial_files, try_out
from tests.support.models import answering, bright_spots, card_file, one_thing

PICTURE = np.zeros((360, 640, 3), np.uint8)


@pytest.fixture
def model(tmp_path):
    return answering(tmp_path / "mouse.onnx", *one_thing("yolov5"))


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "models"


@pytest.mark.parametrize("decoder", sorted(DECODERS))
def test_a_model_of_every_decoder_can_be_plugged_in(tmp_path, shelf, decoder):
    model = answering(tmp_path / "mouse.onnx", *one_thing(decoder))

    trial = put_up(shelf, model, card_file(model, decoder=decoder))
    (found,) = plugged(standing(shelf)[0].plug).found([PICTURE])

    assert found.boxes.tolist() == [[160, 160, 480, 360]]
    assert found.scores == pytest.approx([0.9])
    assert trial.plug.codes == {"PST-RAT"}


def test_a_trial_tells_what_a_picture_took(model):
    ticks = iter(np.arange(0, 100, 0.004))

    assert try_out(
        model, card_file(model), thread_time=lambda: next(ticks)
    ).cpu_ms == pytest.approx(4)


def test_a_model_slower_than_its_card_allows_is_refused(model):
    ticks = iter(np.arange(0, 100, 0.06))

    with pytest.raises(TooSlow, match=r"takes 60.0 CPU-ms .* 50 are allowed"):
        try_out(model, card_file(model), thread_time=lambda: next(ticks))


def test_a_card_may_allow_more_time(model):
    ticks = iter(np.arange(0, 100, 0.06))
    card = card_file(model, budget={"cpu_ms": 80})

    assert try_out(model, card, thread_time=lambda: next(ticks)).plug.budget_ms == 80


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"codes": None}, "label “mouse” has no known violation code"),
        ({"codes": {"mouse": "PST-CAT"}}, "label “mouse” has no known violation code"),
        ({"codes": {"mouse": "INT-STRANGE"}}, "is decided from who is there"),
        ({"codes": {"mouse": "ignore"}}, "all of its labels are ignored"),
        ({"codes": "PST-RAT"}, "is no table"),
        ({"name": "../mouse"}, "a name has 1 to 40"),
        ({"name": ".mouse"}, "a name has 1 to 40"),
        ({"decoder": "detr"}, "decoder “detr” is none of"),
        ({"sha256": "0" * 64}, "not the one its card was written for"),
        ({"input": {"width": 96, "height": 96}}, "its card tells"),
        ({"decoder": "yolox"}, "does not fit outputs"),
        ({"thresholds": {}}, "no threshold “least_score”"),
        ({"budget": {"cpu_ms": 0}}, "is not between 0 and 1000"),
        ({"budget": {"cpu_ms": "fast"}}, "is not between 0 and 1000"),
        ({"budget": 5}, "is not between 0 and 1000"),
        ({"labels": None}, "its card lacks"),
    ],
)  # fmt: skip
def test_a_card_that_lies_or_lacks_something_is_refused_with_the_reason(
    model, shelf, changes, says
):
    with pytest.raises(ModelFault, match=says):
        put_up(shelf, model, card_file(model, **changes))

    assert standing(shelf) == []


def test_more_labels_than_told_are_found_out_at_adding(tmp_path, shelf):
    model = answering(tmp_path / "mouse.onnx", *one_thing("yolov5", label=1, labels=2))

    with pytest.raises(BadOutput, match="more labels than the 1 told"):
        put_up(shelf, model, card_file(model))


@pytest.mark.parametrize("decoder", sorted(DECODERS))
def test_nan_is_found_out_at_adding(tmp_path, shelf, decoder):
    outputs = [np.full_like(output, np.nan) for output in one_thing(decoder)]
    model = answering(tmp_path / "mouse.onnx", *outputs)

    with pytest.raises(BadOutput, match="NaN"):
        put_up(shelf, model, card_file(model, decoder=decoder))


@pytest.mark.parametrize("part", [0, 20, 300])
def test_a_truncated_file_is_refused_at_adding(model, shelf, part):
    model.write_bytes(model.read_bytes()[:part])

    with pytest.raises(BadModel, match=r"usable ONNX|failed on input|does not take"):
        put_up(shelf, model, card_file(model))


def test_a_file_that_is_no_model_is_refused(tmp_path, shelf):
    model = tmp_path / "mouse.onnx"
    model.write_text("GIF89a")

    with pytest.raises(BadModel, match="no usable ONNX"):
        put_up(shelf, model, card_file(model))


def test_missing_files_are_named(model, shelf, tmp_path):
    card = card_file(model)

    with pytest.raises(BadCard, match="cannot be read"):
        put_up(shelf, model, tmp_path / "none.toml")
    model.unlink()
    with pytest.raises(BadModel, match="cannot be read"):
        put_up(shelf, model, card)


def test_a_name_is_taken_once(model, shelf):
    put_up(shelf, model, card_file(model))

    with pytest.raises(BadModel, match="there already"):
        put_up(shelf, model, card_file(model))


def test_a_full_disk_leaves_nothing_behind(model, shelf, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("detector.shelf.shutil.copyfile", full)

    with pytest.raises(BadModel, match="No space left"):
        put_up(shelf, model, card_file(model))
    assert list(shelf.iterdir()) == []


def test_the_shelf_tells_what_stands_there(model, shelf):
    put_up(shelf, model, card_file(model))

    (one,) = standing(shelf)

    assert (one.name, one.problem) == ("mouse", None)
    assert one.plug.card.version == "1"


def test_a_spoiled_card_on_the_shelf_is_told(model, shelf):
    put_up(shelf, model, card_file(model))
    (shelf / "mouse" / "model.toml").write_text("name =")

    (one,) = standing(shelf)

    assert one.plug is None
    assert "no TOML" in one.problem


def test_what_is_taken_down_is_gone(model, shelf):
    put_up(shelf, model, card_file(model))

    assert take_down(shelf, "mouse")
    assert standing(shelf) == list(shelf.iterdir()) == []


@pytest.mark.parametrize("name", ["mouse", "..", ".", "", "a/b"])
def test_what_is_not_there_cannot_be_taken_down(shelf, name):
    shelf.mkdir()

    assert not take_down(shelf, name)


def test_a_head_finder_of_the_kind_of_ours_can_be_plugged_in(tmp_path, shelf):
    model = bright_spots(tmp_path / "spots.onnx")
    card = card_file(
        model, decoder="centres", labels=["face", "body"], codes={"face": "head", "body": "person"},
        input={"width": 128, "height": 128, "grain": 32},
    )  # fmt: skip

    assert put_up(shelf, model, card).plug.finds_heads


def test_a_trial_is_known_by_its_name(tmp_path, monkeypatch, model):
    card = card_file(model)
    monkeypatch.setattr("detector.files.TRIALS", tmp_path)

    assert trial_cards() == [card]
    assert trial_files("mouse") == (model, card)


def test_a_trial_that_is_not_shipped_is_refused_with_those_that_are(tmp_path, monkeypatch, model):
    card_file(model)
    monkeypatch.setattr("detector.files.TRIALS", tmp_path)

    with pytest.raises(BadModel, match="no trial of this name is shipped; there is mouse"):
        trial_files("unicorn")
