"""Makes accounts, grants and withdraws roles, lets people in and out."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import queries
from portal.accounts.models import Person, RoleGrant
from portal.accounts.operations.audit import record
from portal.accounts.operations.filters import forget_filters
from portal.accounts.operations.sign_ins import end_all_sign_ins
from portal.accounts.rules import (
    Actor,
    DemoRefused,
    Grant,
    PersonFault,
    PersonRefused,
    check_grant,
    must_have_second_factor,
)
from portal.accounts.rules.people import check_not_own, plain_login, plain_name


def create_person(
    session: Session, *, login: str, name: str, grant: Grant, actor: Actor, now: datetime
) -> Person:
    """Make an account with one role and no password; `invite` gives it a link.

    Raises PersonRefused for a login that is taken or malformed, no name, or a misplaced role.
    """
    login, name = plain_login(login), plain_name(name)
    check_grant(grant)
    if queries.person_by_login(session, login) is not None:
        raise PersonRefused(PersonFault.LOGIN_TAKEN)
    person = Person(login=login, name=name, created_at=now, grants=[_row(grant, now)])
    session.add(person)
    session.flush()
    record(session, actor, "person.created", _subject(person), at=now, facts=_facts(grant))
    return person


def make_demo(
    session: Session, person: Person, *, password_hash: str, is_possible: bool, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Mark a fresh account as a demo's, with a password that everybody knows.

    Raises DemoRefused unless `is_possible`, which rules.is_demo_possible tells of the settings.
    """
    if not is_possible:
        raise DemoRefused
    person.is_demo, person.password = True, password_hash
    session.flush()
    record(session, actor, "person.made_demo", _subject(person), at=now)


def grant_role(
    session: Session, person: Person, grant: Grant, *, actor: Actor, now: datetime
) -> None:
    """Give `person` one more role. Raises PersonRefused where it is misplaced or held already.

    Who signed in by password alone is signed out where the new role asks for a second factor.
    """
    check_not_own(person.id, actor=actor)
    check_grant(grant)
    if any(_value(each) == grant for each in person.grants):
        raise PersonRefused(PersonFault.HELD_ALREADY)
    person.grants.append(_row(grant, now))
    roles = frozenset(each.role for each in person.grants)
    if person.totp_secret is None and must_have_second_factor(roles, is_demo=person.is_demo):
        end_all_sign_ins(session, person, actor=actor, now=now)
    session.flush()
    record(session, actor, "role.granted", _subject(person), at=now, facts=_facts(grant))


def withdraw_role(
    session: Session, person: Person, grant_id: int, *, actor: Actor, now: datetime
) -> None:
    """Take a role from `person`, which holds from their next request; one not held is no error."""
    check_not_own(person.id, actor=actor)
    row = next((each for each in person.grants if each.id == grant_id), None)
    if row is None:
        return
    facts = _facts(_value(row))
    person.grants.remove(row)
    session.flush()
    record(session, actor, "role.withdrawn", _subject(person), at=now, facts=facts)


def deactivate(session: Session, person: Person, *, actor: Actor, now: datetime) -> None:
    """Let `person` in no more, and end what is open; the account stays, for the audit chain.

    The filters that they kept go with them: what somebody looked for serves nobody else.
    """
    check_not_own(person.id, actor=actor)
    if not person.active:
        return
    person.active = False
    forget_filters(session, person.id)
    end_all_sign_ins(session, person, actor=actor, now=now)
    record(session, actor, "person.deactivated", _subject(person), at=now)


def activate(session: Session, person: Person, *, actor: Actor, now: datetime) -> None:
    """Let `person` in again, with the roles and the password they had."""
    check_not_own(person.id, actor=actor)
    if person.active:
        return
    person.active = True
    session.flush()
    record(session, actor, "person.activated", _subject(person), at=now)


def _row(grant: Grant, now: datetime) -> RoleGrant:
    return RoleGrant(
        role=grant.role, station=grant.station, restaurant=grant.restaurant, granted_at=now
    )


def _value(row: RoleGrant) -> Grant:
    return Grant(row.role, row.station, row.restaurant)


def _facts(grant: Grant) -> dict[str, str]:
    bounds = {"station": grant.station, "restaurant": grant.restaurant}
    return {"role": grant.role.value} | {key: code for key, code in bounds.items() if code}


def _subject(person: Person) -> str:
    return f"person {person.login}"
