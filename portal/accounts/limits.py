"""How often somebody may be wrong: by account, whoever asks, and by address, whoever is meant.

Only wrong answers count, so a whole office behind one address signs in undisturbed. All processes
share the counts.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, request, session

from portal.accounts.access import who
from portal.accounts.entrance import HELD
from portal.extensions import limiter

View = TypeVar("View", bound=Callable[..., Any])

BY_ACCOUNT = "5/minute;30/hour"
BY_ADDRESS = "20/minute;200/hour"
WRONG = 401


def limits_guesses(view: View) -> View:
    """Refuse a view (429) after too many answers with the status 401."""
    by_account = limiter.limit(BY_ACCOUNT, key_func=_account, deduct_when=_is_wrong)
    by_address = limiter.limit(BY_ADDRESS, deduct_when=_is_wrong)
    return cast("View", by_address(by_account(view)))


def _account() -> str:
    """The account that is guessed at: signed in, held, or named in the form."""
    person = who()
    if person is not None:
        return f"person {person.person_id}"
    if HELD in session:
        return f"held {session[HELD]['who']}"
    return f"login {request.form.get('login', '').strip().lower()[:100]}"


def _is_wrong(response: Response) -> bool:
    return response.status_code == WRONG
