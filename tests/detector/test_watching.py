"""The shipped models together with what a site plugged in."""

import numpy as np
import pytest

from detector import watching
from detector.errors import BadInput
from detector.heads import PeopleFinder, Watcher
from detector.network import Detector, Judge, Network
from detector.plugs import Plugs
from detector.shelf import standing
from detector.watching import PluggedWatcher, people_finder, watcher_in
from tests.detector.test_plugs import added
from tests.support.models import bright_spots, card_of, light_and_dark, one_thing

FACES = {"labels": ["face"], "codes": {"face": "head"}}
NAN = [np.full((1, 6), np.nan)]


def spotted():
    """A white spot: what the shipped stand-in takes for a head."""
    image = np.zeros((64, 128, 3), np.uint8)
    image[20:24, 40:44] = 255
    return image


SHIPPED, SITE = (34, 14, 50, 30), (32, 32, 96, 64)


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    spots, light = bright_spots(tmp_path / "spots.onnx"), light_and_dark(tmp_path / "light.onnx")
    watcher = Watcher(
        Detector(Network(spots, card_of(spots))),
        Judge(Network(light, card_of(light, decoder="attributes"))),
    )
    monkeypatch.setattr(watching, "shipped_watcher", lambda: watcher)
    monkeypatch.setattr(watching, "find_people", PeopleFinder(watcher.detector))
    monkeypatch.setattr(watching, "find_people_quickly", hasty)
    return watcher


def hasty(_image):
    """A quick finder that sees a head in the corner."""
    return np.array([[0, 0, 9, 9, 1]], np.float32), np.zeros((0, 5), np.float32)


def heads(watcher):
    (scene,) = watcher.scenes([spotted()])
    return [head.box for head in scene.heads]


def test_without_plugs_the_shipped_models_speak(shipped, shelf):
    watcher = watcher_in(shelf)

    assert heads(watcher) == [SHIPPED]
    assert [card.name for card in watcher.cards] == ["spots", "light"]
    assert PluggedWatcher(shipped.detector, shipped.judge).cards == shipped.cards


def test_a_better_head_finder_finds_the_heads_for_leads(shipped, shelf):
    added(shelf, **FACES)

    assert heads(watcher_in(shelf)) == [SITE]
    assert [card.name for card in watcher_in(shelf).cards] == ["spots", "light", "mouse"]


def test_a_better_head_finder_finds_the_heads_for_protection(shipped, shelf):
    added(shelf, **FACES)

    found, persons = people_finder(str(shelf))(spotted())

    assert found[:, :4].tolist() == [[*SITE]]
    assert persons.shape == (0, 5)


def test_a_finder_that_knows_persons_is_asked_for_them(shipped, shelf):
    both = {"labels": ["face", "body"], "codes": {"face": "head", "body": "person"}}
    added(shelf, outputs=one_thing("yolov5", label=1, labels=2), **both)

    (scene,) = watcher_in(shelf).scenes([spotted()])

    assert scene.heads == ()
    assert scene.persons.tolist() == [[*SITE]]


def test_a_head_finder_that_fails_leaves_the_heads_to_the_shipped_one(shipped, shelf):
    added(shelf, outputs=NAN, **FACES)
    watcher = watcher_in(shelf)

    assert heads(watcher) == heads(watcher) == [SHIPPED]
    assert standing(shelf)[0].problem


def test_a_moving_picture_is_left_to_the_quick_finder(shipped, shelf):
    found, _ = people_finder(str(shelf)).moving(spotted())

    assert found[:, :4].tolist() == [[0, 0, 9, 9]]


def test_a_better_head_finder_finds_the_heads_of_a_moving_picture_too(shipped, shelf):
    added(shelf, **FACES)

    found, _ = people_finder(str(shelf)).moving(spotted())

    assert found[:, :4].tolist() == [[*SITE]]


def test_protection_goes_on_when_a_head_finder_fails(shipped, shelf):
    added(shelf, outputs=NAN, **FACES)
    added(shelf, "rat")

    found, _ = people_finder(str(shelf))(spotted())

    assert found[:, :4].tolist() == [[*SHIPPED]]


def test_what_a_model_finds_stands_in_the_scene_under_its_code(shipped, shelf):
    added(shelf)

    (scene,) = watcher_in(shelf).scenes([spotted()])

    (thing,) = scene.things
    assert (thing.label, thing.box) == ("PST-RAT", SITE)
    assert len(scene.heads) == 1


def test_what_is_not_sure_enough_for_its_label_is_left_out(shipped, shelf):
    added(shelf, thresholds={"least_score": 0.2, "mouse": 0.95})

    assert watcher_in(shelf).scenes([spotted()])[0].things == ()


def test_a_model_that_fails_leaves_the_rest_as_it_is(shipped, shelf):
    added(shelf, outputs=NAN)
    added(shelf, "rat")

    (scene,) = watcher_in(shelf).scenes([spotted()])

    assert [thing.label for thing in scene.things] == ["PST-RAT"]
    assert [one.name for one in standing(shelf) if one.problem] == ["mouse"]


def test_heads_of_a_finder_with_codes_too_are_no_things(tmp_path, shipped, shelf):
    added(shelf, labels=["face"], codes={"face": "head"})
    added(shelf, "rat", labels=["mouse"], codes={"mouse": "PST-RAT"})

    (scene,) = watcher_in(shelf).scenes([spotted()])

    assert (len(scene.heads), len(scene.things)) == (1, 1)


@pytest.mark.parametrize("plug", [FACES, {}])
def test_a_picture_without_pixels_is_nobodys_fault(shipped, shelf, plug):
    added(shelf, **plug)
    nothing = np.zeros((0, 0, 3), np.uint8)

    with pytest.raises(BadInput):
        watcher_in(shelf).scenes([nothing])
    with pytest.raises(BadInput):
        people_finder(str(shelf))(nothing)
    assert [each.plug.card.name for each in Plugs(shelf).working()] == ["mouse"]
