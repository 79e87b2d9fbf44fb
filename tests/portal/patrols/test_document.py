"""A published draw: whoever has it comes to the same plan, or learns what is wrong."""

import json
from datetime import date

import pytest

from portal.patrols.kinds import Grade
from portal.patrols.rules.calendar import Span
from portal.patrols.rules.document import (
    DrawFault,
    digest_of,
    drawn_again,
    faults_of,
    inputs_document,
    plan_document,
)
from portal.patrols.rules.drawing import Draw, SeedMalformed, promise_of
from portal.patrols.rules.planning import Candidate, Inspector, Terms

SEED, OTHER = "5eed" * 16, "0" * 64


@pytest.fixture
def published():
    """What is published once the seed is shown, gone through JSON."""
    candidates = [
        Candidate(f"r{number}", "s", Grade("ABCD"[number % 4]),
                  last_visit=date(2025, 5, 1) if number % 2 else None,
                  away=(Span(date(2026, 2, 1), date(2026, 3, 1)), Span(date(2026, 11, 1))),
                  checked_above=date(2025, 12, 1) if number == 3 else None,
                  visited=(date(2026, 1, 5),) if number == 4 else ())
        for number in range(12)
    ]  # fmt: skip
    terms = Terms(2026, date(2026, 1, 6), rest_days=frozenset({date(2026, 5, 1)}))
    inputs = inputs_document(candidates, [Inspector("1", "s"), Inspector("2", "s")], terms=terms)
    drawn = plan_document(drawn_again(inputs, seed=SEED, beacon="07 11"))
    document = {
        "seed": SEED, "seed_sha256": promise_of(SEED), "beacon": "07 11", "drawn_at": "2026-01-05",
        "inputs": inputs, "inputs_sha256": digest_of(inputs), "drawn": drawn,
    }  # fmt: skip
    return json.loads(json.dumps(document))


def test_whoever_has_it_comes_to_the_same_plan(published):
    assert faults_of(published) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"seed": None}, DrawFault.SEED_SECRET),
        ({"drawn_at": None}, DrawFault.NOT_DRAWN),
        ({"seed_sha256": "1" * 64}, DrawFault.SEED_DIFFERS),
        ({"seed": OTHER}, DrawFault.SEED_DIFFERS),
        ({"beacon": "07 12"}, DrawFault.PLAN_DIFFERS),
        ({"inputs_sha256": "1" * 64}, DrawFault.INPUTS_DIFFER),
        ({"seed": "not a seed"}, DrawFault.UNREADABLE),
        ({"inputs": {"format": "another/1"}}, DrawFault.UNREADABLE),
        ({"inputs": []}, DrawFault.UNREADABLE),
    ],
)
def test_what_was_changed_is_told(published, change, fault):
    assert fault in faults_of(published | change)


def test_a_visit_taken_out_is_found(published):
    published["drawn"]["patrols"][0]["restaurants"].pop()

    assert faults_of(published) == [DrawFault.PLAN_DIFFERS]


def test_a_restaurant_taken_out_of_the_list_is_found(published):
    published["inputs"]["restaurants"].pop()

    assert DrawFault.INPUTS_DIFFER in faults_of(published)


def test_anything_else_is_no_published_draw():
    assert faults_of({}) == [DrawFault.UNREADABLE]


def test_a_seed_is_promised_by_the_hash_of_its_bytes():
    assert promise_of("00" * 32) == (
        "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
    )


def test_a_seed_has_its_form():
    with pytest.raises(SeedMalformed):
        promise_of("ABCD" * 16)


def test_numbers_depend_on_seed_beacon_and_words():
    numbers = {
        Draw(SEED).number("a", 1),
        Draw(SEED).number("a", 2),
        Draw(SEED, "x").number("a", 1),
        Draw(OTHER).number("a", 1),
    }

    assert len(numbers) == 4


def test_an_order_holds_everything_once():
    assert sorted(Draw(SEED).order("abcdef", "word")) == list("abcdef")
