"""A Fault's number, terms, notes and tree of causes."""

import functools
import operator
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rounds.kinds import FaultCause
from portal.rounds.rules.faults import (
    ContractTerms,
    NoteUnusable,
    cause_tree,
    fault_number,
    is_sequel,
    is_silent,
    may_forget,
    note_text,
)
from tests.support.factories import NOON


def test_a_number_holds_the_districts_year():
    last_evening = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in the district

    assert fault_number(last_evening, 123) == "F-2027-000123"


def test_terms_count_from_the_opening():
    terms = ContractTerms(response_hours=4, repair_hours=48)

    assert terms.response_due(NOON) == NOON + timedelta(hours=4)
    assert terms.repair_due(NOON) == NOON + timedelta(days=2)


@pytest.mark.parametrize(("hours", "is_one"), [(-1, False), (0, True), (24, True), (25, False)])
def test_what_comes_back_within_a_day_is_a_sequel(hours, is_one):
    assert is_sequel(NOON + timedelta(hours=hours), former_ended_at=NOON) is is_one


def test_each_cause_hangs_on_its_branch():
    tree = cause_tree()

    assert tree["power"] == [
        FaultCause.POWER_CUT, FaultCause.POWER_SWITCHED_OFF, FaultCause.POWER_SUPPLY
    ]  # fmt: skip
    assert functools.reduce(operator.iadd, tree.values(), []) == list(FaultCause)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_a_note_needs_a_text_of_some_length(text):
    with pytest.raises(NoteUnusable):
        note_text(text)


@pytest.mark.parametrize(("text", "kept"), [(" 换适配器 \n", "换适配器"), ("x" * 1000, "x" * 1000)])
def test_a_note_is_kept_without_blanks_around_it(text, kept):
    assert note_text(text) == kept


@pytest.mark.parametrize(
    ("seen", "silent"), [(None, True), (date(2026, 1, 28), False), (date(2026, 1, 27), True)]
)
def test_a_display_is_silent_when_nobody_saw_it_for_long(seen, silent):
    assert is_silent(seen, today=date(2026, 3, 4), silent_days=35) is silent


@pytest.mark.parametrize(
    ("ended", "may"), [(None, False), (timedelta(days=90), False), (timedelta(days=91), True)]
)
def test_pictures_are_forgotten_some_time_after_the_end(ended, may):
    over = None if ended is None else NOON - ended

    assert may_forget(over, now=NOON, keep_days=90) is may
