"""From looks at one Camera to leads with their evidence."""

from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from detector.heads import Answer, Scene, SeenHead
from detector.rules.sightings import Region, Setting
from portal.rounds.suspecting import (
    BURST_GRACE_SECONDS,
    Histories,
    Suspect,
    Witness,
    burst_plan,
    three_of,
)
from transcoder.camera import CameraSource, Privacy

MASK = frozenset({"PPE-MASK"})
CARD = SimpleNamespace(name="finder", version="7", sha256="cd" * 32, thresholds={"head": 0.3})
SIZE = (640, 360)


TILES = np.random.default_rng(5).integers(0, 250, (12, 20, 3))
ROOM = np.repeat(np.repeat(TILES, 30, axis=0), 32, axis=1)


def picture(step):
    """A room of coloured tiles in which a bright figure walks to the right."""
    image = ROOM.astype(np.uint8)
    left = 110 + 50 * step
    image[125:185, left + 5 : left + 55] = 130
    return image


def scene(step, mask=Answer.NO, score=0.6):
    left = 110.0 + 50 * step
    head = SeenHead((left, 120.0, left + 60, 190.0), score, mask, Answer.UNCERTAIN)
    return Scene((head,), np.zeros((0, 4), np.float32), np.zeros(0, np.float32))


def look(step, **how):
    return SimpleNamespace(image=picture(step), taken_at=1000.0 + 1.5 * step), scene(step, **how)


def suspect(codes=MASK, histories=None, **how):
    setting = Setting(zone="SP", is_open=True, codes=codes, **how)
    source = CameraSource("cam", "rtsp://127.0.0.1/x", privacy=Privacy.OPEN)
    witness = Witness(lambda: (CARD,), None)
    return Suspect(7, source, setting, witness, histories or Histories())


def burst(number=5, **how):
    return [look(step, **how) for step in range(number)]


def leads(seen=None, **how):
    return suspect(**how).leads(MASK, seen or burst(), clip=b"film")


def test_a_bare_face_is_a_hit_and_a_masked_one_is_not():
    assert suspect().hits(scene(0), look(0)[0]) == MASK
    assert suspect().hits(scene(0, mask=Answer.YES), look(0)[0]) == frozenset()


def test_what_is_uncertain_is_no_hit():
    assert suspect().hits(scene(0, mask=Answer.UNCERTAIN), look(0)[0]) == frozenset()


def test_a_class_that_is_off_here_is_no_hit():
    assert suspect(codes=frozenset({"PPE-CAP"})).hits(scene(0), look(0)[0]) == frozenset()


def test_a_bare_face_through_a_burst_is_a_lead():
    (lead,) = leads()

    assert (lead.camera_id, lead.code, lead.rule_version) == (7, "PPE-MASK", "PPE-MASK/1")
    assert lead.reason["sentence"] == "head_without_mask"
    assert lead.reason["seen"] == 5
    assert lead.clip == b"film"


def test_it_names_the_models_and_what_was_compared():
    (lead,) = leads()

    assert [(each.name, each.version, each.sha256) for each in lead.models] == [
        ("finder", "7", "cd" * 32)
    ]
    assert lead.thresholds["finder.head"] == 0.3
    assert lead.thresholds["rule.hold_seconds"] == 3.0


def test_its_three_pictures_are_clean_and_in_order():
    (lead,) = leads()
    frames = (lead.before, lead.during, lead.after)
    moments = [each.taken_at for each in frames]
    sizes = {Image.open(BytesIO(each.jpeg)).size for each in frames}

    assert moments == sorted(set(moments))
    assert sizes == {SIZE}
    assert lead.at in moments


def test_what_was_seen_is_told_in_parts_of_the_picture():
    (lead,) = leads()
    marks = [mark for each in (lead.before, lead.during, lead.after) for mark in each.marks]

    assert {"PPE-MASK", "head"} == {mark.label for mark in marks}
    assert all(0 <= side <= 1 for mark in marks for side in mark.box)


def test_whoever_is_no_officer_gets_a_picture_without_faces():
    (lead,) = leads()  # of a camera that is open, and with no finder: all of it is hidden
    shown = np.asarray(Image.open(BytesIO(lead.shown)).convert("L"))
    clean = np.asarray(Image.open(BytesIO(lead.during.jpeg)).convert("L"))

    assert np.abs(shown.astype(int) - clean).max() > 20


@pytest.mark.parametrize("number", [1, 2])
def test_too_few_pictures_are_no_lead(number):
    assert leads(burst(number)) == []


def test_a_mask_put_on_meanwhile_is_no_lead():
    seen = [*burst(4), look(4, mask=Answer.YES)]

    assert leads(seen) == []


def test_a_burst_in_vain_keeps_the_next_one_waiting():
    histories = Histories()
    suspect(histories=histories).leads(MASK, [*burst(4), look(4, mask=Answer.YES)], clip=None)
    frame, seen = look(5)

    assert suspect(histories=histories).hits(seen, frame) == frozenset()
    assert suspect().hits(seen, frame) == MASK


def test_one_event_is_told_once():
    histories = Histories()
    first = suspect(histories=histories).leads(MASK, burst(), clip=None)
    second = suspect(histories=histories).leads(MASK, burst(), clip=None)

    assert (len(first), second) == (1, [])


def test_the_part_that_was_watched_is_told():
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    (lead,) = leads(regions=(Region(corners, MASK),))

    assert lead.region == corners


@pytest.mark.parametrize(
    ("best", "three"),
    [(1.0, (1.0, 2.0, 3.0)), (2.0, (1.0, 2.0, 3.0)), (3.0, (2.0, 3.0, 4.0)),
     (4.0, (2.0, 3.0, 4.0))],
)  # fmt: skip
def test_the_best_picture_is_in_the_middle_where_it_can_be(best, three):
    assert three_of(best, [1.0, 2.0, 3.0, 4.0]) == three


def test_a_burst_is_as_long_as_its_classes_ask():
    plan = burst_plan(MASK)

    assert plan.count >= 3
    assert plan.deadline_seconds == plan.count * plan.apart_seconds + BURST_GRACE_SECONDS
