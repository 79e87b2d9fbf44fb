"""Acts on accounts that change nothing the second time, and words for what was done."""

import pytest

from portal.accounts import forms
from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.operations import (
    Client,
    activate,
    deactivate,
    end_sign_in,
    open_sign_in,
    withdraw_role,
)
from portal.accounts.rules import Actor
from tests.support.factories import NOON
from tests.support.people import make_person

ADMIN = Actor("管理员", 1000)


@pytest.fixture
def person(session):
    return make_person(session, Role.VENDOR)


def entries(session):
    return session.query(AuditEntry).count()


def test_closing_an_account_twice_is_recorded_once(session, person):
    deactivate(session, person, actor=ADMIN, now=NOON)
    before = entries(session)

    deactivate(session, person, actor=ADMIN, now=NOON)

    assert entries(session) == before


def test_opening_an_open_account_is_not_recorded(session, person):
    activate(session, person, actor=ADMIN, now=NOON)

    assert entries(session) == 0


def test_role_that_is_not_held_is_not_withdrawn(session, person):
    withdraw_role(session, person, 99, actor=ADMIN, now=NOON)

    assert (len(person.grants), entries(session)) == (1, 0)


def test_signing_out_twice_is_recorded_once(session, person):
    row, __ = open_sign_in(session, person, actor=ADMIN, now=NOON, client=Client())
    for _ in range(2):
        end_sign_in(session, row.id, person, actor=ADMIN, now=NOON)

    assert [each.act for each in session.query(AuditEntry).order_by(AuditEntry.number)] == [
        "sign_in.opened",
        "sign_in.ended",
    ]


def test_floors_above_name_their_acts(app, monkeypatch):
    for words in ("ACTS", "SUBJECTS", "FACTS", "VALUES"):
        monkeypatch.setattr(forms, words, dict(getattr(forms, words)))
    with app.test_request_context():
        assert forms.act_text("fault.opened") == "fault.opened"
        assert forms.subject_text("fault 7") == "fault 7"

        forms.name_acts(
            {"fault.opened": "报修"},
            subjects={"fault": "故障"},
            facts={"cause": "原因"},
            values={"cause": {"black": "黑屏"}},
        )

        assert forms.act_text("fault.opened") == "报修"
        assert forms.subject_text("fault 7") == "故障 7"
        assert forms.fact_lines({"cause": "black"}) == [("原因", "黑屏")]
