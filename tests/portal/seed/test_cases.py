"""The demo's cases."""

from collections import Counter

import pytest
from sqlalchemy import select

from portal.participation.models import Case, CaseStep
from portal.participation.secrecy import Secrecy
from portal.registry.addresses import AddressGate
from portal.seed.cases import case_to_look_up, seed_cases
from portal.seed.operations import seed_demo
from tests.portal.conftest import settings_under
from tests.support.factories import CAMERA_KEY, CIPHER, NOON
from tests.support.page import read


@pytest.fixture
def settings(tmp_path):
    """Settings with a known key of what is sealed."""
    return settings_under(tmp_path, case_keys=CAMERA_KEY)


@pytest.fixture
def secrecy(settings):
    """The secrets of the portal."""
    return Secrecy.of(settings)


@pytest.fixture
def made(session, settings, secrecy, set_clock):
    """How many Cases came of seeding twice."""
    set_clock(NOON)
    gate = AddressGate(settings.camera_networks)
    seed_demo(session, camera_port=8554, now=NOON, cipher=CIPHER, gate=gate)
    made = [seed_cases(session, now=NOON, secrecy=secrecy) for _ in range(2)]
    session.commit()
    return made


def test_desks_have_cases_in_every_state_once(made, session):
    assert made == [9, 0]
    assert Counter(session.scalars(select(Case.state))) == {
        "received": 2, "need_info": 1, "accepted": 1, "checking": 1, "mediating": 1,
        "decided": 1, "merged": 1, "refused": 1,
    }  # fmt: skip


def test_one_is_overdue_for_everybody_to_see(made, session):
    (case,) = session.scalars(select(Case).where(Case.overdue_since.is_not(None)))

    assert case.state == "accepted"
    assert case.overdue_since < NOON


def test_all_say_that_they_are_invented(made, session):
    assert all("演示" in text for text in session.scalars(select(Case.text)))


def test_no_step_comes_before_the_one_it_follows(made, session):
    for number in session.scalars(select(Case.id)):
        steps = session.scalars(
            select(CaseStep.at).where(CaseStep.case_id == number).order_by(CaseStep.number)
        ).all()

        assert steps == sorted(steps)
        assert steps[-1] <= NOON


def test_a_visitor_looks_up_the_decided_one_and_reads_the_reply(made, session, secrecy, app):
    app.config.update(WTF_CSRF_ENABLED=False)
    told = case_to_look_up(session, secrecy=secrecy)
    answer = app.test_client().post(
        "/cases", data={"number": told.number, "code": told.code}, follow_redirects=True
    )

    assert answer.status_code == 200
    assert "已责令当场改正" in read(answer.text).text
    assert "已疏通并加装防滑垫" in read(answer.text).text


def test_an_empty_register_gets_none_and_prints_none(session, secrecy):
    assert seed_cases(session, now=NOON, secrecy=secrecy) == 0
    assert case_to_look_up(session, secrecy=secrecy) is None
