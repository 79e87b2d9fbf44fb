"""Who may use a route, and who is using it: what every floor with staff pages needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, request
from flask_security import current_user

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, NotAllowed, Scope
from portal.accounts.rules.sign_ins import SignInNeeded
from portal.accounts.signed_in import SignedIn
from portal.shell.audience import ATTRIBUTE

View = TypeVar("View", bound=Callable[..., Any])


def requires(*roles: Role) -> Callable[[View], View]:
    """Let only people use a view who are signed in and have one of `roles`, somewhere.

    Others are asked to sign in (401 for machines) or told that they may not (403). Which rows
    they may see or change is a second question, for `current_scope` and for operations.
    """
    if not roles:
        raise TypeError("requires() needs a role; for everybody without login there is @anyone")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the view is
            if not current_actor().has(roles):
                raise NotAllowed("open this page")
            return view(*args, **kwargs)

        setattr(guarded, ATTRIBUTE, frozenset(roles))
        return cast("View", guarded)

    return guard


def everybody_signed_in(view: View) -> View:
    """Let everybody use a view who is signed in and has a role, whatever it is."""
    return requires(*Role)(view)


def who() -> SignedIn | None:
    """Who sent the present request, None for a reader who is not signed in."""
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def current_actor() -> Actor:
    """The signed-in person with their grants. Raises SignInNeeded where there is none."""
    person = who()
    if person is None:
        raise SignInNeeded
    return person.actor


def current_scope(*roles: Role) -> Scope:
    """Where the signed-in person has one of `roles`, by default those that the route asks for."""
    return current_actor().scope(roles or route_roles())


def route_roles() -> frozenset[Role]:
    """The roles that the present route asks for; none where it is open to anyone."""
    return _roles_of(request.endpoint or "")


def may_open(endpoint: str) -> bool:
    """Whether the signed-in person may use `endpoint`, so that a page may link to it."""
    return current_actor().has(_roles_of(endpoint))


def _roles_of(endpoint: str) -> frozenset[Role]:
    audience = getattr(current_app.view_functions.get(endpoint), ATTRIBUTE, None)
    return audience if isinstance(audience, frozenset) else frozenset()
