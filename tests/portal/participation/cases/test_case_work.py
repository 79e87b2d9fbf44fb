"""Proof of work on the form: unseen, spent once, and nothing is lost where it fails."""

import base64
import json

import altcha
import pytest
from sqlalchemy import select

from portal.participation.models import Case
from portal.participation.rules.intake import WITHOUT_WORK_AN_HOUR
from tests.portal.participation.cases.conftest import NOW, Teller, quick_tip
from tests.support.page import read


def proof(client, restaurant):
    """What a browser sends back for a challenge of this Restaurant's form."""
    asked = client.get(f"/r/{restaurant.code}/tell/challenge.json").json
    made = altcha.Challenge.from_dict(asked)
    solved = altcha.Payload(made, altcha.solve_challenge(made))
    return base64.b64encode(json.dumps(solved.to_dict()).encode()).decode()


def at_the_end(client, restaurant, set_clock, text="后厨地面全是水"):
    """A browser at the last page of the form, half an hour later."""
    teller = Teller(client, restaurant, prefix="/en")
    teller.send(category="dirty").send(text=text).send().send()
    set_clock(NOW.replace(minute=30))
    return teller


def test_the_last_page_asks_for_work_unseen(client, restaurant, set_clock):
    form = at_the_end(client, restaurant, set_clock).page.one("form", novalidate=True)

    assert form.get("data-work") == f"/en/r/{restaurant.code}/tell/challenge.json"


def test_work_is_spent_once_and_a_second_case_keeps_its_words(
    client, restaurant, set_clock, session
):
    work = None
    answers = []
    for number in range(2):
        teller = at_the_end(client, restaurant, set_clock, text=f"后厨地面全是水{number}")
        work = work or proof(client, restaurant)
        answers.append(teller.send("send", altcha=work))
        set_clock(NOW)

    page = answers[1].page

    assert [each.answer.status_code for each in answers] == [303, 422]
    assert "Nothing is lost" in page.one("div", id="problems").text
    assert page.one("input", name="text").get("value") == "后厨地面全是水1"
    assert session.scalars(select(Case.has_work)).all() == [True]


def test_a_form_sent_again_with_its_spent_work_is_the_same_case(
    client, restaurant, set_clock, session
):
    teller = at_the_end(client, restaurant, set_clock)
    teller.send("send", altcha=proof(client, restaurant))

    again = client.post(teller.address, data=teller.last, content_type="multipart/form-data")

    assert (again.status_code, again.location) == (303, teller.answer.location)
    assert len(session.scalars(select(Case.number)).all()) == 1


@pytest.mark.parametrize("wrong", ["x", "e30=", "a" * 5000, "eyJjaGFsbGVuZ2UiOltdfQ=="])
def test_what_is_no_work_is_refused_and_sent_again_without(client, restaurant, set_clock, wrong):
    teller = at_the_end(client, restaurant, set_clock)

    refused = teller.send("send", altcha=wrong).answer.status_code

    assert (refused, teller.send("send").answer.status_code) == (422, 303)


def test_the_slow_lane_without_scripts_has_an_end_and_work_goes_past_it(
    client, filed, restaurant, set_clock, session
):
    for _ in range(WITHOUT_WORK_AN_HOUR):
        filed(work=None)
    session.commit()
    teller = at_the_end(client, restaurant, set_clock)

    page = read(teller.send("send").answer.get_data(as_text=True))

    assert teller.answer.status_code == 429
    assert "kept on this page" in page.one("div", id="problems").text
    assert teller.send("send", altcha=proof(client, restaurant)).answer.status_code == 303


def test_one_without_scripts_is_taken(client, restaurant, set_clock, session):
    quick_tip(client, restaurant, set_clock)

    assert session.scalars(select(Case.has_work)).all() == [False]
