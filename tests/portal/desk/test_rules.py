from datetime import date, timedelta

import pytest

from portal.accounts.kinds import Role
from portal.desk.rules import PARTS, Part, Waiting, Work, by_due_day, parts_of, window

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)


def test_every_role_has_its_parts():
    assert set(PARTS) == set(Role)


def test_several_roles_find_the_parts_of_all():
    found = parts_of([Role.AUDITOR, Role.RESTAURANT_OWNER])
    assert found == {Part.DISTRICT, Part.QUEUES, Part.KITCHENS}


def test_no_role_finds_nothing():
    assert parts_of([]) == frozenset()


def test_the_first_due_comes_first_then_those_without_a_day_then_empty_ones():
    empty = Waiting(Work.FAULTS, 0)
    undated = Waiting(Work.CLOSURES, 3)
    later, sooner = Waiting(Work.DECISIONS, 1, TODAY + DAY), Waiting(Work.OVERDUE_GAPS, 2, TODAY)
    assert by_due_day([empty, undated, later, sooner]) == [sooner, later, undated, empty]


@pytest.mark.parametrize(
    ("number", "due_on", "is_late"),
    [(1, TODAY - DAY, True), (1, TODAY, False), (1, None, False), (0, TODAY - DAY, False)],
)
def test_a_queue_is_late_when_its_first_was_due_yesterday(number, due_on, is_late):
    assert Waiting(Work.FAULTS, number, due_on).is_late(TODAY) is is_late


def test_a_window_of_one_day_is_today():
    assert window(TODAY, 1) == TODAY
    assert window(TODAY, 30) == TODAY - 29 * DAY
