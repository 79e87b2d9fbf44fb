"""Several Cases at once, and help with a message that holds several matters."""

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import Person
from portal.findings.models import Finding
from portal.participation.case_files import CasePictures
from portal.participation.case_kinds import Category
from portal.participation.models import Case, CaseStep
from portal.participation.rules.parts import category_of, parts_of
from tests.portal.participation.cases.conftest import NOW, jpeg
from tests.support.factories import make_restaurant
from tests.support.page import read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("后厨有老鼠，另外厨师在抽烟。", [Category.PESTS, Category.SMOKING]),
        ("1、地面全是水\n2、厨师没戴口罩", [Category.DIRTY, Category.STAFF]),
        ("①垃圾桶没盖②餐具没消毒③没有许可证",
         [Category.WASTE, Category.UTENSILS, Category.LICENCE]),
        ("There was a rat in the kitchen. Also the cook was smoking.",
         [Category.PESTS, Category.SMOKING]),
        ("看到老鼠\n\n老鼠还有两只", []),
        ("昨天中午吃了1.5小时，地面全是水", []),
        ("", []),
        ("服务态度差，另外价格太贵", []),
    ],
)  # fmt: skip
def test_a_message_is_parted_where_it_turns_to_another_matter(text, found):
    assert [part.category for part in parts_of(text)] == found


def test_no_word_is_lost_by_parting():
    text = "第一 有老鼠。好\n第二 服务员抽烟\n谢谢\n另外，退款"

    parted = "".join("".join(part.text for part in parts_of(text)).split())

    assert parted == "".join(text.split())
    assert category_of("菜太咸") is None


@pytest.fixture
def app(app):
    """The portal, whose staff forms need no token here."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def head(as_role):
    """A signed-in head of the Restaurant's Station."""
    return as_role(Role.STATION_HEAD)


def test_marked_cases_are_assigned_together_and_another_stations_left_out(
    head, filed, restaurant, session
):
    own = [filed().case.number, filed().case.number]
    other = filed(place=make_restaurant(session)).case.number
    session.commit()
    page = read(head.get("/en/desk/cases").get_data(as_text=True))
    person = page.one("select", id="person").one("option")

    answer = head.post(
        "/en/desk/cases/assign",
        data={"number": [*own, other], "station": restaurant.station.code,
              "person": person.get("value")},
        follow_redirects=True,
    )  # fmt: skip

    session.expire_all()
    assert dict(session.execute(select(Case.number, Case.assigned_to)).all()) == {
        own[0]: person.text, own[1]: person.text, other: "",
    }  # fmt: skip
    said = read(answer.get_data(as_text=True)).one("main").text
    assert "2 messages were assigned." in said
    assert "1 was left out" in said


def test_an_inspector_marks_nothing(as_role, filed, session):
    filed()
    session.commit()

    page = read(as_role(Role.INSPECTOR).get("/en/desk/cases").get_data(as_text=True))

    assert page.all("form", id="assign") == []


def test_a_part_is_offered_and_fills_the_form_but_a_person_splits(head, filed, session):
    number = filed(text="后厨有老鼠。另外厨师在抽烟").case.number
    session.commit()

    page = read(head.get(f"/en/desk/cases/{number}?part=2").get_data(as_text=True))
    chosen = page.one("select", id="split-category").one("option", selected=True)

    assert page.one("textarea", id="split-text").text.strip() == "另外厨师在抽烟"
    assert chosen.get("value") == "smoking"
    assert session.scalars(select(CaseStep.at)).all() == [NOW]


def test_an_answer_is_printed_as_a_numbered_letter_in_its_senders_language(head, filed, session):
    number = filed(language="en", text="有老鼠，电话13800138000").case.number
    session.commit()
    head.post(f"/desk/cases/{number}/reply", data={"text": "We went there today."})

    page = read(head.get(f"/desk/cases/{number}/letters/2").get_data(as_text=True)).one("main")

    assert f"Letter no. {number}-2" in page.text
    assert "We went there today." in page.text
    assert "13800138000" not in page.text
    assert head.get(f"/desk/cases/{number}/letters/1").status_code == 404
    assert "/en/cases" in page.text  # of the sender, not of who prints it


def test_what_is_assigned_and_what_was_reopened_wait_on_the_start_page(
    head, filed, session, restaurant
):
    mine, again = filed().case, filed().case
    mine.assigned_to_id = session.scalars(select(Person.id)).one()
    again.reopened_at = NOW
    session.commit()

    waits = {
        queue: read(head.get(f"/en/desk/cases?queue={queue}").get_data(as_text=True))
        .one("p", of="quiet", role="status").text
        for queue in ("mine", "reopened")
    }  # fmt: skip
    start = read(head.get("/en/desk/").get_data(as_text=True)).one("main").text

    assert waits == {"mine": "1 message", "reopened": "1 message"}
    assert "Messages reopened by their senders" in start


def test_a_finding_and_its_case_lead_to_each_other(head, filed, session):
    number = filed(category=Category.PESTS).case.number
    session.commit()
    head.post(f"/desk/cases/{number}/accept", data={"text": "ok"})
    answer = head.post(
        f"/desk/cases/{number}/confirm",
        data={"text": "老鼠", "code": "PST-RAT", "zone": ""},
    )
    assert answer.status_code == 303
    finding = session.scalars(select(Finding.number)).one()

    case_page = read(head.get(f"/desk/cases/{number}").get_data(as_text=True))
    finding_page = read(head.get(f"/desk/findings/{finding}").get_data(as_text=True))

    assert [each.text for each in case_page.all("a") if each.text == finding] == [finding]
    assert [each.text for each in finding_page.all("a") if each.text == number] == [number]


def test_wrong_boxes_stay_beside_their_picture(head, filed, session, settings):
    photo = CasePictures.under(settings.data).keep(jpeg())
    number = filed(pictures=(photo,)).case.number
    session.commit()

    answer = head.post(
        f"/en/desk/cases/{number}/redact", data={"picture": photo.code, "boxes": "10 20 5 x"}
    )
    page = read(answer.get_data(as_text=True))

    assert answer.status_code == 422
    assert page.one("textarea", id="boxes-1").text.strip() == "10 20 5 x"
    head.post(
        f"/desk/cases/{number}/redact", data={"picture": photo.code, "boxes": "10 20 35.5 60"}
    )
    again = read(head.get(f"/desk/cases/{number}").get_data(as_text=True))
    assert again.one("textarea", id="boxes-1").text.strip() == "10 20 35.5 60"
