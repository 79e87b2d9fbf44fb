"""Answering in a browser without scripts, and the pages on which answers are published."""

import base64
import json
import re
from datetime import timedelta
from pathlib import Path

import altcha
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from portal.participation.kinds import Instrument, Rating, Tier
from portal.participation.models import Answer, AnswerTrace, ScanDay
from portal.participation.operations import display_key
from portal.participation.rules.limits import WITHOUT_WORK_AN_HOUR
from portal.participation.rules.presence import rotating_code, window_of
from portal.shell.rules import local_day
from tests.portal.participation.conftest import NOW
from tests.support.factories import make_restaurant
from tests.support.page import read
from tests.support.typed import holds_null

FIRST_VIEW_BYTES = 60 * 1024


@pytest.fixture
def app(app):
    """The portal without tokens and limits of addresses, which are tested elsewhere."""
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def path(restaurant):
    return f"/r/{restaurant.code}/rate"


def hidden(page):
    """What a form carries without being seen."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return dict(found)


def send(client, path, **fields):
    """Open the first page and send it with these fields."""
    form = hidden(client.get(path).text) | {"answer": "good", "code": ""} | fields
    return client.post(path.partition("?")[0], data=form)


def answers(session):
    session.expire_all()
    return session.scalars(select(Answer).order_by(Answer.id)).all()


def test_answering_works_without_scripts_one_question_a_page(client, session, path):
    answer = send(client, path + "?after=watched")
    for value in ("good", "fair", "clear", "poor", "here"):
        assert answer.status_code == 303
        answer = client.post(answer.location, data={"answer": value})
    answer = client.post(answer.location, data={"skip": "1"})
    answer = client.post(answer.location, data={"answer": "很好\r\n吃"})

    (row,) = answers(session)
    assert answer.location.endswith("/rate/thanks")
    assert (row.satisfaction, row.trust, row.openness, row.age) == ("good", "good", "poor", None)
    assert (row.remark, row.is_complete, row.occasion) == ("很好\n吃", True, "watched")


def test_first_answer_is_there_before_the_second_is_asked(client, session, path):
    send(client, path)

    (row,) = answers(session)
    assert (row.satisfaction, row.is_complete) == (Rating.GOOD, False)


def test_the_same_form_sent_twice_is_one_answer(client, session, path):
    form = hidden(client.get(path).text) | {"answer": "good"}
    first, second = client.post(path, data=form), client.post(path, data=form)

    assert first.location == second.location
    assert len(answers(session)) == 1


def test_choosing_nothing_is_told_beside_the_question(client, session, path):
    answer = send(client, path, answer="", code="abc")
    page = read(answer.text)

    assert answer.status_code == 422
    assert page.one(id="answer-error")
    assert 'value="abc"' in answer.text
    assert answers(session) == []


def test_wrong_code_is_told_beside_its_field_and_nothing_is_lost(client, path):
    answer = send(client, path, code="zzzzzz", answer="poor")

    assert answer.status_code == 422
    assert read(answer.text).one(id="code-error")
    assert 'value="zzzzzz"' in answer.text
    assert re.search(r'value="poor" checked', answer.text)


def test_code_out_of_the_address_is_read(client, session, restaurant, path):
    key = display_key(session, restaurant.id, now=NOW)
    session.commit()
    code = rotating_code(key, restaurant.code, window_of(NOW))
    page = client.get(f"{path}?c={code}")

    client.post(path, data=hidden(page.text) | {"answer": "good"})

    assert [row.tier for row in answers(session)] == [Tier.DISPLAY]


def test_machine_that_fills_every_field_is_thanked_and_not_counted(client, session, path):
    answer = send(client, path, website="http://example.org")

    assert answer.location.endswith("/rate/thanks")
    assert answers(session) == []


@pytest.mark.parametrize("later", [timedelta(hours=3), timedelta(days=30)])
def test_page_open_too_long_keeps_the_choice(client, session, path, set_clock, later):
    form = hidden(client.get(path).text) | {"answer": "poor"}
    set_clock(NOW + later)
    answer = client.post(path, data=form)

    assert answer.status_code == 422
    assert re.search(r'value="poor" checked', answer.text)
    again = hidden(answer.text) | {"answer": "poor"}
    assert client.post(path, data=again).status_code == 303


def test_moment_of_another_page_is_none(client, session, path):
    other = make_restaurant(session)
    session.commit()
    shown = hidden(client.get(f"/r/{other.code}/rate").text)["shown"]

    assert send(client, path, shown=shown).status_code == 422


def test_slow_lane_without_scripts_has_an_end(app, session, path):
    sent = [
        send(app.test_client(), path, answer="good").status_code
        for _ in range(WITHOUT_WORK_AN_HOUR + 1)
    ]

    assert sent == [303] * WITHOUT_WORK_AN_HOUR + [429]


def solved(challenge):
    """What a browser sends back for a challenge."""
    made = altcha.Challenge.from_dict(challenge)
    payload = altcha.Payload(made, altcha.solve_challenge(made))
    return base64.b64encode(json.dumps(payload.to_dict()).encode()).decode()


def test_proof_of_work_is_taken_once(app, session, path):
    proof = solved(app.test_client().get(f"{path}/challenge.json").json)

    assert send(app.test_client(), path, altcha=proof).status_code == 303
    assert session.scalars(select(AnswerTrace.has_work)).all() == [True]
    assert send(app.test_client(), path, altcha=proof).status_code == 422


@pytest.mark.parametrize("proof", ["x", "e30=", "W10=", "a" * 5000, "eyJjaGFsbGVuZ2UiOltdfQ=="])
def test_what_is_no_proof_is_refused(client, path, proof):
    assert send(client, path, altcha=proof).status_code == 422


def test_proof_for_another_venue_or_altered_or_old_is_refused(client, session, path, set_clock):
    other = make_restaurant(session)
    session.commit()
    foreign = solved(client.get(f"/r/{other.code}/rate/challenge.json").json)
    altered = json.loads(base64.b64decode(solved(client.get(f"{path}/challenge.json").json)))
    altered["challenge"]["parameters"]["cost"] = 1
    altered = base64.b64encode(json.dumps(altered).encode()).decode()
    old = solved(client.get(f"{path}/challenge.json").json)

    assert send(client, path, altcha=foreign).status_code == 422
    assert send(client, path, altcha=altered).status_code == 422
    set_clock(NOW + timedelta(hours=1))
    assert send(client, path, altcha=old).status_code == 422


def test_phone_that_has_answered_is_told_so(client, session, path):
    send(client, path)
    answer = send(client, path)

    assert answer.status_code == 409
    assert len(answers(session)) == 1


def test_question_answered_wrongly_is_asked_again(client, path):
    step = send(client, path).location
    answer = client.post(step, data={"answer": "nonsense"})

    assert answer.status_code == 422
    assert read(answer.text).one(id="answer-error")


def test_long_remark_is_kept_on_the_page(client, path):
    step = send(client, path).location.removesuffix("2") + "8"
    answer = client.post(step, data={"answer": "字" * 1201})

    assert answer.status_code == 422
    assert "字" * 1201 in answer.text


def test_form_that_is_gone_is_told(client, session, restaurant, path, set_clock):
    other = make_restaurant(session)
    session.commit()
    step = send(client, path).location

    assert client.get(step.replace(restaurant.code, other.code)).status_code == 410
    assert client.get(f"{path}/nokey/2").status_code == 410
    assert client.get(f"{step.removesuffix('2')}1").status_code == 303
    set_clock(NOW + timedelta(hours=3))
    assert client.get(step).status_code == 410


def test_low_answer_is_shown_a_way_to_complain(client, path):
    answer = send(client, path, answer="very_poor")
    for _ in range(7):
        answer = client.post(answer.location, data={"skip": "1"})

    assert "low=1" in answer.location
    assert "12315" in read(client.get(answer.location).text).one(of="prose").text


def test_declining_is_counted(client, session, restaurant, path):
    assert client.post(f"{path}/declined").status_code == 303
    row = session.get(ScanDay, (restaurant.id, local_day(NOW)))
    assert row.declined == 1


def test_scans_are_counted_from_outside_alone(client, session, restaurant, path, set_clock):
    for seconds, address, site in (
        (0, f"/r/{restaurant.code}", "cross-site"),
        (11, path, "same-origin"),
        (22, path, "none"),
        (33, "/satisfaction", "same-origin"),
    ):
        set_clock(NOW + timedelta(seconds=seconds))
        client.get(address, headers={"Sec-Fetch-Site": site}).close()  # counts are written then

    assert session.scalar(select(func.sum(ScanDay.scans))) == 2


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_first_view_is_small(client, restaurant, prefix):
    page = client.get(f"{prefix}/r/{restaurant.code}/rate")
    css = Path("static/css/mingchu.css").read_bytes()

    assert len(page.data) + len(css) <= FIRST_VIEW_BYTES


def fill(session, restaurant, number, *, rating=Rating.GOOD, tier=Tier.DISPLAY):
    session.add_all(
        Answer(
            restaurant_id=restaurant.id, instrument=Instrument.POLL, tier=tier, occasion="asked",
            question_set="diners-1", language="zh", satisfaction=rating,
            day=local_day(NOW) - timedelta(days=1),  # of a week that is over
        )
        for _ in range(number)
    )  # fmt: skip
    session.commit()


def test_figure_of_a_restaurant_is_shown_from_thirty_answers(client, session, restaurant):
    address = f"/en/r/{restaurant.code}/satisfaction"
    fill(session, restaurant, 29)
    assert "Too few answers: n = 29, shown from 30" in client.get(address).text

    fill(session, restaurant, 1)
    page = client.get(address).text
    assert "100.0\xa0%" in page
    assert "30 of 30 answers" in page


def test_printed_sign_stands_beside_the_headline(client, session, restaurant):
    fill(session, restaurant, 40)
    fill(session, restaurant, 25, rating=Rating.VERY_POOR, tier=Tier.SIGN)
    page = client.get(f"/en/r/{restaurant.code}/satisfaction").text

    assert "40 of 40 answers" in page
    assert "not in the headline: 0.0\xa0% (0/25) satisfied" in page


def test_restaurant_clearly_below_the_district_is_told(client, session, restaurant):
    for _ in range(40):
        fill(session, make_restaurant(session, station=restaurant.station), 10)
    fill(session, restaurant, 60, rating=Rating.POOR)

    page = client.get(f"/en/r/{restaurant.code}/satisfaction").text
    assert "Clearly below the district" in page


@pytest.mark.parametrize(
    "address",
    ["/satisfaction", "/satisfaction?period=2026Q3", "/satisfaction?period=2021",
     "/satisfaction?period=nonsense", "/satisfaction/set-aside?page=7", "/satisfaction/surveys",
     "/convenience", "/en/satisfaction"],
)  # fmt: skip
def test_public_pages_open_with_and_without_answers(client, session, restaurant, address):
    assert client.get(address).status_code == 200
    fill(session, restaurant, 300)
    assert client.get(address).status_code == 200


def test_page_of_a_station_lists_its_restaurants(client, session, restaurant):
    fill(session, restaurant, 31)
    address = f"/en/satisfaction/stations/{restaurant.station.code}"
    page = read(client.get(address).text)

    assert restaurant.name_en in page.one("main").text
    assert client.get("/satisfaction/stations/none").status_code == 404


def test_no_page_shows_a_remark(client, session, restaurant):
    fill(session, restaurant, 40)
    session.execute(update(Answer).values(remark="私房话"))
    session.commit()

    for address in ("/satisfaction", f"/r/{restaurant.code}/satisfaction"):
        assert "私房话" not in client.get(address).text


TEXT = st.text(max_size=60) | st.sampled_from(["good", "\x00", "'", "𠮷" * 30, "-1", "1e9"])
FIELDS = st.dictionaries(
    st.sampled_from(["key", "shown", "after", "code", "answer", "altcha", "website", "x"]), TEXT
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(fields=FIELDS, keep=st.booleans())
def test_whatever_is_sent_nothing_breaks(client, path, fields, keep):
    page = client.get(path)
    form = (hidden(page.text) if keep else {}) | fields
    answer = client.post(path, data=form)

    assert answer.status_code in ({400} if holds_null(form) else {303, 409, 422, 429})
    if answer.status_code == 422 and not form.get("website"):
        assert "wrong" in answer.text or "alert" in answer.text


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=1300), number=st.integers(2, 9))
def test_whatever_is_answered_nothing_breaks(app, session, path, text, number):
    client = app.test_client()
    session.execute(update(AnswerTrace).values(has_work=True, started_at=NOW - timedelta(days=1)))
    session.commit()
    step = send(client, path).location
    if step is not None:
        answer = client.post(f"{step.removesuffix('2')}{number}", data={"answer": text})
        assert answer.status_code in ({400} if "\0" in text else {303, 422})
