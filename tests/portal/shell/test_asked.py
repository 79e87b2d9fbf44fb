"""What an address or a form asks for; what makes no sense asks for nothing."""

from datetime import date
from enum import StrEnum

import pytest

from portal.shell.asked import (
    LONGEST,
    arguments_of,
    known,
    member,
    page_number,
    typed,
    typed_day,
)
from portal.shell.rules import NotFound


class Dish(StrEnum):
    """Something to choose."""

    SOUP = "soup"
    RICE = "rice"


@pytest.mark.parametrize(
    ("text", "page"),
    [(None, 1), ("", 1), ("3", 3), ("0", 1), ("-1", 1), ("two", 1), ("9" * 40, 1), ("²", 1),
     ("٢", 1), ("999999", 999999), ("9999999", 1)],
)  # fmt: skip
def test_page_of_a_list_is_a_number_or_the_first(text, page):
    assert page_number(text) == page


@pytest.mark.parametrize(
    ("text", "dish"), [("soup", Dish.SOUP), ("SOUP", None), ("", None), (None, None)]
)
def test_a_member_is_named_by_its_value_alone(text, dish):
    assert member(Dish, text) is dish


def test_a_member_that_must_be_is_not_found_otherwise():
    assert known(Dish, "rice", what="dish") is Dish.RICE
    with pytest.raises(NotFound) as raised:
        known(Dish, "x" * 500, what="dish")
    assert (raised.value.what, len(raised.value.name)) == ("dish", LONGEST)
    with pytest.raises(NotFound, match="no dish ''"):
        known(Dish, None, what="dish")


def test_typed_words_are_stripped_and_no_longer_than_a_search_may_be():
    args = {"q": f"  粥{'x' * 500}"}
    assert (typed(args, "q"), typed(args, "r")) == ("粥" + "x" * (LONGEST - 1), "")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-26", date(2026, 11, 26)), ("26.11.2026", None), ("", None), (None, None)],
)
def test_a_day_is_typed_as_its_field_sends_it(text, day):
    assert typed_day(text) == day


def test_an_address_asks_for_the_same_again_and_leaves_out_what_asks_for_nothing():
    fields = {"q": "粥", "dish": Dish.SOUP, "since": date(2026, 1, 2), "mine": True}
    nothing = {"station": "", "kind": None, "overdue": False}
    assert arguments_of(**fields, **nothing) == {
        "q": "粥", "dish": "soup", "since": "2026-01-02", "mine": "1",
    }  # fmt: skip
