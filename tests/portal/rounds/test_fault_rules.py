"""A Fault's number, terms and tree of causes."""

import functools
import operator
from datetime import UTC, datetime, timedelta

import pytest

from portal.rounds.kinds import FaultCause
from portal.rounds.rules.faults import ContractTerms, cause_tree, fault_number, is_sequel
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
