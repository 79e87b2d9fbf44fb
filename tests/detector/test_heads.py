"""Heads for protection and for leads, on models that take bright spots for heads."""

from dataclasses import replace

import numpy as np
import pytest

from detector.errors import BadModel
from detector.heads import CROP_PX, Answer, PeopleFinder, Watcher, answer, crop_of, sureness
from detector.network import Detector, Judge, Network
from tests.support.models import answering, bright_spots, card_of, light_and_dark


def spotted(*levels: int) -> np.ndarray:
    image = np.zeros((64, 128, 3), np.uint8)
    for place, level in enumerate(levels):
        image[20:24, 20 + 40 * place : 24 + 40 * place] = level
    return image


@pytest.fixture
def detector(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx")
    return Detector(Network(model, card_of(model)))


@pytest.fixture
def judge(tmp_path):
    model = light_and_dark(tmp_path / "light.onnx")
    return Judge(Network(model, card_of(model, decoder="attributes")))


def test_protection_covers_what_a_lead_would_not_be_raised_for(detector, judge):
    doubtful = spotted(255, 90)

    assert len(PeopleFinder(detector)(doubtful)[0]) == 2
    assert len(Watcher(detector, judge).scenes([doubtful])[0].heads) == 1


def test_protection_gives_boxes_as_privacy_wants_them(detector):
    heads, persons = PeopleFinder(detector)(spotted(255))

    assert heads.dtype == np.float32
    assert heads.tolist() == [[14, 14, 30, 30, 1]]
    assert persons.shape == (0, 5)


def test_protection_of_an_empty_picture_is_no_box_but_an_answer(detector):
    assert PeopleFinder(detector)(spotted())[0].shape == (0, 5)


def test_protection_raises_where_the_model_fails(tmp_path):
    model = bright_spots(tmp_path / "spots.onnx")
    card = card_of(model)
    model.write_bytes(b"none")

    with pytest.raises(BadModel):
        PeopleFinder(Detector(Network(model, card)))(spotted(255))


def test_the_heads_of_several_pictures_stay_with_them(detector, judge):
    scenes = Watcher(detector, judge).scenes([spotted(), spotted(255, 255), spotted(255)])

    assert [len(scene.heads) for scene in scenes] == [0, 2, 1]


def test_a_head_bears_its_box_score_and_answers(detector, judge):
    (scene,) = Watcher(detector, judge).scenes([spotted(255)])
    (head,) = scene.heads

    assert head.box == (14, 14, 30, 30)
    assert head.score == pytest.approx(1.0, abs=1e-5)
    assert (head.mask, head.cover) == (Answer.NO, Answer.NO)  # the crop is mostly black
    assert scene.persons.shape == (0, 4)


def test_nothing_is_said_of_a_head_that_is_too_small(detector, judge):
    (scene,) = Watcher(detector, judge, least_head_px=17).scenes([spotted(255)])

    assert {scene.heads[0].mask, scene.heads[0].cover} == {Answer.UNCERTAIN}


LABELS = ("mask", "cover", "head")


def judging(tmp_path, head: float, *shifts: float) -> Judge:
    """A judge that says the same of every crop: a mask, no cap, and a logit for being a head."""
    outputs = [[5.0, -5.0, head], *([shifts] if shifts else [])]
    model = answering(tmp_path / "judge.onnx", *outputs)
    card = card_of(model, decoder="attributes", labels=LABELS)
    return Judge(Network(model, replace(card, thresholds={**card.thresholds, "head_no": 0.3})))


def test_a_judge_puts_a_box_where_it_belongs(detector, tmp_path):
    judge = judging(tmp_path, 3.0, 0.25, 0.0, -0.25, 0.5)

    (scene,) = Watcher(detector, judge).scenes([spotted(255)])

    assert scene.heads[0].box == (18, 14, 26, 38)


def test_two_boxes_that_come_to_lie_upon_each_other_are_one_head(detector, tmp_path):
    judge = judging(tmp_path, 3.0, -9.0, 0.0, 9.0, 0.0)

    (scene,) = Watcher(detector, judge).scenes([spotted(255, 255)])

    assert [head.box for head in scene.heads] == [(0, 14, 128, 30)]


def test_what_the_judge_is_sure_is_no_head_is_none(detector, tmp_path):
    def heads(logit):
        return Watcher(detector, judging(tmp_path, logit)).scenes([spotted(255)])[0].heads

    assert heads(-3.0) == ()
    (kept,) = heads(0.0)
    assert kept.score == pytest.approx(0.5, abs=1e-3)
    assert (kept.mask, kept.cover) == (Answer.YES, Answer.NO)


def test_a_score_and_a_share_are_weighed_by_the_card():
    half, high = np.array([0.5, 0.5], np.float32), np.array([0.5, 0.9], np.float32)

    assert sureness(half, high, {}).tolist() == pytest.approx([0.25, 0.45])
    weighed = sureness(half, high, {"score": 2.0, "head": 1.0, "base": 0.0})
    assert weighed.tolist() == pytest.approx([0.5, 0.9])


@pytest.mark.parametrize(
    ("share", "said"),
    [(1.0, "yes"), (0.8, "yes"), (0.79, "uncertain"), (0.21, "uncertain"), (0.2, "no"), (0, "no")],
)
def test_between_yes_and_no_is_uncertain(judge, share, said):
    assert answer(share, judge.network.card, "mask") == said


def test_a_crop_has_room_above_the_face_for_a_hat():
    image = np.zeros((200, 200, 3), np.uint8)
    image[100:140, 80:120] = 255  # the face
    crop = crop_of(image, (80, 100, 120, 140))

    rows = np.flatnonzero(crop[:, CROP_PX // 2, 0] > 127)

    assert crop.shape == (CROP_PX, CROP_PX, 3)
    assert rows[0] == pytest.approx(0.7 / 1.95 * CROP_PX, abs=1.5)
    assert CROP_PX - rows[-1] == pytest.approx(0.25 / 1.95 * CROP_PX, abs=2)


@pytest.mark.parametrize("scale", [1, 4, 10])
def test_a_crop_shows_the_same_of_a_larger_picture(scale):
    small = np.random.default_rng(1).integers(0, 255, (40, 40, 3), np.uint8)
    image = np.kron(small, np.ones((4 * scale, 4 * scale, 1), np.uint8))

    crop = crop_of(image, np.array([60, 80, 100, 120]) * scale)
    reference = crop_of(np.kron(small, np.ones((4, 4, 1), np.uint8)), (60, 80, 100, 120))

    assert np.abs(crop.astype(int) - reference).mean() < 40


@pytest.mark.parametrize(
    "box",
    [(-50, -50, 20, 20), (90, 90, 200, 200), (300, 300, 400, 400), (10, 10, 10, 10),
     (-9000, -9000, 9000, 9000), (20, 20, 10, 10)],
)  # fmt: skip
def test_a_crop_beyond_the_edge_is_grey_there(box):
    crop = crop_of(np.zeros((100, 100, 3), np.uint8), box)

    assert crop.shape == (CROP_PX, CROP_PX, 3)
    assert set(np.unique(crop)) <= set(range(115))
