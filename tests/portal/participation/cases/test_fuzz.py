"""Every field of every form, with anything in it: never an error of ours, nothing typed lost."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.kinds import Role
from portal.participation.rules.intake import Page
from portal.participation.staff.cases.acts import DO
from tests.portal.participation.cases.conftest import Teller
from tests.support.page import read
from tests.support.typed import holds_null

FIELDS = ("category", "text", "claim", "seen_on", "name", "phone", "address", "supports", "warned",
          "form", "page", "go", "picture", "website", "csrf_token", "altcha")  # fmt: skip
SHOWN = {"words": ("text", "claim"), "you": ("name", "phone", "address")}
anything = st.text(max_size=60) | st.sampled_from(
    ["", "dirty", "ill", "send", "next", "to:check", "drop:0", "drop:x", "check", "2026-11-20",
     "9999-99-99", "\x00", "%s%(x)s{{7*7}}", "=1+1", "<script>alert(1)</script>", "长" * 2500]
)  # fmt: skip
often = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.mark.parametrize("door", ["tip", "complaint", "insider"])
def test_no_field_of_the_form_breaks_it(door, client, restaurant):
    teller = Teller(client, restaurant, door)
    start = {name: values[0] for name, values in teller.carried().items()}

    @often
    @given(st.dictionaries(st.sampled_from(FIELDS), anything), st.binary(max_size=200) | st.none())
    def send(typed, content):
        data = {**start, "category": "dirty", **typed}
        if content is not None:
            data["photo"] = (io.BytesIO(content), "a.jpg")
        answer = client.post(teller.address, data=data, content_type="multipart/form-data")
        assert answer.status_code in ({400} if holds_null(data) else {200, 303, 404, 422})

    send()


@pytest.mark.parametrize(("page", "fields"), SHOWN.items())
def test_what_is_refused_is_shown_again_beside_its_error(page, fields, client, restaurant):
    teller = Teller(client, restaurant, "complaint", prefix="/en")
    start = {name: values[0] for name, values in teller.carried().items()}
    plain = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40)

    @often
    @given(st.fixed_dictionaries(dict.fromkeys(fields, plain)))
    def send(typed):
        data = {**start, "category": "dirty", "page": page, "go": "next", **typed}
        answer = client.post(teller.address, data=data, content_type="multipart/form-data")
        if answer.status_code == 422:
            text = read(answer.get_data(as_text=True))
            for name, value in typed.items():
                field = text.all(id=name)[0]
                shown = field.get("value") if field.tag == "input" else field.text
                assert (shown or "").split() == value.split()
            assert text.all("p", of="wrong")

    send()


@pytest.mark.parametrize("act", ["edit", "add", "clip", "rate", "reopen", "withdraw"])
def test_no_field_of_a_senders_act_breaks_it(act, app, filed, session):
    app.config["WTF_CSRF_ENABLED"] = False
    filed_one = filed()
    session.commit()
    client = app.test_client()
    names = ("text", "camera", "marked_at", "solved", "handling", "key")

    @settings(often, max_examples=20)
    @given(st.dictionaries(st.sampled_from(names), anything))
    def send(typed):
        answer = client.post(f"/cases/{filed_one.link}/{act}", data=typed)
        assert answer.status_code in ({400} if holds_null(typed) else {200, 303, 307, 409, 422})

    send()


def test_no_field_of_the_desk_breaks_it(app, as_role, filed, session):
    app.config["WTF_CSRF_ENABLED"] = False
    numbers = [filed().case.number for _ in range(3)]
    session.commit()
    desk = as_role(Role.BUREAU_OFFICER)
    names = ("text", "refusal", "outside", "outside_number", "person", "into", "kind", "category",
             "code", "zone", "phrases", "picture", "boxes", "version", "token", "why", "number",
             "station", "queue", "page", "q", "order")  # fmt: skip
    boxes = st.sampled_from(["0 0 1e999 nan", "-1 -1 2 2", "10 20", "１０，20,30，40"])

    @settings(often, max_examples=40)
    @given(
        st.sampled_from(numbers), st.sampled_from([*map(str, DO), "reveal", "assign", "x"]),
        st.dictionaries(st.sampled_from(names), anything | boxes),
    )  # fmt: skip
    def press(number, act, typed):
        null = {400} if holds_null(typed) else set()
        answer = desk.post(f"/desk/cases/{number}/{act}", data=typed)
        assert answer.status_code in (null or {200, 303, 403, 404, 409, 422})
        assert desk.post("/desk/cases/assign", data=typed).status_code in (null or {303, 404})
        for page in (f"/desk/cases/{number}", "/desk/cases"):
            assert desk.get(page, query_string=typed).status_code in (null or {200, 404})

    press()


def test_no_number_and_code_break_the_look_up(app):
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()

    @often
    @given(anything, anything)
    def send(number, code):
        answer = client.post("/cases", data={"number": number, "code": code})
        assert answer.status_code in ({400} if "\0" in number + code else {401, 422})

    send()


@often
@given(st.text(max_size=40))
def test_no_opener_opens_what_it_was_not_made_for(app, opener):
    path = f"/cases/{opener}".encode("unicode_escape").decode().replace("#", "").replace("?", "")

    answer = app.test_client().get(path)

    assert answer.status_code in {200, 308, 400, 404}
    assert "XS-2026" not in answer.get_data(as_text=True)


def test_pages_are_those_that_the_rules_name():
    assert set(SHOWN) <= {page.value for page in Page}
