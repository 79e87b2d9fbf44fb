"""Reads of this floor; none commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.accounts.models import Person, SignIn


def sign_in_by_key(session: Session, *, key_hash: str, uniquifier: str) -> SignIn | None:
    """The sign-in whose key has this hash, with its Person and their grants.

    None where it is unknown, where the Person is inactive, or where all their sessions were
    ended by another uniquifier.
    """
    return session.scalars(
        select(SignIn)
        .join(SignIn.person)
        .where(
            SignIn.key_hash == key_hash,
            Person.fs_uniquifier == uniquifier,
            Person.active,
        )
        .options(contains_eager(SignIn.person).selectinload(Person.grants))
        .execution_options(populate_existing=True)
    ).one_or_none()


def person_by_login(session: Session, login: str) -> Person | None:
    """The Person who signs in as `login`, with their grants."""
    return session.scalars(
        select(Person).where(Person.login == login).options(selectinload(Person.grants))
    ).one_or_none()
