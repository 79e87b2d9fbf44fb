"""Begins, refreshes and ends sign-ins."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.chain import hash_of
from portal.accounts.models import Person, SignIn, new_uniquifier
from portal.accounts.operations.audit import record
from portal.accounts.rules import Actor
from portal.accounts.rules.sign_ins import (
    LONGEST,
    SignInUnknown,
    browser_family,
    network_of,
    system_family,
)


@dataclass(frozen=True, slots=True)
class Client:
    """What a browser told of itself and where it came from; only a summary of it is kept."""

    user_agent: str = ""
    address: str | None = None


class Seen(Protocol):
    """When a sign-in was seen last, and when it ends."""

    seen_at: datetime
    expires_at: datetime


def open_sign_in(
    session: Session, person: Person, *, actor: Actor, now: datetime, client: Client
) -> tuple[SignIn, str]:
    """Sign `person` in; returns the row and the key for the cookie, which is kept nowhere."""
    key = secrets.token_urlsafe(32)
    row = SignIn(
        person=person,
        key_hash=hash_of(key),
        created_at=now,
        seen_at=now,
        expires_at=now + LONGEST,
        browser=browser_family(client.user_agent),
        system=system_family(client.user_agent),
        network=network_of(client.address),
    )
    session.add(row)
    person.last_sign_in_at = now
    session.flush()
    facts = {"sign_in": row.id, "browser": row.browser, "network": row.network}
    record(session, actor, "sign_in.opened", f"person {person.login}", at=now, facts=facts)
    return row, key


def see_sign_in(session: Session, sign_in_id: int, former: Seen, *, now: datetime) -> None:
    """Remember that the sign-in, last seen as `former` tells, was used now: it is not idle.

    One that was seen later than now was so by a clock that was fast: its end, told by the same
    clock, comes nearer by as much, and it holds no longer than any other.
    """
    ahead = max(former.seen_at - now, timedelta())
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.seen_at == former.seen_at)
        .values(seen_at=now, expires_at=former.expires_at - ahead),
        execution_options={"synchronize_session": False},
    )


def end_sign_in(
    session: Session, sign_in_id: int, person: Person, *, actor: Actor, now: datetime
) -> None:
    """End one sign-in of `person`: its next request finds nobody. A second time changes nothing.

    Raises SignInUnknown where `person` has no such sign-in.
    """
    row = session.get(SignIn, sign_in_id)
    if row is None or row.person_id != person.id:
        raise SignInUnknown(sign_in_id)
    if row.ended_at is not None:
        return
    row.ended_at = now
    session.flush()
    record(
        session, actor, "sign_in.ended", f"person {person.login}", at=now,
        facts={"sign_in": sign_in_id},
    )  # fmt: skip


def end_all_sign_ins(session: Session, person: Person, *, actor: Actor, now: datetime) -> None:
    """End every sign-in of `person`, by a new uniquifier and on each row."""
    person.fs_uniquifier = new_uniquifier()
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
        .values(ended_at=now),
        execution_options={"synchronize_session": False},
    )
    session.flush()
    record(session, actor, "sign_in.all_ended", f"person {person.login}", at=now)
