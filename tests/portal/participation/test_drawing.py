"""A Survey is drawn by size, from a seed that anybody can check afterwards."""

from collections import Counter

import pytest

from portal.participation.rules.drawing import (
    SLOTS_EACH,
    Unit,
    chance,
    commitment,
    draw,
    frame_hash,
)

FRAME = [
    Unit(f"r{number:03}", "east" if number % 3 else "west", size=1 + number % 7, openings=6)
    for number in range(90)
]


def test_the_same_seed_draws_the_same():
    assert draw(FRAME, seed="a", restaurants=20) == draw(FRAME[::-1], seed="a", restaurants=20)
    assert draw(FRAME, seed="a", restaurants=20) != draw(FRAME, seed="b", restaurants=20)


def test_about_as_many_are_drawn_as_asked_in_each_stratum():
    drawn = draw(FRAME, seed="a", restaurants=20)
    strata = Counter(each.stratum for each in drawn)

    assert abs(len(drawn) - 20) <= 1
    assert set(strata) == {"east", "west"}
    assert len({each.code for each in drawn}) == len(drawn)


def test_the_larger_are_drawn_as_much_likelier():
    drawn = Counter()
    for seed in range(400):
        drawn.update(each.code for each in draw(FRAME, seed=str(seed), restaurants=20))
    told = {each.code: each.probability for seed in range(50)
            for each in draw(FRAME, seed=str(seed), restaurants=20)}  # fmt: skip

    for code, probability in told.items():
        assert drawn[code] / 400 == pytest.approx(probability, abs=0.12)


def test_one_as_large_as_a_step_is_certain():
    frame = [Unit("giant", "s", 100, 3), *(Unit(f"r{n}", "s", 1, 3) for n in range(10))]
    drawn = {each.code: each.probability for each in draw(frame, seed="a", restaurants=3)}

    assert drawn["giant"] == 1.0
    assert len(drawn) == 3


def test_a_small_stratum_is_drawn_whole():
    frame = [Unit("a", "s", 1, 1), Unit("b", "s", 1, 1)]

    assert [each.probability for each in draw(frame, seed="a", restaurants=5)] == [1.0, 1.0]


def test_who_has_no_opening_or_no_size_is_not_drawn():
    frame = [Unit("a", "s", 1, 0), Unit("b", "s", 0, 3), Unit("c", "s", 1, 3)]

    assert [each.code for each in draw(frame, seed="a", restaurants=3)] == ["c"]


def test_two_openings_are_drawn_of_each():
    for each in draw(FRAME, seed="a", restaurants=20):
        assert len(set(each.openings)) == SLOTS_EACH
        assert all(0 <= opening < 6 for opening in each.openings)


def test_commitment_does_not_tell_the_seed_and_holds_it():
    assert commitment("a") != commitment("b")
    assert len(commitment("a")) == 64


def test_frame_hash_stands_for_its_units():
    assert frame_hash(FRAME) == frame_hash(FRAME[::-1])
    assert frame_hash(FRAME) != frame_hash(FRAME[1:])


def test_chance_is_even():
    values = [chance("seed", number) for number in range(2000)]

    assert all(0 <= value < 1 for value in values)
    assert sum(values) / len(values) == pytest.approx(0.5, abs=0.03)
