"""Reads people, their sign-ins, and what they prove themselves by."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.accounts.kinds import Role
from portal.accounts.models import Invitation, Person, RecoveryCode, RoleGrant, SignIn
from portal.accounts.rules.sign_ins import IDLE
from portal.shell.lists import ListPage
from portal.shell.paging import one_page


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
    return session.scalars(_people().where(Person.login == login)).one_or_none()


def person_by_id(session: Session, person_id: int) -> Person | None:
    """The Person with this number, with their grants."""
    return session.scalars(_people().where(Person.id == person_id)).one_or_none()


def person_by_uniquifier(session: Session, uniquifier: str) -> Person | None:
    """The active Person whose sessions repeat `uniquifier`, with their grants."""
    wanted = (Person.fs_uniquifier == uniquifier, Person.active)
    return session.scalars(_people().where(*wanted)).one_or_none()


def people_page(session: Session, *, text: str, role: Role | None, page: int) -> ListPage[Person]:
    """People whose login or name holds `text` and who have `role`, active ones first, by login."""
    wanted = []
    if text:
        wanted.append(
            or_(
                Person.login.contains(text.lower(), autoescape=True),
                Person.name.contains(text, autoescape=True),
            )
        )
    if role is not None:
        wanted.append(Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.role == role)))
    return one_page(
        session,
        select(Person).where(*wanted),
        order=(Person.active.desc(), Person.login),
        options=(selectinload(Person.grants),),
        page=page,
    )


def open_sign_ins(session: Session, person_id: int, *, now: datetime) -> Sequence[SignIn]:
    """The sign-ins of a Person that still hold, the one used last first."""
    return session.scalars(
        select(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            SignIn.seen_at > now - IDLE,
        )
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    ).all()


def invitation_by_hash(session: Session, token_hash: str) -> Invitation | None:
    """The invitation whose link ends in what has this hash, with its Person and their grants."""
    return session.scalars(
        select(Invitation)
        .join(Invitation.person)
        .where(Invitation.token_hash == token_hash)
        .options(contains_eager(Invitation.person).selectinload(Person.grants))
    ).one_or_none()


def recovery_codes_left(session: Session, person_id: int) -> int:
    """How many recovery codes of a Person are still good."""
    return (
        session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def _people() -> Select[Person]:
    return select(Person).options(selectinload(Person.grants))
