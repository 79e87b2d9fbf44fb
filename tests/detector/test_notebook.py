"""What is remembered of cameras, in files that nobody else can read."""

import numpy as np
import pytest

from detector.integrity import judge
from detector.memory import Memory, Reference, UnreadableMemory
from detector.notebook import APART_SECONDS, FIRST_LOOKS, Notebook
from tests.support.pictures import kitchen_looks

LOOKS = kitchen_looks(count=4)
TIMES = [1000.0 + number * APART_SECONDS for number in range(4)]


@pytest.fixture
def notebook(tmp_path):
    return Notebook(tmp_path / "memory")


def learnt(notebook, *, times):
    """What each look taught, one after the other."""
    return [notebook.learn("a", LOOKS[n % 4], taken_at=at) for n, at in enumerate(times)]


def test_a_camera_never_seen_has_an_empty_memory(notebook):
    assert notebook.memory("a").taken_at is None


def test_a_memory_comes_back(notebook):
    memory = judge(LOOKS[0], Memory(), taken_at=1000.0).memory
    notebook.remember("a", memory)

    assert notebook.memory("a").packed() == memory.packed()


def test_files_are_private(notebook, tmp_path):
    notebook.remember("a", Memory())
    notebook.learn("a", LOOKS[0], taken_at=1000.0)
    files = sorted((tmp_path / "memory").iterdir())

    assert [path.name for path in files] == ["a", "a.first"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_damaged_memory_is_begun_anew(notebook, tmp_path):
    notebook.remember("a", judge(LOOKS[0], Memory(), taken_at=1000.0).memory)
    path = tmp_path / "memory" / "a"
    path.write_bytes(path.read_bytes()[:-1])

    assert notebook.memory("a").taken_at is None


def test_without_room_nothing_is_kept_and_it_is_logged(tmp_path, caplog):
    (tmp_path / "memory").write_text("a file where the directory should be")
    Notebook(tmp_path / "memory").remember("a", Memory())

    assert [record.message for record in caplog.records] == ["memory_not_kept"]


def test_enough_looks_far_enough_apart_make_a_reference(notebook):
    taught = learnt(notebook, times=TIMES[:FIRST_LOOKS])

    assert taught[:-1] == [None] * (FIRST_LOOKS - 1)
    assert taught[-1].packed() == Reference.of(LOOKS[:FIRST_LOOKS]).packed()


def test_looks_close_together_count_once(notebook):
    assert learnt(notebook, times=[1000.0 + number for number in range(10)]) == [None] * 10


def test_a_clock_set_back_does_not_stop_the_learning(notebook):
    taught = learnt(notebook, times=[5000.0, 1000.0, 1000.0 + APART_SECONDS])

    assert taught[-1] is not None


def test_forgotten_looks_do_not_count(notebook):
    learnt(notebook, times=TIMES[:2])
    notebook.forget_first("a")

    assert notebook.learn("a", LOOKS[2], taken_at=TIMES[2]) is None


def test_damaged_first_looks_are_begun_anew(notebook, tmp_path):
    learnt(notebook, times=TIMES[:2])
    path = tmp_path / "memory" / "a.first"
    path.write_bytes(path.read_bytes()[:-1])

    assert notebook.learn("a", LOOKS[2], taken_at=TIMES[2]) is None


def test_a_reference_comes_back_from_its_bytes():
    reference = Reference.of(LOOKS)
    again = Reference.unpacked(reference.packed())

    assert again.packed() == reference.packed()
    assert np.array_equal(again.structure, reference.structure)


def test_a_reference_without_edges_comes_back_so():
    plain = Reference.of([np.full((360, 640, 3), 128, np.uint8)])

    assert Reference.unpacked(plain.packed()).edge_px is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: b"old0" + data[4:],
        lambda data: b"",
    ],
)
def test_other_bytes_are_no_reference(damage):
    data = Reference.of(LOOKS[:1]).packed()

    with pytest.raises(UnreadableMemory):
        Reference.unpacked(damage(data))
