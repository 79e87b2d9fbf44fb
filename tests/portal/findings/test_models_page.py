"""The page that says how good the machine is: anybody may read it."""

from dataclasses import replace

import pytest

from detector.shelf import put_up
from portal.findings.cards import shipped_cards
from portal.findings.forms.honest import failures_of
from portal.findings.lead_kinds import LeadState
from portal.findings.models import Mute
from portal.findings.public import first_month
from tests.support.factories import NOON
from tests.support.leads import MASK, bare_leads, serving_camera
from tests.support.models import answering, card_file, one_thing
from tests.support.page import read
from tests.support.statements import counted


@pytest.fixture
def camera(session, set_clock):
    camera = serving_camera(session)
    session.commit()
    return camera


def page(client):
    answer = client.get("/en/models")
    assert answer.status_code == 200
    return read(answer.text)


def review(session, camera, right, wrong):
    bare_leads(
        session, camera, right + wrong,
        state=lambda n: LeadState.CONFIRMED if n < right else LeadState.REJECTED,
        reviewed_at=lambda n: NOON, reviewed_month=lambda n: "2026-03",
        reject_reason=lambda n: None if n < right else "misjudged",
    )  # fmt: skip
    session.commit()


def test_before_anybody_reviewed_it_says_so(client, camera):
    assert "Nobody has reviewed a lead yet" in page(client).text


def test_each_model_is_there_with_its_card(client, camera):
    text = page(client).text
    (finder, *_) = shipped_cards()
    (heads,) = [each for each in finder.figures if each.name == "heads_ap50"]

    assert finder.sha256 in text
    assert f"{heads.value:.3f} {heads.low:.3f} to {heads.high:.3f}" in text
    assert "Heads seen from behind" in text
    assert "none stated; pictures collected from the web by students" in text


def test_where_a_model_fails_is_told_in_the_readers_language(client, camera):
    chinese = read(client.get("/models").text).text

    assert "圆而亮的物品（锅、灯、轮子）有时会被当成头部" in chinese
    assert "Heads seen from behind" not in chinese
    assert "圆而亮" not in page(client).text


def test_a_card_that_nobody_translated_is_shown_as_it_is(app):
    (card, *_) = shipped_cards()
    with app.test_request_context("/models"):
        language, told = failures_of(replace(card, known_failures_zh=()))

    assert (language, told) == ("en", card.known_failures)


def test_a_trial_is_shown_as_one_until_it_is_switched_on(
    client, camera, settings, tmp_path, monkeypatch
):
    (tmp_path / "trials").mkdir()
    model = answering(tmp_path / "trials" / "rodent.onnx", *one_thing("yolov5"))
    card = card_file(model, budget={"cpu_ms": 1000}, labels=["mouse"])
    monkeypatch.setattr("detector.files.TRIALS", model.parent)
    before = page(client).text

    put_up(settings.models_directory, model, card)
    after = page(client).text

    assert "A trial: it is shipped with the portal and off here." in before
    assert "A trial: it is shipped with the portal" not in after
    assert before.count("Finds rats and mice (trial)") == 1
    assert after.count("Finds rats and mice (trial)") == 1


def test_reviewed_precision_stands_with_its_counts_and_interval(client, session, camera):
    review(session, camera, 8, 2)
    (row,) = [each for each in page(client).all("tr") if "March 2026" in each.text]

    assert "80.00 % (8/10)" in row.text
    assert "0.490 to 0.943" in row.text


def test_what_is_muted_is_told_without_saying_where(client, session, camera):
    session.add(
        Mute(camera_id=camera.id, code=MASK, muted_at=NOON, right=3, reviewed=20, looking="")
    )
    session.commit()
    text = page(client).text

    assert "No mask where food is ready to eat · 1 camera" in text
    assert camera.restaurant.name_en not in text


def test_months_go_back_a_year(camera):
    assert first_month(NOON) == "2025-04"
    assert first_month(NOON, months=1) == "2026-03"
    assert first_month(NOON.replace(month=12)) == "2026-01"


def test_many_reviews_ask_no_more_than_few(client, session, camera):
    def statements():
        with counted(session.get_bind()) as asked:
            page(client)
        return len(asked)

    review(session, camera, 1, 1)
    few = statements()
    review(session, camera, 90, 30)

    assert statements() == few
