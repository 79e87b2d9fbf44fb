"""The building blocks of pages."""

import pytest

from portal.shell.rules import Ratio
from tests.support.page import read


@pytest.fixture
def drawn(app):
    """A component as an element, to an English reader."""

    def draw(name, call, **values):
        text = f'{{% from "shell/components/{name}.html" import {call.split("(")[0]} %}}'
        text += f"{{{{ {call} }}}}"
        with app.test_request_context("/healthz", environ_overrides={"SCRIPT_NAME": "/en"}):
            return read(app.jinja_env.from_string(text).render(**values))

    return draw


def test_state_is_told_in_a_word_beside_its_colour(drawn):
    pill = drawn("state", 'state_pill("down", "Offline", "since 14:20")').one("span", of="state")

    assert "state-down" in pill.get("class")
    assert pill.text == "Offline since 14:20"


def test_state_of_unknown_age_has_no_empty_words(drawn):
    assert drawn("state", 'state_pill("live", "Ready")').one(of="state").all("span") == []


def test_rate_stands_with_its_two_counts(drawn):
    assert drawn("rate", "rate(value)", value=Ratio(401, 460)).text == "87.17 % (401/460)"


@pytest.mark.parametrize(
    ("page", "links"), [(1, ["/2"]), (2, ["/1", "/3"]), (3, ["/2"])], ids=["first", "mid", "last"]
)
def test_page_navigation_leads_to_its_neighbours(drawn, page, links):
    block = drawn("pages", "page_navigation(page, 3, to)", page=page, to=lambda to: f"/{to}")

    assert [link.get("href") for link in block.all("a")] == links
    assert f"Page {page} of 3" in block.text


def test_single_page_needs_no_navigation(drawn):
    assert drawn("pages", "page_navigation(1, 1, to)", to=str).all() == []


def test_search_has_a_label_and_keeps_its_text(drawn):
    form = drawn("search", 'search_form("/list", id="s", text=text)', text='"><b>')

    assert form.one("label").get("for") == form.one("input").get("id") == "s"
    assert form.one("input").get("value") == '"><b>'
    assert form.all("b") == []


def test_icon_is_hidden_from_those_who_hear_the_page(drawn):
    assert drawn("icon", 'icon("phone")').one("svg").get("aria-hidden") == "true"


def test_notice_holds_what_its_caller_says(app):
    text = (
        '{% from "shell/components/notice.html" import notice %}'
        '{% call notice("down", "warning") %}<p>No picture.</p>{% endcall %}'
    )
    with app.test_request_context("/healthz"):
        block = read(app.jinja_env.from_string(text).render())

    assert block.one("div", of="state-down").text == "No picture."
