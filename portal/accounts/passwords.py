"""Hashes and checks passwords, by Flask-Security's context: argon2id, upgraded when outdated."""

from functools import cache

from portal.accounts.binding import bound
from portal.accounts.models import Person
from portal.accounts.rules import normal_password


def hashed(password: str) -> str:
    """The argon2id hash to store for `password`."""
    return str(bound().pwd_context.hash(normal_password(password)))


def is_right(person: Person | None, password: str) -> bool:
    """Whether `password` is that of `person`, whose hash is renewed where it is outdated.

    Takes as long for nobody as for somebody, so that time does not tell which accounts exist.
    """
    stored = person.password if person is not None else None
    if person is None or stored is None:
        bound().pwd_context.verify(password, _hash_of_nobody())
        return False
    is_same, renewed = bound().pwd_context.verify_and_update(normal_password(password), stored)
    if renewed:
        person.password = renewed
    return bool(is_same)


@cache
def _hash_of_nobody() -> str:
    return hashed("nobody's password")
