"""Whatever is refused is told by the log in one line, without a secret, and without a flood."""

import pytest

from portal.accounts.kinds import Role
from portal.accounts.refusals import MOST_A_MINUTE, OF_EACH_A_MINUTE
from portal.shell.refusals import WINDOW_SECONDS, Sparing
from tests.support.people import sign_in

FACTS = ("status", "reason", "method", "route", "person", "network")


@pytest.fixture
def refusals(caplog):
    """What the log told of refused requests, each as its facts: `refusals()`."""

    def found():
        return [
            tuple(getattr(line, fact) for fact in FACTS)
            for line in caplog.records
            if line.message == "request_refused"
        ]

    return found


def test_who_may_not_is_told_with_the_route(app, client, person_with, refusals):
    owner = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    sign_in(client, owner).get("/people/7")

    route = "/people/<int:person_id>"
    assert refusals() == [(403, "not_allowed", "GET", route, owner.id, "127.0.0.0/24")]


@pytest.mark.parametrize(("accept", "status"), [("text/html", 303), ("application/json", 401)])
def test_who_is_not_signed_in_is_told(accept, status, client, refusals):
    client.get("/people", headers={"Accept": accept})

    told = (status, "sign_in_needed", "GET", "/people", "none", "127.0.0.0/24")
    assert refusals() == [told]


def test_a_wrong_password_is_told_with_the_account(person_with, enter, refusals):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    enter(person.login, "wrong")
    enter("my secret typed into the wrong field", "wrong")

    assert [(reason, who) for _, reason, _, _, who, _ in refusals()] == [
        ("password_wrong", person.id), ("login_unknown", "none"),
    ]  # fmt: skip


def test_a_wrong_code_is_told_with_the_account(person_with, enter, client, authenticator, refusals):
    person = person_with(Role.VENDOR, authenticator=authenticator)
    enter(person.login)
    client.post("/account/code", data={"code": "000000"})
    client.post("/account/recovery", data={"code": "abcd-efgh"})

    assert [(reason, who) for _, reason, _, _, who, _ in refusals()] == [
        ("code_wrong", person.id), ("recovery_code_wrong", person.id),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("/account/sign-in", {}, (400, "stale_form")),
        ("/account/sign-in?next=%00", None, (400, "null_character")),
        ("/account/sign-in", {"login": "a" * 70_000}, (413, "request_entity_too_large")),
        ("/account/invitation/guessed", None, (410, "invitation_spent")),
    ],
)
def test_attempts_are_told(path, sent, told, app, client, refusals):
    app.config["WTF_CSRF_ENABLED"] = True
    client.get(path) if sent is None else client.post(path, data=sent)

    assert [each[:2] for each in refusals()] == [told]


def test_who_asks_too_often_is_told(person_with, enter, refusals):
    person = person_with(Role.RESTAURANT_OWNER, restaurant="abc")
    for _ in range(6):
        enter(person.login, "wrong")

    assert refusals()[-1][:2] == (429, "too_many_requests")


def test_what_succeeds_or_is_missing_is_not_told(client, refusals):
    client.get("/")
    client.get("/nowhere")

    assert refusals() == []


def test_who_came_in_is_told_with_what_they_proved(
    person_with, enter, client, authenticator, caplog
):
    caplog.set_level("INFO")
    person = person_with(Role.VENDOR, authenticator=authenticator)
    enter(person.login)
    client.post("/account/code", data={"code": authenticator.code()})

    told = [(line.person, line.by) for line in caplog.records if line.message == "signed_in"]
    assert told == [(person.id, "code")]


def test_a_flood_is_told_by_few_lines(client, app, caplog):
    app.config["RATELIMIT_ENABLED"] = False
    for _ in range(OF_EACH_A_MINUTE * 2):
        client.get("/people")

    lines = [each for each in caplog.records if each.message == "request_refused"]
    assert len(lines) <= OF_EACH_A_MINUTE * 2 * 0.9  # two minutes may meet within the flood


def test_of_each_cause_a_few_pass_and_the_others_are_counted():
    sparing = Sparing(of_each=2, most=10)
    first = [sparing.held_before("a", now=0) for _ in range(5)]

    assert first == [0, 0, None, None, None]
    assert sparing.held_before("b", now=1) == 3
    assert sparing.held_before("a", now=WINDOW_SECONDS) == 0


def test_made_up_causes_take_no_room():
    sparing = Sparing(of_each=2, most=MOST_A_MINUTE)
    passed = [sparing.held_before(number, now=0) for number in range(MOST_A_MINUTE * 3)]

    assert passed.count(0) == MOST_A_MINUTE
    assert len(sparing._passed) == MOST_A_MINUTE
