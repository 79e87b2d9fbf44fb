"""Sign-ins and invitations are forgotten half a year after they ended, and not before."""

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry, Invitation, SignIn
from portal.accounts.operations import Client, forget_sign_ins, invite, open_sign_in
from portal.accounts.rules import Actor
from portal.accounts.rules.sign_ins import KEPT, LONGEST
from tests.support.factories import NOON
from tests.support.people import make_person

MINUTE = timedelta(minutes=1)


def test_what_is_long_over_is_forgotten_and_stays_in_the_audit_chain(any_session):
    person = make_person(any_session, Role.VENDOR)
    for at in (NOON - LONGEST - KEPT - MINUTE, NOON - LONGEST - KEPT):
        open_sign_in(any_session, person, actor=Actor("x", 1), now=at, client=Client())
    for days in (400, 0):
        at = NOON - timedelta(days=days)
        invite(any_session, person, actor=Actor("x", 1), now=at)
    recorded = any_session.query(AuditEntry).count()
    forget_sign_ins(any_session, now=NOON)

    assert any_session.scalars(select(SignIn.expires_at)).all() == [NOON - KEPT]
    assert any_session.scalars(select(Invitation.created_at)).all() == [NOON]
    assert any_session.query(AuditEntry).count() == recorded
