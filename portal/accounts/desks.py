"""Where each role's work begins; the floors above say so, since they have the pages."""

from flask import Flask, url_for

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor

KEY = "mingchu_desks"


def add_desk(app: Flask, role: Role, endpoint: str) -> None:
    """Let people with `role` begin at `endpoint`, a view without arguments."""
    desks: dict[Role, str] = app.extensions.setdefault(KEY, {})
    desks[role] = endpoint


def desk_address(app: Flask, actor: Actor) -> str | None:
    """The page on which the work of `actor` begins, None where no floor has one.

    Of several roles the first in the order of their list counts.
    """
    desks: dict[Role, str] = app.extensions.get(KEY, {})
    mine = (desks[role] for role in Role if role in desks and actor.has([role]))
    endpoint = next(mine, None)
    return None if endpoint is None else url_for(endpoint)
