"""Models that may fail: named once, set aside, and the looks go on."""

import logging

import numpy as np
import pytest

from detector import guarded as module
from detector.errors import BadInput, BadModel, BadOutput
from detector.guarded import Guarded
from detector.heads import Scene

PICTURE = np.zeros((36, 64, 3), np.uint8)
BROKEN = np.zeros((0, 0, 3), np.uint8)
EMPTY = Scene((), np.zeros((0, 4), np.float32), np.zeros(0, np.float32))


@pytest.fixture(autouse=True)
def heard(monkeypatch):
    """The log speaks: import-linter, run in this process before, silences what is imported."""
    monkeypatch.setattr(module.log, "disabled", False)


class Fake:
    """A watcher that sees nothing, or raises `fault` at each of `pictures` without pixels."""

    def __init__(self, fault=None):
        self.fault = fault
        self.asked = 0
        self.cards = ("card",)

    def scenes(self, images):
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        if any(not image.size for image in images):
            raise BadInput("finder", "a picture without pixels")
        return [EMPTY] * len(images)


def guarded(watcher):
    return Guarded(lambda: watcher)


def test_each_picture_is_seen():
    assert guarded(Fake())([PICTURE, PICTURE]) == [EMPTY, EMPTY]


def test_a_picture_that_is_none_is_left_out_alone():
    assert guarded(Fake())([PICTURE, BROKEN, PICTURE]) == [EMPTY, None, EMPTY]


@pytest.mark.parametrize("kind", [BadModel, BadOutput])
def test_a_model_that_fails_is_set_aside_for_good(kind):
    watcher = Fake(kind("finder", "NaN"))
    see = guarded(watcher)

    assert see([PICTURE, PICTURE]) == [None, None]
    watcher.fault = None
    assert see([PICTURE]) == [None]
    assert watcher.asked == 1


def test_its_fault_is_named_once(caplog):
    see = guarded(Fake(BadOutput("finder", "an output holds NaN or infinity")))
    with caplog.at_level(logging.ERROR):
        see([PICTURE, PICTURE])
        see([PICTURE])

    (line,) = [record for record in caplog.records if record.message == "model_set_aside"]
    assert (line.model, line.problem) == ("finder", "an output holds NaN or infinity")


def test_a_model_that_cannot_be_made_is_set_aside_too():
    def make():
        raise BadModel("finder", "its file cannot be read")

    see = Guarded(make)

    assert see([PICTURE]) == [None]
    assert (see.fault.name, see.cards) == ("finder", ())


def test_the_cards_of_the_models_are_told_once_they_are_made():
    see = guarded(Fake())
    before = see.cards
    see([PICTURE])

    assert (before, see.cards) == ((), ("card",))
