"""Verdicts on good and spoilt pictures of a drawn kitchen."""

from functools import cache

import numpy as np
import pytest

from bench.spoiling import (
    COURSES,
    blur,
    clock_only,
    cover,
    frozen,
    light,
    noise,
    rotate,
    shift,
    still,
)
from detector.integrity import CODES, Check, Judgement, Reason, Verdict, judge
from detector.memory import Memory, Reference
from tests.support.pictures import kitchen, kitchen_looks, resized

ZONES = ("CK", "CU", "SP", "WD", "RP", "ST")


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@cache
def reference_of(zone: str) -> Reference:
    return Reference.of(kitchen_looks(zone))


def judged(image: np.ndarray, *, zone: str | None = "CK") -> Judgement:
    reference = None if zone is None else reference_of(zone)
    return judge(image, Memory(reference), taken_at=60.0)


def verdict(check: Check, judgement: Judgement) -> Verdict:
    (found,) = (each for each in judgement.verdicts if each.check is check)
    return found


def after(looks) -> list[Judgement]:
    memory, told = Memory(), []
    for number, image in enumerate(looks):
        told.append(judge(image, memory, taken_at=60.0 * number))
        memory = told[-1].memory
    return told


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("has_reference", [True, False])
def test_a_working_kitchen_is_good(zone: str, has_reference: bool):
    for image in kitchen_looks(zone):
        assert judged(image, zone=zone if has_reference else None).bad == ()


@pytest.mark.parametrize(
    ("change", "code", "check"),
    [
        (light(0.02), "DEV-DARK", Check.DARK),
        (light(3.0, plus=150), "DEV-DARK", Check.OVEREXPOSED),
        (blur(8.0), "DEV-BLUR", Check.BLURRED),
        (cover(0.95), "DEV-COVER", Check.COVERED),
        (cover(1.0), "DEV-COVER", Check.COVERED),
        (shift(0.15), "DEV-MOVED", Check.MOVED),
        (rotate(12), "DEV-MOVED", Check.MOVED),
    ],
)
def test_each_way_of_spoiling_has_its_code(change, code: str, check: Check):
    bad = judged(change(kitchen(), rng())).bad

    assert [(each.check, each.code) for each in bad] == [(check, code)]


@pytest.mark.parametrize(("change", "check"), [
    (light(0.02), Check.DARK), (blur(10.0), Check.BLURRED), (cover(1.0), Check.COVERED),
])  # fmt: skip
def test_the_worst_is_seen_without_a_reference(change, check: Check):
    bad = judged(change(kitchen(), rng()), zone=None).bad

    assert [each.check for each in bad] == [check]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("factor", [0.3, 0.2, 0.1, 0.05])
def test_a_kitchen_at_night_is_dark_at_most(zone: str, factor: float):
    night = light(factor, 4.0)(kitchen(zone), rng())

    assert {each.check for each in judged(night, zone=zone).bad} <= {Check.DARK}
    assert {each.check for each in judged(night, zone=None).bad} <= {Check.DARK}


def test_a_verdict_says_why_in_numbers():
    told = verdict(Check.BLURRED, judged(blur(8.0)(kitchen(), rng())))

    assert told.reason is Reason.BEYOND
    assert told.value is not None
    assert told.value > told.threshold > 2.0


def test_what_cannot_be_measured_is_never_bad_and_has_no_number():
    told = judged(np.zeros((360, 640, 3), np.uint8)).verdicts

    assert {each.check: each.reason for each in told if each.value is None} == {
        Check.BLURRED: Reason.TOO_DARK, Check.COVERED: Reason.TOO_DARK,
        Check.FROZEN: Reason.TOO_DARK, Check.MOVED: Reason.TOO_DARK,
        Check.REPLAY: Reason.TOO_DARK,
    }  # fmt: skip
    assert not any(each.is_bad for each in told if each.value is None)


def test_a_white_picture_has_nothing_else_said_of_it():
    told = judged(np.full((360, 640, 3), 255, np.uint8))

    assert [each.check for each in told.bad] == [Check.OVEREXPOSED]
    assert verdict(Check.COVERED, told).reason is Reason.TOO_BRIGHT


def test_without_a_reference_nobody_can_say_it_moved():
    told = verdict(Check.MOVED, judged(kitchen("SP"), zone=None))

    assert (told.is_bad, told.value, told.reason) == (False, None, Reason.NO_REFERENCE)


def test_another_room_is_another_view():
    assert [each.check for each in judged(kitchen("ST"), zone="CK").bad] == [Check.MOVED]


def test_the_third_equal_picture_is_frozen():
    told = after(frozen((80, 80, 80))(kitchen(), rng()))

    assert verdict(Check.FROZEN, told[0]).reason is Reason.FIRST_LOOK
    assert [verdict(Check.FROZEN, each).value for each in told] == [None, 1.0, 2.0]
    assert [verdict(Check.FROZEN, each).is_bad for each in told] == [False, False, True]


def test_a_frozen_picture_that_moves_again_is_good():
    looks = [*frozen((80,) * 4)(kitchen(), rng()), *kitchen_looks()[1:]]

    assert verdict(Check.FROZEN, after(looks)[-1]).value == 0.0


@pytest.mark.parametrize("course", [still(1.0, 80), still(2.0, 40), still(4.0, 40), clock_only])
def test_a_still_kitchen_under_a_living_sensor_or_clock_is_not_frozen(course):
    assert not any(each.bad for each in after(course(kitchen(), rng())))


def test_two_looks_at_one_moment_say_nothing_and_are_remembered_once():
    first = judge(kitchen(), Memory(), taken_at=60.0)

    again = judge(kitchen(), first.memory, taken_at=60.5)

    assert verdict(Check.FROZEN, again).reason is Reason.SAME_MOMENT
    assert again.memory is first.memory


def test_another_size_is_not_compared():
    first = judge(kitchen(), Memory(), taken_at=0.0)

    again = judge(resized(kitchen(), (1280, 720)), first.memory, taken_at=60.0)

    assert verdict(Check.FROZEN, again).reason is Reason.SIZE_CHANGED


def test_a_recording_played_over_and_over_is_noticed():
    loop = kitchen_looks(count=6)
    looks = [loop[number % 6] for number in range(14)]

    told = [verdict(Check.REPLAY, each).is_bad for each in after(looks)]

    assert told[:7] == [False] * 7
    assert told[-1]


def test_a_living_kitchen_never_repeats_itself():
    assert not after(kitchen_looks(count=40))[-1].bad


@pytest.mark.parametrize("name", ["people come and go", "people come, room empties"])
def test_a_room_that_empties_and_fills_is_no_replay(name: str):
    _, course = COURSES[name]

    assert not any(each.bad for each in after(course(kitchen(), rng())))


@pytest.mark.parametrize("shape", [(360, 640), (20, 640, 3), (36, 63, 3)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]):
    with pytest.raises(ValueError, match="64×36"):
        judge(np.zeros(shape, np.uint8), Memory(), taken_at=0.0)


def test_a_flat_picture_is_covered_and_nothing_more():
    grey = noise(1.0)(np.full((360, 640, 3), 120, np.uint8), rng())

    told = judged(grey)

    assert [each.check for each in told.bad] == [Check.COVERED]
    assert verdict(Check.MOVED, told).reason is Reason.TOO_PLAIN


def test_every_check_has_a_code_and_a_verdict():
    assert set(CODES) == set(Check)
    assert [each.check for each in judged(kitchen()).verdicts] == list(Check)
