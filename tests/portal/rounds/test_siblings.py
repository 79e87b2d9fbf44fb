"""Detector processes of one machine hand each other their own cameras."""

import queue
import threading

import pytest

from portal.rounds.siblings import Inbox, Siblings

MINUTE = 1_800_000_000
LONG = 60.0


class There:
    """Which siblings are there: all, but those that are taken out."""

    def __init__(self):
        self.away = set()

    def __call__(self, number):
        return number not in self.away


@pytest.fixture
def there():
    return There()


@pytest.fixture
def family(there):
    """Makes siblings, as many as asked for."""
    made = []

    def make(count):
        made.append(Siblings(count, is_there=there))
        return made[-1]

    yield make
    for each in made:
        each.close()


class Reader:
    """One sibling that keeps what it is to look at."""

    def __init__(self, siblings, number, size=100):
        self.stop, self.acted = threading.Event(), queue.Queue()
        act = lambda cameras, minute: self.acted.put((cameras, minute))  # noqa: E731
        self.inbox = Inbox(siblings, number, size=size, act=act)
        self.inbox.open(self.stop)

    def end(self):
        self.stop.set()
        self.inbox.close()

    def next(self):
        return self.acted.get(timeout=LONG)


@pytest.fixture
def readers(family):
    """Begins siblings that read what they are handed."""
    begun = []

    def begin(siblings, *numbers, **how):
        begun.extend(Reader(siblings, number, **how) for number in numbers)
        return begun[-len(numbers) :]

    yield begin
    for each in begun:
        each.end()


def test_each_is_handed_the_cameras_of_its_restaurants(family, readers):
    siblings = family(2)
    even, odd = readers(siblings, 0, 1)
    left = siblings.hand_out({1: 10, 2: 11, 3: 11, 4: 12}, MINUTE)

    assert left == ()
    assert even.next() == ((1, 4), MINUTE)
    assert odd.next() == ((2, 3), MINUTE)


def test_whoever_hands_out_each_has_the_same_cameras(family, readers):
    owners = {camera: camera // 5 for camera in range(100)}
    siblings = family(3)
    (first,) = readers(siblings, 0)
    taken = []
    for _ in range(2):
        siblings.hand_out(owners, MINUTE)
        taken.append(first.next())

    assert taken[0] == taken[1]
    assert {owners[camera] % 3 for camera in taken[0][0]} == {0}


def test_parts_of_a_minute_make_one_batch(family, readers):
    siblings = family(2)
    (reader,) = readers(siblings, 0)
    siblings.hand_out({1: 2, 2: 2}, MINUTE)
    siblings.hand_out({3: 4}, MINUTE)

    assert reader.next() == ((1, 2, 3), MINUTE)


def test_a_full_batch_is_begun_while_more_come(family, readers):
    siblings = family(2)
    (reader,) = readers(siblings, 0, size=2)
    for camera in range(5):
        siblings.hand_out({camera: 0}, MINUTE)

    assert sorted(len(reader.next()[0]) for _ in range(3)) == [1, 2, 2]


def test_parts_of_two_minutes_are_two_batches(family, readers):
    siblings = family(2)
    (reader,) = readers(siblings, 0)
    siblings.hand_out({1: 0}, MINUTE)
    siblings.hand_out({1: 0}, MINUTE + 60)

    assert {reader.next(), reader.next()} == {((1,), MINUTE), ((1,), MINUTE + 60)}


def test_what_is_meant_for_one_that_died_is_left_to_who_asked(family, there):
    there.away = {1}
    siblings = family(2)

    assert siblings.hand_out({1: 10, 2: 11, 3: 11}, MINUTE) == (2, 3)


def test_what_one_that_reads_nothing_cannot_take_is_left_to_who_asked(family):
    siblings = family(1)
    taken = 0
    while not (left := siblings.hand_out({taken: 0}, MINUTE)):
        taken += 1

    assert taken
    assert left == (taken,)
