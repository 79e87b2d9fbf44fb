"""Answers are set aside by how they came, whatever they say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.participation.kinds import Doubt, Rating, Tier
from portal.participation.rules.doubts import Mark, Surroundings, by_reason, doubts

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
USUAL = Surroundings(usual_in_window=1.0, usual_in_day=20.0, scans=500)


def mark(number, **changes):
    """An honest answer: its own time, length, network and words."""
    plain = Mark(
        answer_id=number,
        at=NOON + timedelta(minutes=7 * number),
        seconds=20 + 11 * number % 67,
        network=f"network-{number}",
        tier=Tier.DISPLAY,
        is_open=True,
        satisfaction=Rating.GOOD,
        said=("good", "fair", "good", f"word-{number % 5}"),
    )
    return replace(plain, **changes)


def many(number, **changes):
    return [mark(each, **changes) for each in range(number)]


def test_honest_answers_of_a_day_all_count():
    assert doubts(many(40), USUAL) == {}


def test_a_crowd_counts_up_to_what_a_house_may_have():
    crowd = [mark(each, at=NOON + timedelta(minutes=3 * each)) for each in range(40)]
    usual = Surroundings(usual_in_window=2.0, usual_in_day=4.5, scans=500)

    assert sorted(doubts(crowd, replace(usual, usual_in_day=1.0))) == list(range(20, 40))
    assert sorted(doubts(crowd, usual)) == list(range(36, 40))
    assert set(doubts(crowd, usual).values()) == {Doubt.MORE_THAN_USUAL}


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([mark(1, seconds=7)], Doubt.TOO_FAST),
        ([mark(1, is_open=False)], Doubt.CLOSED_HOURS),
        ([mark(1, network="staff")], Doubt.STAFF_NETWORK),
        (many(6, network="one"), Doubt.ONE_NETWORK),
        ([mark(n, at=NOON + timedelta(seconds=50 * n)) for n in range(11)], Doubt.BURST),
        (many(6, seconds=31), Doubt.EVEN_TIMING),
        (many(8, said=("good",) * 4), Doubt.SAME_THROUGHOUT),
    ],
)  # fmt: skip
@pytest.mark.parametrize("said", [Rating.VERY_GOOD, Rating.VERY_POOR])
def test_marks_of_stuffing_are_seen_in_praise_and_in_blame(marks, reason, said):
    around = replace(USUAL, staff=frozenset({"staff"}))
    found = doubts([replace(each, satisfaction=said) for each in marks], around)

    assert set(found.values()) == {reason}
    assert set(found) == {each.answer_id for each in marks}


def test_an_abandoned_form_is_not_too_fast():
    assert doubts([mark(1, seconds=2, said=())], USUAL) == {}


def test_guests_of_one_wlan_count_among_others():
    half = [mark(n, network="house") for n in range(6)]

    assert doubts([*half, *(mark(n) for n in range(6, 13))], USUAL) == {}


def test_five_of_one_network_are_a_family():
    assert doubts(many(5, network="one"), USUAL) == {}


def test_a_busy_house_may_have_many_at_once():
    marks = [mark(n, at=NOON + timedelta(seconds=20 * n)) for n in range(20)]

    assert doubts(marks, replace(USUAL, usual_in_window=4.0)) == {}


def test_slips_are_one_time_by_themselves():
    marks = [
        mark(n, tier=Tier.SLIP, at=NOON + timedelta(seconds=n), network="one") for n in range(30)
    ]

    assert doubts(marks, replace(USUAL, scans=0)) == {}


def test_more_answers_than_scans_are_set_aside_newest_first():
    marks = many(8)

    assert doubts(marks, replace(USUAL, scans=3)) == {
        6: Doubt.MORE_THAN_SCANS, 7: Doubt.MORE_THAN_SCANS,
    }  # fmt: skip


def test_where_nobody_counted_scans_they_say_nothing():
    assert doubts(many(8), replace(USUAL, scans=None)) == {}


def test_the_first_reason_that_fits_is_told():
    found = doubts([mark(1, seconds=1, is_open=False)], USUAL)

    assert found == {1: Doubt.TOO_FAST}


def test_answers_are_gathered_by_reason():
    found = {3: Doubt.BURST, 1: Doubt.BURST, 2: Doubt.TOO_FAST}

    assert by_reason(found) == {Doubt.TOO_FAST: [2], Doubt.BURST: [1, 3]}
