"""How this floor says things to people."""

import pytest

from portal.accounts.forms import fact_lines


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (3, "3"),
        (["hours", "name"], "hours, name"),
        ([{"restaurant": "r1"}, {"restaurant": "r2"}], "(2)"),
        ({"from": "24h", "to": ["a", "b"]}, "from 24h, to a, b"),
    ],
)
def test_a_fact_may_be_any_json(app, fact, text):
    with app.test_request_context("/"):
        assert fact_lines({"something": fact}) == [("something", text)]


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_a_fact_that_tells_nothing_is_left_out(app, nothing):
    with app.test_request_context("/"):
        assert fact_lines({"something": nothing}) == []


def test_floors_that_share_a_fact_keep_each_others_words(app):
    with app.test_request_context("/"):
        told = [fact_lines({"cause": each})[0][1] for each in ("power", "power.cut")]

    assert told == ["电源", "停电"]


def test_state_of_a_case_is_said_in_the_words_of_cases(app):
    with app.test_request_context("/"):
        told = fact_lines({"state": "checking"}, subject="case XS-2026-000001")

    assert told == [("状态", "核查中")]


def test_moment_is_said_as_people_read_one(app):
    with app.test_request_context("/"):
        said = fact_lines({"something": "2026-12-02T07:51:07.693634+00:00"})[0][1]

    assert said.endswith("12-02 15:51")
