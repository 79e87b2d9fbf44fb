"""Changes what a person proves themselves by: password, second factor, recovery codes."""

import secrets
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from portal.accounts import queries
from portal.accounts.chain import hash_of
from portal.accounts.models import Invitation, Person, RecoveryCode
from portal.accounts.operations.audit import record
from portal.accounts.operations.sign_ins import end_all_sign_ins
from portal.accounts.rules import Actor, CodeWrong, InvitationSpent
from portal.accounts.rules.credentials import (
    CODE_LENGTH,
    CODE_LETTERS,
    INVITATION_HOLDS,
    RECOVERY_CODES,
    grouped,
    is_good,
    plain_code,
)
from portal.accounts.rules.people import check_not_own


def invite(session: Session, person: Person, *, actor: Actor, now: datetime) -> str:
    """Make a link, good once and for 72 hours, by which `person` chooses a password.

    Returns what the link ends in, which is kept nowhere; older links are worth nothing from now.
    """
    token = secrets.token_urlsafe(32)
    _spend_invitations(session, person, now=now)
    session.add(
        Invitation(
            person=person,
            token_hash=hash_of(token),
            created_at=now,
            expires_at=now + INVITATION_HOLDS,
        )
    )
    session.flush()
    record(session, actor, "person.invited", f"person {person.login}", at=now)
    return token


def accept_invitation(session: Session, token: str, *, password_hash: str, now: datetime) -> Person:
    """Give the invited person their password, and end what was open before.

    Raises InvitationSpent for a link that is not good any more.
    """
    invitation = queries.invitation_by_hash(session, hash_of(token))
    if invitation is None or not is_good(invitation, now=now) or not invitation.person.active:
        raise InvitationSpent
    person = invitation.person
    if not _spend_invitations(session, person, now=now):  # somebody else was first
        raise InvitationSpent
    change_password(
        session, person, password_hash=password_hash, actor=Actor(person.name, person.id), now=now
    )
    return person


def change_password(
    session: Session, person: Person, *, password_hash: str, actor: Actor, now: datetime
) -> None:
    """Give `person` another password; whoever is signed in as them is out at the next request."""
    person.password = password_hash
    end_all_sign_ins(session, person, actor=actor, now=now)
    record(session, actor, "password.changed", f"person {person.login}", at=now)


def set_second_factor(
    session: Session, person: Person, *, secret: str, step: int, actor: Actor, now: datetime
) -> list[str]:
    """Let codes from the encrypted `secret` be asked of `person`; `step` is that of the first.

    Returns fresh recovery codes, which are shown once and kept nowhere.
    """
    person.totp_secret, person.totp_counter = secret, step
    codes = _fresh_codes(session, person)
    record(session, actor, "second_factor.set_up", f"person {person.login}", at=now)
    return codes


def reset_second_factor(session: Session, person: Person, *, actor: Actor, now: datetime) -> None:
    """Forget the second factor of `person`, who lost it, and end what is open.

    At the next sign-in they set up a new one, where their roles want it. Raises OwnAccount.
    """
    check_not_own(person.id, actor=actor)
    person.totp_secret = person.totp_counter = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    end_all_sign_ins(session, person, actor=actor, now=now)
    record(session, actor, "second_factor.reset", f"person {person.login}", at=now)


def renew_recovery_codes(
    session: Session, person: Person, *, actor: Actor, now: datetime
) -> list[str]:
    """Give `person` fresh recovery codes; the former ones are worth nothing from now."""
    codes = _fresh_codes(session, person)
    record(session, actor, "recovery_codes.renewed", f"person {person.login}", at=now)
    return codes


def accept_code(session: Session, person: Person, step: int | None) -> None:
    """Take the code of 30 s step `step` (None: it matched none), which then is used up.

    Raises CodeWrong where that code, or a later one, was taken before, also in the same moment.
    """
    if step is None:
        raise CodeWrong
    used = session.execute(
        update(Person)
        .where(
            Person.id == person.id,
            or_(Person.totp_counter.is_(None), Person.totp_counter < step),
        )
        .values(totp_counter=step),
        execution_options={"synchronize_session": False},
    )
    if not _changed(used):
        raise CodeWrong


def use_recovery_code(session: Session, person: Person, text: str, *, now: datetime) -> int:
    """Take a recovery code, which then is used up; returns how many stay.

    Raises CodeWrong for one that is unknown or used.
    """
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.code_hash == hash_of(plain_code(text)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now),
        execution_options={"synchronize_session": False},
    )
    if not _changed(used):
        raise CodeWrong
    rest = queries.recovery_codes_left(session, person.id)
    record(
        session, Actor(person.name, person.id), "recovery_code.used", f"person {person.login}",
        at=now, facts={"left": rest},
    )  # fmt: skip
    return rest


def _fresh_codes(session: Session, person: Person) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [
        "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    session.add_all(RecoveryCode(person_id=person.id, code_hash=hash_of(code)) for code in codes)
    session.flush()
    return [grouped(code) for code in codes]


def _spend_invitations(session: Session, person: Person, *, now: datetime) -> bool:
    spent = session.execute(
        update(Invitation)
        .where(Invitation.person_id == person.id, Invitation.used_at.is_(None))
        .values(used_at=now),
        execution_options={"synchronize_session": False},
    )
    return _changed(spent)


def _changed(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount > 0
