"""The form without scripts: a page at a time, nothing lost, sent once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.participation.case_kinds import CaseKind, CaseState, Channel
from portal.participation.models import Case, CasePicture, PictureReport
from portal.participation.rules.codes import check_digit
from tests.portal.participation.cases.conftest import NOW, Teller, jpeg, quick_tip
from tests.support.page import read


def test_a_tip_gets_a_number_a_code_and_a_dated_promise(client, restaurant, set_clock):
    teller = quick_tip(client, restaurant, set_clock, prefix="/en")

    page = read(client.get(teller.answer.location).get_data(as_text=True))

    assert "XS-2026-000001" in page.text
    assert len(page.one("b", of="code-text").text.replace(" ", "")) == 17
    assert "By 14 December 2026 we have checked it" in page.text  # 15 working days


def test_the_confirmation_is_the_same_after_a_reload(client, restaurant, set_clock):
    address = quick_tip(client, restaurant, set_clock).answer.location

    codes = {
        read(client.get(address).get_data(as_text=True)).one("b", of="code-text").text
        for _ in range(2)
    }

    assert len(codes) == 1


def test_the_form_sent_again_files_nothing_twice(client, restaurant, set_clock, session):
    teller = quick_tip(client, restaurant, set_clock)
    first = teller.answer.location

    assert sent_again(client, teller) == first
    assert session.scalars(select(Case.number)).all() == ["XS-2026-000001"]


def sent_again(client, teller):
    """Send the last form of `teller` once more, as a phone that lost the answer does."""
    return client.post(
        teller.address, data=teller.last, content_type="multipart/form-data"
    ).location


def test_number_and_code_open_the_case_on_any_phone(app, client, restaurant, set_clock):
    address = quick_tip(client, restaurant, set_clock).answer.location
    code = read(client.get(address).get_data(as_text=True)).one("b", of="code-text").text
    other = app.test_client()
    token = read(other.get("/cases").get_data(as_text=True)).one("input", name="csrf_token")

    answer = other.post(
        "/cases",
        data={"number": "xs 2026 1", "code": code, "csrf_token": token.get("value")},
        follow_redirects=True,
    )

    assert answer.status_code == 200
    assert "XS-2026-000001" in answer.get_data(as_text=True)


def test_a_wrong_code_tells_nothing_of_the_number(app, client, restaurant, set_clock):
    app.config["WTF_CSRF_ENABLED"] = False
    quick_tip(client, restaurant, set_clock)
    code = "1234567890123456" + check_digit("1234567890123456")
    answers = [
        client.post("/en/cases", data={"number": number, "code": code})
        for number in ("XS-2026-000001", "XS-2026-999999")
    ]

    said = {read(each.get_data(as_text=True)).one("main").text for each in answers}
    assert {each.status_code for each in answers} == {401}
    assert len(said) == 1


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(client, restaurant):
    teller = Teller(client, restaurant, "complaint", prefix="/en")
    teller.send(category="dirty").send(text="后厨地面全是水", claim="")

    assert teller.answer.status_code == 422
    assert teller.page.one("p", id="claim-error").text == "Please write what you ask for."
    assert "后厨地面全是水" in teller.page.one("textarea", id="text").text


def test_a_complaint_needs_name_phone_and_address(client, restaurant):
    teller = Teller(client, restaurant, "complaint", prefix="/en")
    teller.send(category="spoiled").send(text="汤里有虫子，恶心", claim="退款").send().send(
        name="王"
    )

    assert {each.get("id") for each in teller.page.all("p", of="wrong")} == {
        "phone-error", "address-error",
    }  # fmt: skip


def test_pictures_are_carried_along_drawn_anew(client, restaurant, set_clock, session):
    photo = jpeg(3000, 1000)
    teller = quick_tip(client, restaurant, set_clock, files=[(photo, "a.jpg")])

    row = session.scalars(select(CasePicture)).one()
    page = read(client.get(teller.answer.location.removesuffix("/kept")).get_data(as_text=True))

    assert row.original_bytes == len(photo)
    assert client.get(page.one("ul", of="photos").one("img").get("src")).mimetype == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7 no photograph", "JPEG, PNG, WebP or HEIC"), (b"\xff\xd8\xff broken", "cannot be")],
)
def test_what_is_no_photograph_is_refused_at_its_field(client, restaurant, content, words):
    teller = Teller(client, restaurant, prefix="/en")
    teller.send(category="dirty").send(text="后厨地面全是水").send(files=[(content, "a.jpg")])

    assert words in teller.page.one("p", id="pictures-error").text


def test_illness_diverts_to_the_telephone_before_anything_is_typed(client, restaurant):
    teller = Teller(client, restaurant, prefix="/en").send(category="ill")

    text = teller.answer.get_data(as_text=True)

    assert {"tel:120", "tel:12320"} <= {each.get("href") for each in read(text).all("a")}
    assert "textarea" not in text


def test_an_insider_is_asked_nothing_about_themselves(client, restaurant, set_clock, session):
    teller = Teller(client, restaurant, "insider")
    teller.send(category="dirty").send(text="老板让用过期的肉").send()
    set_clock(NOW + timedelta(seconds=30))
    teller.send("send")

    row = session.scalars(select(Case)).one()

    assert (row.channel, row.kind, row.has_contact) == (Channel.INSIDER, CaseKind.TIP, False)


def test_one_tap_says_that_the_picture_is_wrong(client, restaurant, session):
    camera = restaurant.cameras[0].code
    for _ in range(2):
        answer = client.post(
            f"/r/{restaurant.code}/picture-wrong", data={"camera": camera, "doubt": "dark"}
        )

    assert answer.status_code == 303
    assert session.scalars(select(PictureReport.times)).all() == [2]


def test_a_second_sender_adds_theirs_to_the_first(client, restaurant, set_clock, session):
    quick_tip(client, restaurant, set_clock)
    teller = Teller(client, restaurant)
    teller.send(category="dirty").send(text="我也看到了积水", supports="1").send().send()
    set_clock(NOW + timedelta(seconds=60))
    teller.send("send")

    first, second = session.scalars(select(Case).order_by(Case.id)).all()

    assert (second.state, second.merged_into_id, first.supporters) == (
        CaseState.MERGED, first.id, 1,
    )  # fmt: skip


def test_a_form_sent_in_no_time_is_no_persons(client, restaurant):
    teller = Teller(client, restaurant)
    teller.send(category="dirty").send(text="后厨地面全是水").send().send()

    teller.send("send")

    assert teller.answer.status_code == 422
    assert "后厨地面全是水" in teller.answer.get_data(as_text=True)


def test_what_fills_in_every_field_is_no_person(client, restaurant, set_clock, session):
    teller = Teller(client, restaurant)
    teller.send(category="dirty").send(text="后厨地面全是水").send().send()
    set_clock(NOW + timedelta(seconds=60))

    teller.send("send", website="http://example.org")

    assert teller.answer.status_code == 422
    assert session.scalars(select(Case)).all() == []


def test_an_old_page_loses_nothing_that_was_typed(client, restaurant):
    teller = Teller(client, restaurant, prefix="/en").send(category="dirty")

    teller.send(text="后厨地面全是水", csrf_token="old")

    assert teller.answer.status_code == 422
    assert "Nothing is lost" in teller.page.text
    assert "后厨地面全是水" in teller.page.one("textarea", id="text").text
