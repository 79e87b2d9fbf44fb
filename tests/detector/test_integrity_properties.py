"""What holds for every picture."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.spoiling import blur, cover, light, noise, shift
from detector import integrity
from detector.integrity import CHECKS, THRESHOLDS, Case, Check, judge
from detector.measures import measure
from detector.memory import Memory, Reference
from tests.support.pictures import kitchen_looks, resized

ZONES = st.sampled_from(("CK", "CU", "SP", "WD", "RP", "ST"))
SEEDS = st.integers(0, 2**32 - 1)
SPOILING = st.sampled_from(
    (noise(1.0), light(0.02), light(3.0, plus=150), blur(10.0), cover(1.0), shift(0.2))
)
STANDING = [Check.DARK, Check.OVEREXPOSED, Check.BLURRED, Check.COVERED, Check.MOVED]


def memory_of(zone: str) -> Memory:
    return Memory(Reference.of(kitchen_looks(zone)))


def bad(image: np.ndarray, memory: Memory) -> set[Check]:
    return {each.check for each in judge(image, memory, taken_at=60.0).bad}


@settings(max_examples=25, deadline=None)
@given(ZONES, st.integers(0, 3), st.floats(0, 6), SEEDS)
def test_small_noise_makes_no_good_picture_bad(zone: str, number: int, sigma: float, seed: int):
    image = noise(sigma)(kitchen_looks(zone)[number], np.random.default_rng(seed))

    assert bad(image, memory_of(zone)) == set()


@settings(max_examples=25, deadline=None)
@given(ZONES, SPOILING, SEEDS, st.sampled_from(((1920, 1080), (1280, 720), (480, 270), (352, 288))))
def test_a_stream_of_another_size_is_judged_alike(zone: str, spoil, seed: int, size):
    image = spoil(kitchen_looks(zone)[0], np.random.default_rng(seed))
    memory = memory_of(zone)

    assert bad(resized(image, size), memory) == bad(image, memory)


@settings(max_examples=25, deadline=None)
@given(ZONES, SPOILING, SEEDS)
def test_the_order_of_the_checks_means_nothing(zone: str, spoil, seed: int):
    image = spoil(kitchen_looks(zone)[0], np.random.default_rng(seed))
    memory = judge(kitchen_looks(zone)[1], memory_of(zone), taken_at=0.0).memory
    checks = list(CHECKS)
    random.Random(seed).shuffle(checks)

    case = Case(measure(image), memory, 60.0, THRESHOLDS)
    shuffled = {check: CHECKS[check](case) for check in checks}

    assert tuple(shuffled[check] for check in CHECKS) == judge(image, memory, taken_at=60).verdicts


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(36, 200), st.integers(64, 300), st.integers(0, 255), st.integers(0, 128))
def test_any_picture_gets_one_verdict_for_each_check(seed, height, width, mean, spread):
    values = np.random.default_rng(seed).normal(mean, spread, (height, width, 3))
    image = np.clip(values, 0, 255).astype(np.uint8)
    memory = Memory(Reference.of([image]))

    told = judge(image, memory, taken_at=0.0)

    assert [each.check for each in told.verdicts] == list(Check)
    for each in told.verdicts:
        assert each.is_bad == (each.reason is integrity.Reason.BEYOND)
        assert each.value is None or np.isfinite(each.value)


@settings(max_examples=10, deadline=None)
@given(ZONES, SPOILING, SEEDS)
def test_judging_changes_neither_picture_nor_memory(zone: str, spoil, seed: int):
    image = spoil(kitchen_looks(zone)[0], np.random.default_rng(seed))
    memory = memory_of(zone)
    before = image.copy(), memory.packed()

    assert judge(image, memory, taken_at=1).verdicts == judge(image, memory, taken_at=1).verdicts
    assert (image == before[0]).all()
    assert memory.packed() == before[1]
