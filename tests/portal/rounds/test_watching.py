"""Frames are inferred beside the looks, and a first hit is followed by a burst."""

import logging
import threading
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from portal.rounds import watching
from portal.rounds.bursting import Taken
from portal.rounds.watching import FRAMES_AT_ONCE, WAITING_BYTES, Glance, Watch

LONG = 60.0  # on a machine that does much else
HIT = frozenset({"PPE-MASK"})


@pytest.fixture(autouse=True)
def heard(monkeypatch):
    """The log speaks: import-linter, run in this process before, silences what is imported."""
    monkeypatch.setattr(watching.log, "disabled", False)


SIZE = WAITING_BYTES // 20


class Picture(str):
    """A picture that is its own scene, and holds some memory."""

    nbytes = SIZE


def frame(at=0.0, image="picture"):
    return SimpleNamespace(image=Picture(image), taken_at=at)


class Suspect:
    """A camera that hits where its scene is "bare", and leads where its burst has three looks."""

    def __init__(self, code="cam"):
        self.source = SimpleNamespace(code=code)
        self.looked = []

    def hits(self, scene, frame):
        self.looked.append(scene)
        return HIT if scene == "bare" else frozenset()

    def leads(self, codes, seen, *, clip):
        enough = len(seen) >= 3
        return [SimpleNamespace(code="PPE-MASK", seen=seen, clip=clip)] if enough else []


class House:
    """A Watch over cameras whose pictures are their own scenes; keeps what was stored."""

    def __init__(self, *, burst=None, scenes=None):
        self.stored, self.batches, self.bursts = [], [], 0
        self.given = scenes or list
        self.taken = burst or (lambda: Taken((frame(1, "bare"), frame(2, "bare")), b"film"))
        self.watch = Watch(scenes=self._scenes, burst=self._burst, nap=lambda seconds: None)

    def _scenes(self, images):
        self.batches.append(len(images))
        return self.given(images)

    def _burst(self, source, plan):
        self.bursts += 1
        return self.taken()

    def offer(self, suspect, image, *, is_still=False, store=None):
        keep = store or self.stored.append
        self.watch.offer(Glance(suspect, frame(image=image), is_still=is_still, store=keep))
        return self

    def done(self):
        assert self.watch.wait(LONG)
        return self


def test_a_frame_without_a_hit_leads_to_nothing():
    house = House()
    house.offer(Suspect(), "masked").done()

    assert (house.bursts, house.stored) == (0, [])


def test_a_first_hit_is_followed_and_the_lead_is_stored():
    house = House().offer(Suspect(), "bare").done()
    (lead,) = house.stored

    assert house.bursts == 1
    assert [scene for _, scene in lead.seen] == ["bare"] * 3
    assert lead.clip == b"film"


def test_a_burst_that_brought_nothing_is_no_lead():
    house = House(burst=Taken).offer(Suspect(), "bare").done()

    assert (house.bursts, house.stored) == (1, [])


def test_a_picture_that_stands_still_is_not_inferred_again():
    house, suspect = House(), Suspect()
    house.offer(suspect, "masked").done()
    house.offer(suspect, "another", is_still=True).done()

    assert sum(house.batches) == 1
    assert suspect.looked == ["masked", "masked"]


def test_the_first_picture_is_inferred_though_it_stands_still():
    house, suspect = House(), Suspect()
    house.offer(suspect, "masked", is_still=True).done()

    assert suspect.looked == ["masked"]


def test_a_frame_that_no_model_saw_says_nothing():
    house, suspect = House(scenes=lambda images: [None] * len(images)), Suspect()
    house.offer(suspect, "bare").done()

    assert suspect.looked == []


def test_what_waits_is_inferred_in_batches():
    gate = threading.Event()

    def slow(images):
        gate.wait(LONG)
        return list(images)

    house = House(scenes=slow)
    for number in range(1 + 2 * FRAMES_AT_ONCE):
        house.offer(Suspect(f"cam-{number}"), "masked")
    gate.set()
    house.done()

    assert max(house.batches) == FRAMES_AT_ONCE
    assert sum(house.batches) == 1 + 2 * FRAMES_AT_ONCE


def test_a_slow_model_holds_up_no_look(caplog):
    gate = threading.Event()

    def stuck(images):
        gate.wait(LONG)
        return list(images)

    house = House(scenes=stuck)
    many = WAITING_BYTES // SIZE + FRAMES_AT_ONCE + 5
    with caplog.at_level(logging.WARNING):
        for number in range(many):  # returns at once, although nothing is inferred
            house.offer(Suspect(f"cam-{number}"), "masked")
    left_out = house.watch.left_out
    gate.set()
    house.done()

    assert left_out >= 5
    assert sum(house.batches) == many - left_out
    assert "frames_left_out" in caplog.messages


def test_a_frame_larger_than_all_that_may_wait_is_inferred(monkeypatch):
    monkeypatch.setattr(Picture, "nbytes", 2 * WAITING_BYTES)
    house = House().offer(Suspect(), "masked").done()

    assert (sum(house.batches), house.watch.left_out) == (1, 0)


def test_a_picture_that_equals_one_left_out_is_inferred():
    """What the camera showed before that one says nothing of it."""
    gates = [threading.Event(), threading.Event()]
    gates[0].set()
    started = threading.Event()

    def scenes(images):
        started.set()
        gates[min(len(house.batches) - 1, 1)].wait(LONG)
        return list(images)

    house, suspect = House(scenes=scenes), Suspect()
    house.offer(suspect, "masked").done()
    started.clear()
    house.offer(Suspect("other"), "masked")
    started.wait(LONG)  # it is no longer among those that wait
    for number in range(WAITING_BYTES // SIZE):
        house.offer(Suspect(f"cam-{number}"), "masked")
    house.offer(suspect, "bare")
    gates[1].set()
    house.done()
    house.offer(suspect, "bare", is_still=True).done()

    assert house.watch.left_out == 1
    assert suspect.looked == ["masked", "bare"]


def test_a_fault_of_ours_ends_no_thread(caplog):
    answers = [RuntimeError("oops"), None]

    def scenes(images):
        error = answers.pop(0)
        if error is not None:
            raise error
        return list(images)

    house, suspect = House(scenes=scenes), Suspect()
    house.offer(suspect, "masked").done()
    house.offer(suspect, "masked").done()

    assert suspect.looked == ["masked"]
    assert "frames_not_inferred" in caplog.messages


def test_a_camera_is_followed_once_at_a_time(monkeypatch):
    gate = threading.Event()

    def waiting():
        gate.wait(LONG)
        return Taken()

    house, suspect = House(burst=waiting), Suspect()
    house.offer(suspect, "bare")
    house.offer(suspect, "bare")
    other = Suspect("other")
    house.offer(other, "masked")
    while not other.looked:  # so that both glances before it were seen
        threading.Event().wait(0.01)
    gate.set()
    house.done()

    assert house.bursts == 1


@pytest.mark.parametrize(("failures", "stored"), [(2, 1), (9, 0)])
def test_a_database_that_is_away_is_tried_again(failures, stored, caplog):
    tries, kept = [], []

    def store(lead):
        tries.append(lead)
        if len(tries) <= failures:
            raise OperationalError("insert", {}, Exception("locked"))
        kept.append(lead)

    House().offer(Suspect(), "bare", store=store).done()

    assert len(kept) == stored
    assert len(tries) == min(failures + 1, watching.STORE_TRIES)
    assert ("lead_not_stored" in caplog.messages) is not stored
