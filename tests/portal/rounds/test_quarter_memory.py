"""A Station's quarter is worked out once for many readers."""

from datetime import date, timedelta

import pytest

from portal.rounds.staff.memory import FRESH, QuarterMemory
from tests.support.factories import NOON

TODAY = ("two", date(2026, 3, 4))


@pytest.fixture
def memory():
    """A memory that holds "old" since noon; any value will do for figures."""
    memory = QuarterMemory()
    memory.quarter(TODAY, lambda: "old", now=NOON)
    return memory


@pytest.mark.parametrize(
    ("later", "figures"),
    [(timedelta(), "old"), (FRESH - timedelta(seconds=1), "old"), (FRESH, "new"),
     (-timedelta(hours=1), "new")],
)  # fmt: skip
def test_figures_are_kept_while_fresh_and_no_longer(memory, later, figures):
    assert memory.quarter(TODAY, lambda: "new", now=NOON + later) == figures


def test_each_question_has_its_own_answer(memory):
    assert memory.quarter(("one", TODAY[1]), lambda: "new", now=NOON) == "new"
    assert memory.quarter(TODAY, lambda: "new", now=NOON) == "old"


def test_yesterdays_questions_are_forgotten(memory):
    memory.quarter(("two", date(2026, 3, 5)), lambda: "new", now=NOON)

    assert memory.quarter(TODAY, lambda: "again", now=NOON) == "again"
