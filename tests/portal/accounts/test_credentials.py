"""What people prove themselves by, on both databases, and by several requests at once."""

import threading
from math import log2

import pytest
from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.accounts.models import Person
from portal.accounts.operations import (
    accept_code,
    accept_invitation,
    invite,
    set_second_factor,
    use_recovery_code,
)
from portal.accounts.queries import recovery_codes_left
from portal.accounts.rules import CodeWrong, InvitationSpent
from portal.accounts.rules.credentials import CODE_LETTERS, plain_code
from tests.support.factories import NOON
from tests.support.people import actor_of, make_person

AT_ONCE = 4


def codes_of(session, person):
    return set_second_factor(
        session, person, secret="encrypted", step=10, actor=actor_of(person), now=NOON
    )


def test_step_is_taken_once_and_none_before_it_any_more(any_session):
    person = make_person(any_session, Role.VENDOR)
    codes_of(any_session, person)
    accept_code(any_session, person, 12)

    for step in (12, 11, 10, None):
        with pytest.raises(CodeWrong):
            accept_code(any_session, person, step)


def test_recovery_code_has_enough_random_bits(session):
    (code, *_) = codes_of(session, make_person(session, Role.VENDOR))

    assert len(plain_code(code)) * log2(len(CODE_LETTERS)) >= 112  # OWASP ASVS 5.0.0, 6.5.2


def test_recovery_code_is_taken_once(any_session):
    person = make_person(any_session, Role.VENDOR)
    first, second, *__ = codes_of(any_session, person)

    assert use_recovery_code(any_session, person, first, now=NOON) == 9
    with pytest.raises(CodeWrong):
        use_recovery_code(any_session, person, first, now=NOON)
    assert use_recovery_code(any_session, person, second, now=NOON) == 8


def test_former_recovery_codes_are_gone(any_session):
    person = make_person(any_session, Role.VENDOR)
    codes_of(any_session, person)
    codes_of(any_session, person)

    assert recovery_codes_left(any_session, person.id) == 10


def test_invitation_is_taken_once(any_session):
    person = make_person(any_session, Role.VENDOR)
    token = invite(any_session, person, actor=actor_of(person), now=NOON)
    accept_invitation(any_session, token, password_hash="first", now=NOON)

    with pytest.raises(InvitationSpent):
        accept_invitation(any_session, token, password_hash="second", now=NOON)
    assert person.password == "first"


def takers(engine, person, act):
    """How many of several requests at once succeed with `act(session, person)`."""
    begin, outcomes = threading.Barrier(AT_ONCE), []

    def take():
        with Session(engine) as session:
            row = session.get_one(Person, person.id)
            begin.wait()
            try:
                act(session, row)
                session.commit()
                outcomes.append(True)
            except (CodeWrong, InvitationSpent):
                outcomes.append(False)

    threads = [threading.Thread(target=take) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == AT_ONCE
    return sum(outcomes)


@pytest.fixture
def vendor(session):
    return make_person(session, Role.VENDOR)


def test_one_of_several_requests_at_once_gets_in_by_a_code(session, vendor):
    codes_of(session, vendor)
    session.commit()

    engine = session.get_bind()
    assert takers(engine, vendor, lambda each, row: accept_code(each, row, 12)) == 1


def test_one_of_several_requests_at_once_gets_in_by_a_recovery_code(session, vendor):
    code = codes_of(session, vendor)[0]
    session.commit()

    engine = session.get_bind()
    assert (
        takers(engine, vendor, lambda each, row: use_recovery_code(each, row, code, now=NOON)) == 1
    )


def test_one_of_several_requests_at_once_chooses_the_password(session, vendor):
    token = invite(session, vendor, actor=actor_of(vendor), now=NOON)
    session.commit()

    def accept(each, row):
        accept_invitation(each, token, password_hash=f"of thread {threading.get_ident()}", now=NOON)

    assert takers(session.get_bind(), vendor, accept) == 1
