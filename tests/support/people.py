"""People with accounts, and browsers in which they are signed in."""

from itertools import count

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.binding import KEY
from portal.accounts.kinds import Role
from portal.accounts.models import Person, RoleGrant
from portal.accounts.operations import Client, open_sign_in
from portal.accounts.signed_in import actor_of
from portal.extensions import db
from portal.shell import shared_clock
from tests.support.factories import LONG_AGO

__all__ = ["actor_of", "make_person", "sign_in"]

_numbers = count(1)


def make_person(
    session: Session,
    role: Role | None = None,
    *,
    station: str | None = None,
    restaurant: str | None = None,
    **changes,
) -> Person:
    """A Person with `role` within a Station or Restaurant (codes), everywhere without; no password.

    Adds and flushes; commit before `sign_in`.
    """
    number = next(_numbers)
    fields = {"login": f"person-{number}", "name": f"测试员{number}", "created_at": LONG_AGO}
    person = Person(**fields | {"grants": []} | changes)
    if role is not None:
        grant = RoleGrant(role=role, station=station, restaurant=restaurant, granted_at=LONG_AGO)
        person.grants.append(grant)
    session.add(person)
    session.flush()
    return person


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """`client`, with the committed `person` signed in as if by the forms."""
    with client.application.app_context():
        row, key = open_sign_in(
            db.session(), db.session.get_one(Person, person.id), actor=actor_of(person),
            now=shared_clock.now(), client=Client(),
        )  # fmt: skip
        uniquifier = row.person.fs_uniquifier
        db.session.commit()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": uniquifier, "_fresh": True, KEY: key})
    return client
