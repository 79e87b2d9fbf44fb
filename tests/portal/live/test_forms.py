"""The words for pictures: each kind has a word, a tone and a sentence, and none gives away more."""

from datetime import timedelta

import pytest

from portal.live.forms import (
    CAUSES,
    FLAW_WORDS,
    flaw_text,
    picture_age,
    picture_text,
    picture_tone,
    picture_word,
    public_cause,
    text_width_px,
)
from portal.live.rules import Flaw, PictureKind, PictureState
from portal.rounds.kinds import FaultCode
from tests.support.factories import NOON
from transcoder.errors import Cause

EARLIER = NOON - timedelta(minutes=5)


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context("/", base_url="http://localhost/en/"):
        yield


@pytest.mark.parametrize("kind", PictureKind)
@pytest.mark.parametrize("since", [None, EARLIER])
def test_every_kind_has_words_whatever_is_known(kind, since):
    state = PictureState(kind, since=since)
    assert picture_word(state)
    assert picture_text(state).endswith(".")
    assert picture_tone(state) in {"live", "late", "down", "closed"}
    assert "None" not in picture_text(state) + picture_age(state)


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (PictureState(PictureKind.DELAYED, delay_seconds=14),
         "The line is slow: the picture is 14 seconds behind."),
        (PictureState(PictureKind.WAITING, place=3),
         "Many people are watching now. You are number 3 in the queue."),
        (PictureState(PictureKind.OFFLINE, since=EARLIER, cause=Cause.STORE_FULL),
         "No picture since 11:55. The fault is on our side."),
        (PictureState(PictureKind.OFFLINE, since=EARLIER), "No picture since 11:55."),
        (PictureState(PictureKind.CLOSED_BY_HOURS, next_opening=NOON + timedelta(hours=20)),
         "The kitchen is closed at this hour. It opens 5 Mar 08:00."),
        (PictureState(PictureKind.UNKNOWN, since=EARLIER),
         "Whether this camera works is not known; it was last heard of at 4 Mar 11:55."),
    ],
)  # fmt: skip
def test_a_sentence_tells_since_when_and_why(state, text):
    assert picture_text(state) == text


@pytest.mark.parametrize(
    ("state", "age"),
    [
        (PictureState(PictureKind.LIVE, since=EARLIER, delay_seconds=6), "6 seconds behind"),
        (PictureState(PictureKind.OFFLINE, since=EARLIER), "since 11:55"),
        (PictureState(PictureKind.READY, since=EARLIER), ""),
        (PictureState(PictureKind.CLOSED_BY_HOURS, next_opening=NOON), "opens 4 Mar 12:00"),
    ],
)
def test_behind_the_word_stands_its_age(state, age):
    assert picture_age(state) == age


VISIBLE = [code for code in FaultCode if code is not FaultCode.DEV_OFF]


def flawed(code, kind=PictureKind.OFFLINE, fault=None):
    return PictureState(kind, since=EARLIER, flaw=Flaw(code, EARLIER, fault))


def test_every_fault_has_its_own_word():
    assert set(FLAW_WORDS) == set(FaultCode)
    assert len({picture_word(flawed(code)) for code in FaultCode}) == len(FaultCode)


@pytest.mark.parametrize("code", VISIBLE)
def test_a_picture_that_cannot_be_relied_on_says_why_and_since_when(code):
    text = flaw_text(flawed(code))
    assert "since 11:55" in text
    assert picture_text(flawed(code)) == text
    assert text.endswith(".")


def test_a_black_picture_is_told_with_its_fault():
    assert flaw_text(flawed(FaultCode.DEV_DARK, fault="F-2026-000123")) == (
        "The picture is black, or far too bright to see anything, since 11:55. "
        "The vendor has been told: fault F-2026-000123."
    )


def test_a_dead_camera_is_told_with_its_fault():
    dead = PictureState(
        PictureKind.OFFLINE,
        since=EARLIER,
        cause=Cause.SILENT,
        flaw=Flaw(FaultCode.DEV_OFF, EARLIER, "F-1"),
    )
    assert flaw_text(dead) == ""
    assert picture_text(dead) == (
        "No picture since 11:55. The camera does not answer. The vendor has been told: fault F-1."
    )


def test_a_black_picture_that_moves_is_live_but_not_green():
    black = flawed(FaultCode.DEV_DARK, PictureKind.LIVE)
    assert (picture_word(black), picture_tone(black)) == ("Live", "late")
    assert picture_tone(flawed(FaultCode.DEV_DARK)) == "down"


def test_chinese_sentences_stand_without_a_space_between(app):
    with app.test_request_context("/"):
        assert "。已通知" in flaw_text(flawed(FaultCode.DEV_DARK, fault="F-1"))


def test_every_cause_is_told_as_one_of_three():
    assert set(CAUSES) == set(Cause)
    assert set(CAUSES.values()) == {"camera", "busy", "service"}
    assert public_cause(PictureState(PictureKind.OFFLINE)) is None


def test_a_chinese_sign_is_wider_than_a_latin_one():
    assert text_width_px("后厨") > text_width_px("ab")
