"""Models that work, and models that are broken, lie, or answer nonsense: each is named."""

from dataclasses import replace

import numpy as np
import pytest

from detector.cards import Colours, Intake
from detector.errors import BadCard, BadInput, BadModel, BadOutput, ModelFault
from detector.network import Detector, Judge, Network, prepared, size_for
from tests.support.models import answering, bright_spots, card_of, light_and_dark


def dark(width: int = 128, height: int = 64) -> np.ndarray:
    return np.zeros((height, width, 3), np.uint8)


def spotted(width: int = 128, height: int = 64, *, x: int = 40, y: int = 20) -> np.ndarray:
    image = dark(width, height)
    image[y : y + 4, x : x + 4] = 255
    return image


@pytest.fixture
def finder(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx")
    return Detector(Network(model, card_of(model)))


@pytest.fixture
def judge(tmp_path):
    model = light_and_dark(tmp_path / "light.onnx")
    return Judge(Network(model, card_of(model, decoder="attributes")))


def test_a_detector_finds_what_its_model_finds(finder):
    (found,) = finder.found([spotted()])

    assert found.boxes.tolist() == [[34, 14, 50, 30]]
    assert found.labels.tolist() == [0]


def test_boxes_come_back_in_pixels_of_a_larger_picture(finder):
    large = np.repeat(np.repeat(spotted(), 5, axis=0), 5, axis=1)

    (found,) = finder.found([large])

    assert found.boxes[0] == pytest.approx([170, 70, 250, 150], abs=1)


def test_pictures_of_several_sizes_come_back_in_their_order(finder):
    images = [dark(), spotted(x=20), dark(64, 128), spotted(x=80), spotted(64, 128, x=30, y=60)]

    counts = [len(found) for found in finder.found(images)]

    assert counts == [0, 1, 0, 1, 1]


def test_a_batch_says_what_single_pictures_say(finder):
    images = [spotted(x=4 * step) for step in range(4)]

    alone = [finder.found([image])[0].boxes.tolist() for image in images]

    assert [found.boxes.tolist() for found in finder.found(images)] == alone


def test_no_picture_no_finding(finder):
    assert finder.found([]) == []


def test_eight_thousand_pixels_and_one_are_pictures(finder):
    for image in (dark(7680, 4320), dark(1, 1), dark(4000, 2)):
        assert len(finder.found([image])) == 1


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((10, 0, 3), np.uint8),
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((10, 10, 3), np.float32),
        None,
    ],
)
def test_what_is_no_picture_is_refused(finder, judge, image):
    with pytest.raises(BadInput, match="spots"):
        finder.found([image])
    with pytest.raises(BadInput, match="light"):
        judge.shares([image])


