"""One finder for many streams: what goes wrong is told as not known, and nobody waits long."""

import logging
import threading
import time

import numpy as np
import pytest

from transcoder.finding import MOST_BOXES, Desk, find_people, for_moving
from transcoder.logs import OneASecond

IMAGE = np.zeros((8, 8, 3), np.uint8)
NOBODY = np.zeros((0, 5), np.float32)
ONE = np.array([[1, 2, 3, 4, 1]], np.float32)
PATIENCE = 20.0  # seconds; only a broken desk takes as long


class Gate:
    """A finder that answers when it may, and remembers what it was asked."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.asked: list[int] = []

    def __call__(self, image):
        self.asked.append(int(image[0, 0, 0]))
        assert self.may_answer.wait(PATIENCE)
        return ONE, NOBODY


def numbered(number):
    return np.full((8, 8, 3), number, np.uint8)


def eventually(happens) -> bool:
    until = time.monotonic() + PATIENCE
    while not happens() and time.monotonic() < until:
        time.sleep(0.005)
    return bool(happens())


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.may_answer.set()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "nothing",
        [],
        ONE,
        (ONE[:, :4], NOBODY),
        ([1, 2, 3, 4, 1], NOBODY),
        (np.array([[1, 2, np.nan, 4, 1]]), NOBODY),
        (ONE, np.array([[1, 2, np.inf, 4, 1]])),
        (np.ones((MOST_BOXES + 1, 5)), NOBODY),
        (ONE, NOBODY, NOBODY),
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(answer):
    assert find_people(lambda _: answer, IMAGE) is None


@pytest.mark.parametrize("none", [[], np.zeros((0, 5)), np.zeros((0,))])
def test_an_empty_answer_means_nobody(none):
    people = find_people(lambda _: (none, none), IMAGE)
    assert (people.heads.shape, people.persons.shape) == ((0, 5), (0, 5))


def test_corners_are_put_in_order():
    people = find_people(lambda _: ([[9, 8, 1, 2, 0.5]], []), IMAGE)
    assert people.heads.tolist() == [[1, 2, 9, 8, 0.5]]


def test_people_of_a_part_are_placed_in_the_whole():
    people = find_people(lambda _: ([[2, 2, 4, 6, 0.5]], []), IMAGE)
    assert people.placed(100, 50, across=2, down=3).heads.tolist() == [[104, 56, 108, 68, 0.5]]


def test_a_finder_that_raises_is_reported_once_a_second_and_not_quoted(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("transcoder.finding"), "filters", [OneASecond()])

    def broken(_image):
        raise RuntimeError("rtsp://user:secret@10.0.0.9/")

    with caplog.at_level(logging.WARNING):
        answers = [find_people(broken, IMAGE) for _ in range(50)]
    assert answers == [None] * 50
    assert 1 <= len(caplog.records) < 25
    assert "secret" not in caplog.text


def test_without_a_finder_nothing_is_known():
    assert Desk(None).seat().people(IMAGE, seconds=PATIENCE) is None


def test_a_seat_is_answered():
    seat = Desk(lambda _: (ONE, NOBODY)).seat()
    assert seat.people(IMAGE, seconds=PATIENCE).heads.tolist() == ONE.tolist()
    seat.close()


def test_a_finder_that_raises_answers_the_next_question():
    answers = iter([RuntimeError, (ONE, NOBODY)])

    def moody(_image):
        answer = next(answers)
        if answer is RuntimeError:
            raise answer
        return answer

    seat = Desk(moody).seat()
    assert seat.people(IMAGE, seconds=PATIENCE) is None
    assert seat.people(IMAGE, seconds=PATIENCE) is not None
    seat.close()


def test_a_slow_finder_is_not_waited_for(gate):
    seat = Desk(gate).seat()
    assert seat.people(IMAGE, seconds=0.01) is None
    seat.close()


def test_a_question_that_waited_too_long_is_not_asked(gate):
    seat = Desk(gate).seat()
    assert [seat.people(numbered(n), seconds=0.01) for n in (1, 2, 3)] == [None] * 3
    gate.may_answer.set()
    assert seat.people(numbered(4), seconds=PATIENCE) is not None
    assert len([n for n in gate.asked if n < 4]) <= 1  # whichever was asked before it was too late
    seat.close()


def test_who_took_a_seat_first_is_answered_first(gate):
    desk = Desk(gate)
    seats = [desk.seat() for _ in range(3)]
    threads = [
        threading.Thread(target=seats[n].people, args=(numbered(n),), kwargs={"seconds": PATIENCE})
        for n in (2, 1, 0)
    ]
    threads[0].start()
    assert eventually(lambda: gate.asked == [2])
    for count, thread in enumerate(threads[1:], start=1):
        thread.start()
        assert eventually(lambda count=count: len(desk._questions) == count)
    gate.may_answer.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert gate.asked == [2, 0, 1]


def test_a_finder_that_hangs_is_left_to_itself_and_the_next_question_is_answered():
    hangs = threading.Event()
    answers = iter([lambda: hangs.wait(PATIENCE), lambda: None])

    def stuck_once(_image):
        next(answers)()
        return ONE, NOBODY

    now = [0.0]
    seat = Desk(stuck_once, monotonic=lambda: now[0], hung_seconds=5).seat()
    assert seat.people(IMAGE, seconds=0.5) is None
    now[0] = 6.0
    assert seat.people(IMAGE, seconds=PATIENCE) is not None
    hangs.set()
    seat.close()


def test_of_a_finder_that_always_hangs_no_more_than_a_few_threads_are_left(gate):
    now = [0.0]
    seat = Desk(gate, monotonic=lambda: now[0], hung_seconds=5).seat()
    before = threading.active_count()
    for _ in range(6):
        assert seat.people(IMAGE, seconds=0.05) is None
        now[0] += 6.0
    assert threading.active_count() - before <= 3
    seat.close()


def test_the_thread_ends_with_the_last_seat():
    before = set(threading.enumerate())
    desk = Desk(lambda _: (ONE, NOBODY))
    seats = [desk.seat(), desk.seat()]
    seats[0].people(IMAGE, seconds=PATIENCE)
    seats[0].close()
    assert set(threading.enumerate()) - before
    seats[1].close()
    assert eventually(lambda: not set(threading.enumerate()) - before)


def test_a_desk_that_was_left_serves_again():
    desk = Desk(lambda _: (ONE, NOBODY))
    for _ in range(2):
        seat = desk.seat()
        assert seat.people(IMAGE, seconds=PATIENCE) is not None
        seat.close()


class _TwoFinders:
    moving = "quick"


def test_a_finder_may_have_another_for_moving_pictures():
    def only(image):
        return image

    assert [for_moving(each) for each in (_TwoFinders(), only, None)] == ["quick", only, None]
