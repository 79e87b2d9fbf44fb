"""What the desk says, in numbers and in words."""

import pytest
from flask_babel import force_locale

from detector.integrity import Check
from portal.rounds.forms import faults as words
from portal.rounds.kinds import FaultCause, FaultCode
from portal.rounds.rules.desk import Repair
from portal.rounds.rules.observations import Outcome
from portal.rounds.rules.outages import Condition
from portal.shell.filters import NO_BREAK
from tests.support.looks import minute
from transcoder.errors import Cause

OURS = {Cause.ENCODER, Cause.STORE_FULL, Cause.WORKER_LOST}  # never said of a look


@pytest.fixture(autouse=True)
def english(app, set_clock):
    """Words are looked up within a request, here in English."""
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.mark.parametrize(
    ("measured", "reason"),
    [
        ({"dark": 9.4, "dark_threshold": 30.0}, "brightness 9 of at least 30"),
        ({"overexposed": 0.83, "overexposed_threshold": 0.6}, "83 % burnt out, at most 60 %"),
        ({"blurred": 7.26, "blurred_threshold": 3.5}, "edges 7.3 pixels wide, at most 3.5"),
        ({"covered": 1.0, "covered_threshold": 0.5}, "100 % of the picture hidden, at most 50 %"),
        ({"frozen": 5.0, "frozen_threshold": 2.0}, "the same picture 5 times more, 2 are too many"),
        ({"moved": -0.1, "moved_threshold": 0.4}, "0 % like the agreed view, at least 40 %"),
        ({"replay": 3.0, "replay_threshold": 2.0},
         "3 pictures shown exactly before, 2 are too many"),
        ({"blurred": 7.0, "blurred_threshold": 3.5, "moved": 0.1, "moved_threshold": 0.4},
         "edges 7.0 pixels wide, at most 3.5; 10 % like the agreed view, at least 40 %"),
        ({"dark": 9.4}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_reason_is_told_in_numbers(measured, reason):
    said = words.reason_text(FaultCode.DEV_DARK, None, measured)
    assert said.replace(NO_BREAK, " ") == reason


def test_every_check_of_the_detector_has_its_reason():
    assert set(words.MEASURED) == {check.value for check in Check}


def test_every_cause_of_a_look_without_a_picture_has_its_words():
    assert set(words.CAUSES) == {cause.value for cause in Cause if cause not in OURS}


def test_a_camera_that_is_off_says_what_it_did():
    reason = words.reason_text(FaultCode.DEV_OFF, "stalled", {})

    assert reason == "it stops sending"


def test_a_cause_nobody_knows_is_not_made_up():
    assert words.reason_text(FaultCode.DEV_OFF, "magic", {}) == ""


def test_every_cause_of_the_tree_has_its_words():
    assert set(words.FOUND) == set(FaultCause)
    assert set(words.BRANCHES) == {cause.branch for cause in FaultCause}


@pytest.mark.parametrize(
    ("measured", "text"),
    [({}, "Black picture"), ({"dark": 1.0}, "Black picture"), ({"overexposed": 0.9}, "Burnt out"),
     ({"overexposed": 0.9, "dark": 1.0}, "Black picture")],
)  # fmt: skip
def test_too_much_light_is_not_called_black(measured, text):
    assert words.code_text(FaultCode.DEV_DARK, measured) == text


def repair(hours, **changes):
    """A Fault due in so many hours."""
    due = minute(60 * hours)
    return Repair("F-1", minute(-300), changes.pop("answer", minute(60)), due, **changes)


@pytest.mark.parametrize(
    ("hours", "text"), [(5, "due in 5 hours"), (0, "due in 0 seconds"), (-3, "overdue by 3 hours")]
)
def test_due_times_are_told_from_now(hours, text):
    assert words.due_text(repair(hours), minute(0)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "answer due by 13:00"),
        ({"answer": minute(-1)}, "answer overdue"),
        ({"answer": minute(-1), "acknowledged_at": minute(-2)}, "answered"),
    ],
)
def test_an_answer_is_due_overdue_or_given(changes, text):
    assert words.answer_text(repair(5, **changes), minute(0)) == text


@pytest.mark.parametrize(
    ("condition", "tone", "text"),
    [
        (None, "closed", "Not known"),
        (Condition(Outcome.UNKNOWN, minute(0), minute(0)), "closed", "Not known"),
        (Condition(Outcome.GOOD, minute(0), minute(0)), "live", "Good picture"),
        (Condition(Outcome.BAD, minute(0), minute(0), FaultCode.DEV_MOVED), "down", "Moved"),
    ],
)
def test_a_condition_has_a_word_and_a_tone(condition, tone, text):
    assert (words.condition_tone(condition), words.condition_text(condition)) == (tone, text)


def test_the_end_of_a_day_is_midnight():
    assert words.minute_text(1440) == "24:00"
