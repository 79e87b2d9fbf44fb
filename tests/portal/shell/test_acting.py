"""An attempt keeps what its rules allow, and tells what they refuse."""

import pytest
from sqlalchemy import text
from wtforms import StringField

from portal.extensions import db
from portal.shell.acting import Attempt
from portal.shell.errors import says
from portal.shell.forms import Form
from portal.shell.rules import MingchuError, NotFound


class TooLate(MingchuError):
    """A refusal of this test's own."""

    status = 409
    code = "too_late"


class SomeForm(Form):
    """A form of one field."""

    day = StringField("Day")


@pytest.fixture(autouse=True)
def request_of_a_reader(app, monkeypatch):
    monkeypatch.setattr("portal.shell.errors.type_texts", {})
    monkeypatch.setattr("portal.shell.errors.type_fields", {})
    says(TooLate, lambda _error: "It is too late.", field="day")
    with app.test_request_context("/", method="POST"):
        db.session.execute(text("CREATE TABLE kept (word TEXT)"))
        db.session.commit()
        yield


def keep(word: str) -> None:
    db.session.execute(text("INSERT INTO kept VALUES (:word)"), {"word": word})


def kept() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(text("SELECT word FROM kept")))


def test_what_is_allowed_is_committed():
    with Attempt() as attempt:
        keep("soup")
    assert (kept(), attempt.error, attempt.words, attempt.errors) == (["soup"], None, "", {})


def test_a_way_out_of_the_block_commits_too():
    def act() -> str:
        with Attempt():
            keep("soup")
            return "done"
        return "refused"

    assert (act(), kept()) == ("done", ["soup"])


def test_what_a_rule_refuses_is_told_and_nothing_is_kept():
    with Attempt() as attempt:
        keep("soup")
        raise TooLate
    assert (kept(), attempt.words, attempt.status) == ([], "It is too late.", 409)
    assert attempt.errors == {"day": "It is too late."}


def test_a_form_tells_it_at_its_field():
    form = SomeForm()
    with Attempt(form):
        raise TooLate
    assert form.problems == [("day", "It is too late.")]


@pytest.mark.parametrize("error", [NotFound("plan", "7"), RuntimeError("broken")])
def test_what_nobody_can_mend_goes_on(error):
    def act() -> None:
        with Attempt():
            keep("soup")
            raise error

    with pytest.raises(type(error)):
        act()
    assert kept() == []
