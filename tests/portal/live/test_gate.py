"""What a process remembers: decisions for 5 s, stamps once a second, seats for viewers."""

import shutil

import pytest
from sqlalchemy.exc import OperationalError

from portal.live.gate import (
    AWAY_PAUSE_SECONDS,
    AWAY_SECONDS,
    DECISION_SECONDS,
    REMEMBERED_CODES,
    SEAT_SECONDS,
    Gate,
)
from transcoder.demand import DEMAND, LOOK, stamped_at


class Ticks:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
def gate(tmp_path, ticks):
    return Gate(tmp_path, seats=2, tick=ticks)


def test_a_decision_is_asked_for_once_in_five_seconds(gate, ticks):
    answers = iter(["first", "second"])
    assert gate.decision("a", ask=lambda code: next(answers)) == "first"
    ticks.now += DECISION_SECONDS - 0.001
    assert gate.decision("a", ask=lambda code: next(answers)) == "first"
    ticks.now += 0.001
    assert gate.decision("a", ask=lambda code: next(answers)) == "second"


def test_a_slow_answer_counts_from_when_it_was_asked(gate, ticks):
    def slow(code):
        ticks.now += 4
        return "old"

    gate.decision("a", ask=slow)
    ticks.now += 1
    assert gate.known("a") is None


def test_a_failed_question_is_not_remembered(gate):
    def fail(code):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        gate.decision("a", ask=fail)
    assert gate.decision("a", ask=str.upper) == "A"


def away(code):
    raise OperationalError("SELECT", {}, ConnectionError())


def test_a_decision_holds_on_while_the_database_is_away(gate, ticks):
    gate.decision("a", ask=str.upper)
    ticks.now += AWAY_SECONDS - 0.001
    assert gate.decision("a", ask=away) == "A"


def test_a_database_that_is_away_is_not_asked_for_each_playlist(gate, ticks):
    gate.decision("a", ask=str.upper)
    ticks.now += DECISION_SECONDS
    gate.decision("a", ask=away)
    assert gate.known("a") == "A"


def test_a_decision_holds_on_for_ten_minutes_only(gate, ticks):
    gate.decision("a", ask=str.upper)
    ticks.now += AWAY_SECONDS - 1
    gate.decision("a", ask=away)
    ticks.now += AWAY_PAUSE_SECONDS
    with pytest.raises(OperationalError):
        gate.decision("a", ask=away)


def test_a_database_that_is_away_is_asked_for_one_camera_in_ten_seconds(gate, ticks):
    for code in "ab":
        gate.decision(code, ask=str.upper)
    ticks.now += DECISION_SECONDS
    gate.decision("a", ask=away)
    answers = [gate.decision("b", ask=lambda code: "asked")]
    ticks.now += AWAY_PAUSE_SECONDS
    answers.append(gate.decision("b", ask=lambda code: "asked"))

    assert answers == ["B", "asked"]


def test_an_unknown_camera_is_remembered_as_such(gate):
    gate.decision("a", ask=lambda code: None)
    assert gate.decision("a", ask=str.upper) is None


def test_guessed_codes_do_not_fill_the_memory(gate):
    for number in range(REMEMBERED_CODES + 5):
        gate.decision(str(number), ask=lambda code: None)
    assert gate.known("0") is None
    assert len(gate._decisions) <= REMEMBERED_CODES


def test_a_wish_is_stamped_once_a_second(gate, ticks, tmp_path):
    gate.want("a")
    (tmp_path / "a" / DEMAND).unlink()
    ticks.now += 0.9
    gate.want("a")
    assert stamped_at(tmp_path, "a") is None
    ticks.now += 0.1
    gate.want("a")
    assert stamped_at(tmp_path, "a") is not None


def test_a_wish_for_a_still_is_stamped_apart(gate, tmp_path):
    gate.want("a")
    assert stamped_at(tmp_path, "a", LOOK) is None
    gate.want("a", LOOK)
    assert stamped_at(tmp_path, "a", LOOK) is not None


def test_a_stamp_that_cannot_be_written_is_logged_and_no_more(tmp_path, ticks, caplog):
    root = tmp_path / "file"
    root.write_text("in the way")
    Gate(root, seats=None, tick=ticks).want("a")
    assert [record.message for record in caplog.records] == ["stamp_failed"]


def test_a_root_that_was_removed_is_made_again(gate, ticks, tmp_path):
    gate.want("a")
    shutil.rmtree(tmp_path)
    ticks.now += 1
    gate.want("a")
    assert stamped_at(tmp_path, "a") is not None


def test_seats_are_kept_by_who_has_them(gate):
    assert gate.seat("one")
    assert gate.seat("two")
    assert not gate.seat("three")
    assert gate.seat("one")


def test_a_seat_nobody_sits_on_is_free_again(gate, ticks):
    gate.seat("one")
    gate.seat("two")
    ticks.now += SEAT_SECONDS
    gate.seat("two")
    ticks.now += 0.001
    assert gate.seat("three")
    assert not gate.seat("one")
    assert gate.seat("two")


def test_without_a_cap_everybody_is_seated(tmp_path):
    gate = Gate(tmp_path, seats=None)
    assert all(gate.seat(str(number)) for number in range(1000))
