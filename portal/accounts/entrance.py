"""The way in: who gave the right password is held until the second factor, then let in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app, request, session, url_for
from flask_security.utils import login_user

from portal.accounts import queries
from portal.accounts.binding import KEY
from portal.accounts.desks import desk_address
from portal.accounts.models import Person
from portal.accounts.operations import Client, open_sign_in
from portal.accounts.rules import Actor, must_have_second_factor
from portal.accounts.rules.sign_ins import HALF_WAY, SignInNeeded
from portal.accounts.signed_in import SignedIn, actor_of
from portal.extensions import db
from portal.shell import shared_clock
from portal.shell.current import current_settings
from portal.shell.database import CLOCK_MAY_DIFFER
from portal.shell.refusals import refuse_as
from portal.shell.rules import is_own_path

HELD = "held"
SECRET = "second_factor"  # noqa: S105 - the name of a field; what it holds is encrypted


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who gave the right password, and the page they came for ("" for none)."""

    person: Person
    back: str


def hold(person: Person, *, back: str) -> str:
    """Remember who gave the right password; returns the address of what they owe still."""
    session.clear()
    session[HELD] = {
        "who": person.fs_uniquifier,
        "at": shared_clock.now().timestamp(),
        "back": back if is_own_path(back) else "",
    }
    has_one = person.totp_secret is not None
    address: str = url_for("accounts.code" if has_one else "accounts.first_second_factor")
    return address


def held() -> Held:
    """Who is held. Raises SignInNeeded for nobody, or when the password was given too long ago."""
    kept = session.get(HELD)
    if kept is None:
        raise SignInNeeded
    since = datetime.fromtimestamp(kept["at"], UTC)
    person = queries.person_by_uniquifier(db.session(), kept["who"])
    if person is None or not -CLOCK_MAY_DIFFER <= shared_clock.now() - since < HALF_WAY:
        raise SignInNeeded
    return Held(person, kept["back"])


def go_on(person: Person, *, back: str) -> str:
    """Hold `person`, whose password was right, or let them in where nothing else is owed.

    Returns the address to go on at. The view commits.
    """
    roles = frozenset(grant.role for grant in person.grants)
    owes = must_have_second_factor(
        roles, is_demo=person.is_demo, is_for_all=current_settings().second_factor_for_all
    )
    if owes or person.totp_secret is not None:
        return hold(person, back=back)
    return let_in(person, back=back, by="password")


def keep_out(person: Person | None, *, is_right: bool) -> None:
    """Let the log tell why login and password opened nothing; the page does not tell it."""
    if person is None:
        refuse_as("login_unknown")  # not which: people type passwords into the wrong field
    else:
        refuse_as("account_closed" if is_right else "password_wrong", person=person.id)


def let_in(person: Person, *, back: str, by: str) -> str:
    """Sign `person` in, under a session that shares nothing with the one before.

    `by` says in the log what they proved themselves by, last.
    Returns the address of the page that they came for, else of their desk. The view commits.
    """
    row, key = open_sign_in(
        db.session(),
        person,
        actor=actor_of(person),
        now=shared_clock.now(),
        client=Client(request.user_agent.string, request.remote_addr),
    )
    session.clear()
    login_user(SignedIn(row, person))
    session[KEY] = key
    current_app.logger.info("signed_in", extra={"person": person.id, "by": by})
    return back if is_own_path(back) else first_address(actor_of(person))


def first_address(actor: Actor) -> str:
    """Where `actor` begins: at their desk, else with their own account."""
    own: str = url_for("accounts.me")
    return desk_address(current_app, actor) or own