def test_a_model_is_loaded_once_and_not_before_it_is_used(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx")
    opened = []

    def opener(data, threads):
        opened.append(threads)
        raise RuntimeError("in /some/path")

    network = Network(model, card_of(model), threads=3, opener=opener)
    assert opened == []

    with pytest.raises(BadModel) as caught:
        network.load()

    assert opened == [3]
    assert "/some/path" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx")
    card = card_of(model)
    model.unlink()

    with pytest.raises(BadModel, match="spots: its file cannot be read") as caught:
        Network(model, card).load()

    assert str(tmp_path) not in str(caught.value)


def test_a_file_that_is_not_the_cards_is_refused(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx")
    card = card_of(model)
    bright_spots(model, side_px=9.0)

    with pytest.raises(BadModel, match="SHA-256"):
        Network(model, card).load()


@pytest.mark.parametrize("part", [0, 10, 200])
def test_a_truncated_file_is_refused(tmp_path, part):
    model = bright_spots(tmp_path / "spots.onnx")
    model.write_bytes(model.read_bytes()[:part])

    with pytest.raises(BadModel):
        Network(model, card_of(model)).answers(np.zeros((1, 3, 64, 128), np.float32))


def test_a_huge_file_is_not_read(tmp_path, monkeypatch):
    model = bright_spots(tmp_path / "spots.onnx")
    monkeypatch.setattr("detector.network.MOST_BYTES", 100)

    with pytest.raises(BadModel, match="at most 100"):
        Network(model, card_of(model)).load()


def test_a_card_that_lies_about_the_input_is_found_out(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx", size=(96, 160))

    with pytest.raises(BadModel, match="its card tells"):
        Network(model, card_of(model, intake=Intake(128, 64))).load()


def test_a_card_that_tells_the_true_input_is_believed(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx", size=(96, 160))
    detector = Detector(Network(model, card_of(model, intake=Intake(160, 96))))

    assert len(detector.found([spotted(320, 192, x=80)])[0]) == 1


def test_nan_in_the_answer_is_named(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx", spoil="nan")

    with pytest.raises(BadOutput, match="NaN"):
        Detector(Network(model, card_of(model))).found([spotted()])


def test_an_answer_of_another_shape_is_named(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx", spoil="flat")

    with pytest.raises(BadOutput, match="does not fit"):
        Detector(Network(model, card_of(model))).found([spotted()])


@pytest.mark.parametrize("decoder", ["yolov5", "yolov8", "yolox", "yunet", "parts", "ssd"])
def test_a_card_with_another_decoder_is_found_out(tmp_path, decoder):
    model = bright_spots(tmp_path / "spots.onnx")

    with pytest.raises(BadOutput, match=decoder):
        Detector(Network(model, card_of(model, decoder=decoder))).found([spotted()])


def test_more_labels_than_told_are_found_out(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx", spoil="both")
    only = replace(card_of(model), labels=("head",))

    with pytest.raises(BadOutput, match="more labels than the 1 told"):
        Detector(Network(model, only)).found([spotted()])


def test_a_judge_is_no_detector_and_a_detector_no_judge(finder, judge):
    with pytest.raises(BadCard):
        Detector(judge.network)
    with pytest.raises(BadCard):
        Judge(finder.network)


def test_a_judge_says_a_share_a_label(judge):
    crops = [np.full((64, 64, 3), level, np.uint8) for level in (0, 255)]

    shares = judge.shares(crops)

    assert shares.shape == (2, 2)
    assert shares[0] == pytest.approx([0, 0], abs=1e-6)
    assert shares[1] == pytest.approx([1, 1], abs=1e-6)


def test_a_temperature_makes_a_judge_less_sure(tmp_path):
    model = light_and_dark(tmp_path / "light.onnx")
    card = card_of(model, decoder="attributes", temperatures={"mask": 10.0})
    crop = np.full((64, 64, 3), 130, np.uint8)

    mask, cover = Judge(Network(model, card)).shares([crop])[0]

    assert 0.5 < mask < cover


def test_no_crop_no_share(judge):
    assert judge.shares([]).shape == (0, 2)


def test_a_judge_with_more_answers_than_labels_is_found_out(tmp_path):
    model = light_and_dark(tmp_path / "light.onnx", labels=3)

    with pytest.raises(BadOutput, match="not a number a label"):
        Judge(Network(model, card_of(model, decoder="attributes"))).shares(
            [np.zeros((64, 64, 3), np.uint8)]
        )


def test_a_crop_of_another_size_is_the_models_fault_by_name(judge):
    with pytest.raises(ModelFault, match="light"):
        judge.shares([np.zeros((32, 32, 3), np.uint8)])


def test_colours_and_scale_are_as_the_card_tells():
    image = np.zeros((2, 2, 3), np.uint8)
    image[..., 0] = 10  # blue
    intake = Intake(2, 2, colours=Colours.RGB, mean=(1, 2, 3), deviation=(1, 2, 0.5))

    values = prepared(image, intake)

    assert values[:, 0, 0].tolist() == [-1, -1, 14]


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((640, 360), (416, 256)), ((360, 640), (256, 416)), ((416, 416), (416, 416)),
     ((100, 90), (128, 96)), ((4000, 2), (416, 32)), ((1, 1), (32, 32))],
)  # fmt: skip
def test_a_net_of_any_size_gets_no_more_than_needed(size, wanted):
    assert size_for(dark(*size), Intake(416, 416, 32)) == wanted


@pytest.mark.parametrize("beside", [[[1.0, 2.0]], [[0.0] * 4, [0.0] * 4]])
def test_a_judge_that_answers_other_than_four_sides_is_named(tmp_path, beside):
    model = answering(tmp_path / "odd.onnx", [1.0, 2.0], *beside)
    judge = Judge(Network(model, card_of(model, decoder="attributes")))

    with pytest.raises(BadOutput, match="not four sides"):
        judge.judged([np.zeros((64, 64, 3), np.uint8)])


def test_a_judge_without_sides_leaves_boxes_where_they_are(judge):
    said = judge.judged([np.zeros((64, 64, 3), np.uint8)] * 3)

    assert (said.shares.shape, said.shifts.shape) == ((3, 2), (3, 4))
    assert not said.shifts.any()
    assert len(said[1:3].shares) == 2
