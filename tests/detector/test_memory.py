"""What is kept of a camera, and that it survives being written down."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.integrity import judge
from detector.memory import HISTORY, Memory, Reference, UnreadableMemory
from tests.support.pictures import kitchen, kitchen_looks


def after(count: int, *, reference: Reference | None = None) -> Memory:
    memory = Memory(reference)
    for number in range(count):
        image = kitchen_looks()[number % 4]
        memory = judge(image, memory, taken_at=60.0 * number).memory
    return memory


@pytest.mark.parametrize("count", [0, 1, 5, HISTORY + 3])
@pytest.mark.parametrize("has_reference", [False, True])
def test_a_memory_read_back_judges_alike(count: int, has_reference: bool):
    memory = after(count, reference=Reference.of(kitchen_looks()) if has_reference else None)

    again = Memory.unpacked(memory.packed())

    assert again.packed() == memory.packed()
    image = kitchen_looks()[1]
    assert judge(image, again, taken_at=1e6).verdicts == judge(image, memory, taken_at=1e6).verdicts


def test_an_hour_is_kept_in_less_than_25_kilobytes():
    memory = after(HISTORY + 10, reference=Reference.of(kitchen_looks()))

    assert len(memory.repeats) == HISTORY
    assert len(memory.packed()) < 25_000


def test_bytes_that_are_no_memory_are_refused():
    whole = after(2).packed()

    for broken in (b"", whole[:-1], whole + b"x", b"mem0" + whole[4:], whole[:20]):
        with pytest.raises(UnreadableMemory):
            Memory.unpacked(broken)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(data: bytes):
    with pytest.raises(UnreadableMemory):
        Memory.unpacked(data)


def test_a_reference_of_several_pictures_forgets_who_passed_by():
    looks = kitchen_looks(count=5)
    of_one, of_all = Reference.of(looks[:1]), Reference.of(looks)

    empty = np.median(np.stack(looks), axis=0).astype(np.uint8)
    room = Reference.of([empty]).likeness_map.astype(float)

    def distance(reference: Reference) -> float:
        return float(np.abs(reference.likeness_map - room).mean())

    assert distance(of_all) < distance(of_one)


def still_after(*images):
    memory = Memory()
    for number, image in enumerate(images):
        memory = judge(image, memory, taken_at=60.0 * number).memory
    return memory.is_still


def test_one_look_says_nothing_of_standing_still():
    assert not still_after(kitchen())


def test_the_same_picture_with_noise_stands_still():
    noise = np.random.default_rng(3).normal(0, 6, kitchen().shape)
    noisy = np.clip(kitchen() + noise, 0, 255).astype(np.uint8)

    assert still_after(kitchen(), noisy)


def test_a_small_head_that_came_does_not():
    with_head = kitchen().copy()
    with_head[100:120, 300:320] = 255 - with_head[100:120, 300:320]

    assert not still_after(kitchen(), with_head)
