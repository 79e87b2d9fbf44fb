"""Temperatures and thresholds from answers whose truth is known."""

from pathlib import Path

import numpy as np
import pytest

from detector.boxes import Found
from detector.training.calibration import (
    finder_thresholds,
    sure_bounds,
    sureness_weights,
    temperature,
    thing_thresholds,
)
from detector.training.evaluation import Seen
from detector.training.labels import Picture
from detector.training.subjects import HEAD, PERSON

NONE = np.zeros((0, 4), np.float32)
HEAD_BOX = np.array([[10, 10, 40, 40]], np.float32)


def answers(scale: float):
    """Logits `scale` times as sure as they should be, and what is true."""
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 2, 20_000)
    truths = rng.random(len(logits)) < 1 / (1 + np.exp(-logits))
    return (logits * scale).astype(np.float32), truths


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_a_temperature_takes_away_what_is_too_sure(scale):
    assert temperature(*answers(scale)) == pytest.approx(scale, rel=0.1)


def test_without_answers_nothing_is_changed():
    assert temperature(np.zeros(0, np.float32), np.zeros(0, np.bool_)) == 1.0


def test_bounds_are_where_answers_are_right_often_enough():
    logits, truths = answers(1.0)
    shares = 1 / (1 + np.exp(-logits))

    yes, no = sure_bounds(shares, truths)

    assert truths[shares >= yes].mean() >= 0.97
    assert (~truths[shares <= no]).mean() >= 0.97
    assert truths[shares >= yes - 0.1].mean() < 0.97


def test_a_judge_that_is_always_right_is_believed_from_one_half():
    shares = np.array([0.01, 0.3, 0.7, 0.99], np.float32)

    assert sure_bounds(shares, shares > 0.5) == (0.5, 0.5)


def test_a_judge_that_guesses_is_hardly_ever_believed():
    shares = np.random.default_rng(1).random(1000).astype(np.float32)

    assert sure_bounds(shares, np.arange(1000) % 2 == 0) == (0.99, 0.01)


def seen(*heads, truths=HEAD_BOX) -> Seen:
    rows = np.array(heads, np.float32).reshape(-1, 5)
    picture = Picture(
        Path("a.jpg"), "voc", "train", 200, 200, (truths, NONE), (NONE, NONE),
        frozenset({HEAD, PERSON}), (),
    )  # fmt: skip
    found = Found(rows[:, :4], rows[:, 4], np.zeros(len(rows), np.intp))
    return Seen(picture, found, found, np.zeros((len(rows), 2), np.float32))


def test_the_threshold_of_leads_is_where_right_and_wrong_balance():
    pictures = [seen((10, 10, 40, 40, 0.7), (90, 90, 120, 120, 0.4))] * 10

    assert finder_thresholds(pictures)["head"] == pytest.approx(0.7)


def test_protection_goes_down_until_nearly_every_head_is_covered():
    pictures = [seen((10, 10, 40, 40, 0.7))] * 50 + [seen((10, 10, 40, 40, 0.15))] * 50

    thresholds = finder_thresholds(pictures)

    assert 0.08 <= thresholds["protect"] <= 0.15
    assert thresholds["least_score"] <= thresholds["protect"]


def test_protection_stops_where_it_would_cover_everything():
    assert finder_thresholds([seen((90, 90, 120, 120, 0.7))] * 10)["protect"] == 0.05


def test_a_thing_is_said_from_where_few_pictures_show_one_wrongly():
    right = [seen((10, 10, 40, 40, 0.3))] * 60
    wrong = [seen((90, 90, 120, 120, score), truths=NONE) for score in (0.8, 0.7, 0.6, 0.5)]

    thresholds = thing_thresholds(right + wrong, ("rodent",))

    assert thresholds["rodent"] == pytest.approx(0.701)  # one of 64 pictures is too high as well
    assert thresholds["least_score"] == thresholds["rodent"]


def test_a_thing_that_is_never_seen_wrongly_is_said_where_right_and_wrong_balance():
    assert thing_thresholds([seen((10, 10, 40, 40, 0.6))] * 10, ("rodent",))["rodent"] == 0.6


def test_two_opinions_are_weighed_by_how_much_each_tells():
    rng = np.random.default_rng(7)
    right = rng.random(4000) < 0.5
    telling, guess = (
        (1 / (1 + np.exp(-(scale * (2 * right - 1) + rng.normal(0, 1, 4000))))).astype(np.float32)
        for scale in (1.5, 0.0)
    )

    weights = sureness_weights(telling, guess, right)

    assert weights["score"] == pytest.approx(3.0, rel=0.1)  # 2 * scale / variance
    assert abs(weights["head"]) < 0.15
    assert abs(weights["base"]) < 0.15
