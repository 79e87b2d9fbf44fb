"""Who sent the present request, as Flask-Login keeps it: values, no row of the database."""

from datetime import datetime

from flask_security.core import UserMixin

from portal.accounts.models import Person, SignIn
from portal.accounts.rules import Actor, Grant


class SignedIn(UserMixin):
    """A Person who is signed in, the grants they have now, and the sign-in they came by."""

    def __init__(self, sign_in: SignIn, person: Person) -> None:
        self.active = person.active
        self.fs_uniquifier = person.fs_uniquifier
        self.person_id = person.id
        self.sign_in_id = sign_in.id
        self.seen_at: datetime = sign_in.seen_at
        self.expires_at: datetime = sign_in.expires_at
        self.actor = actor_of(person)


def actor_of(person: Person) -> Actor:
    """`person`, loaded with their grants, as operations take them."""
    return Actor(
        name=person.name,
        person_id=person.id,
        grants=frozenset(
            Grant(grant.role, grant.station, grant.restaurant) for grant in person.grants
        ),
    )
