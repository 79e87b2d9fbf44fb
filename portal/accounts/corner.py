"""The corner of the layout that greets who is signed in; the layout itself knows no accounts."""

from collections.abc import Callable

from flask import Flask, current_app, g, render_template
from markupsafe import Markup

from portal.accounts.access import who
from portal.accounts.desks import desk_address
from portal.accounts.rules import Actor

GREETED = "accounts_greeted"
KEY = "mingchu_corner"

Piece = Callable[[Actor], Markup]


def add_piece(app: Flask, piece: Piece) -> None:
    """Let the corner hold what `piece` makes for who is signed in; floors above bring theirs."""
    pieces: list[Piece] = app.extensions.setdefault(KEY, [])
    pieces.append(piece)


def account_corner() -> Markup:
    """Name, desk and sign-out of who is signed in; nothing for other readers."""
    person = who()
    if person is None:
        return Markup()
    setattr(g, GREETED, True)
    return Markup(  # noqa: S704 - a template of ours, which escapes
        render_template(
            "accounts/corner.html",
            name=person.actor.name,
            desk=desk_address(current_app, person.actor),
            pieces=[piece(person.actor) for piece in current_app.extensions.get(KEY, [])],
        )
    )


def is_greeted() -> bool:
    """Whether the present answer names a person, and so must be stored nowhere."""
    return bool(g.get(GREETED))


def init_app(app: Flask) -> None:
    """Give the layout its corner."""
    app.jinja_env.globals["account_corner"] = account_corner
