"""The models that are shipped are what their cards say, and work."""

import tomllib

import cv2
import numpy as np
import pytest

from detector.cards import read_card, sha256_of
from detector.files import MODELS
from detector.heads import (
    ATTRIBUTES_CARD,
    FINDER_CARD,
    QUICK_CARD,
    find_people,
    find_people_quickly,
    shipped_watcher,
)
from detector.training import failures

CARDS = sorted(MODELS.rglob("*.toml"))


def told(card) -> dict:
    return tomllib.loads(card.read_text(encoding="utf-8"))


def test_every_model_has_a_card_and_every_card_a_model():
    assert {path.with_suffix(".onnx") for path in CARDS} == set(MODELS.rglob("*.onnx"))
    assert {FINDER_CARD, ATTRIBUTES_CARD, QUICK_CARD} <= set(CARDS)


@pytest.mark.parametrize("card", CARDS, ids=lambda path: path.stem)
def test_a_model_is_the_one_of_its_card_and_small(card):
    model = card.with_suffix(".onnx")

    assert sha256_of(model) == read_card(card).sha256
    assert model.stat().st_size <= 6_000_000


@pytest.mark.parametrize("card", CARDS, ids=lambda path: path.stem)
def test_a_card_tells_what_a_reader_must_know(card):
    values = told(card)

    assert values["known_failures"]
    assert len(values["known_failures_zh"]) == len(values["known_failures"])
    assert values["training"]["command"]
    assert values["training"]["minutes"] > 0
    assert values["licensed_sources_only"]
    for source in values["data"].values():
        assert source["origin"]
        assert source["licence"]
    for table in values["figures"].values():
        for figure in table.values():
            assert figure["low"] - 0.02 <= figure["value"] <= figure["high"] + 0.02
            assert figure["count"] > 0


def test_shipped_cards_tell_what_a_training_would_write_today():
    assert tuple(told(FINDER_CARD)["known_failures_zh"]) == failures.FINDER_FAILURES_ZH
    assert tuple(told(ATTRIBUTES_CARD)["known_failures_zh"]) == failures.JUDGE_FAILURES_ZH


def test_cards_tell_figures_of_all_that_is_promised():
    finder, judge = (told(card)["figures"] for card in (FINDER_CARD, ATTRIBUTES_CARD))

    assert {
        "heads_ap50", "heads_20px_found_3_false", "heads_20px_covered", "persons_ap50",
        "mask_ap50", "no_mask_ap50",
    } <= set(finder)  # fmt: skip
    assert {"heads_20px_covered"} <= set(told(QUICK_CARD)["figures"])
    assert {"mask_accuracy", "cover_balanced_accuracy"} <= set(judge)


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (1920, 1080), (33, 17), (1, 1)])
@pytest.mark.parametrize("find", [find_people, find_people_quickly])
def test_any_frame_is_looked_at(size, find):
    image = np.full((size[1], size[0], 3), 90, np.uint8)

    for boxes in find(image):
        assert boxes.dtype == np.float32
        assert boxes.shape[1] == 5
        assert boxes[:, :4].max(initial=0) <= max(size)
        assert ((boxes[:, 4] > 0) & (boxes[:, 4] <= 1)).all()


def test_the_same_frame_gives_the_same_heads():
    noise = np.random.default_rng(5).integers(0, 255, (36, 64, 3), np.uint8)
    image = cv2.resize(noise, (640, 360), interpolation=cv2.INTER_CUBIC)

    assert np.array_equal(find_people(image)[0], find_people(image)[0])


def test_a_batch_of_frames_is_watched():
    image = np.zeros((360, 640, 3), np.uint8)

    assert len(shipped_watcher().scenes([image, image, image])) == 3
