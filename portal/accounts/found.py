"""The people that a staff page is about."""

from portal.accounts import queries
from portal.accounts.access import current_actor
from portal.accounts.models import Person
from portal.accounts.rules import PersonUnknown, SignInNeeded
from portal.extensions import db


def myself() -> Person:
    """The row of who is signed in."""
    person_id = current_actor().person_id
    person = queries.person_by_id(db.session(), person_id) if person_id is not None else None
    if person is None:
        raise SignInNeeded
    return person


def somebody(person_id: int) -> Person:
    """The row of the person with this number. Raises PersonUnknown for none."""
    person = queries.person_by_id(db.session(), person_id)
    if person is None:
        raise PersonUnknown(person_id)
    return person
