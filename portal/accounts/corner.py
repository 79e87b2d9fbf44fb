"""The corner of the layout that greets who is signed in; the layout itself knows no accounts."""

from flask import Flask, current_app, g, render_template
from markupsafe import Markup

from portal.accounts.access import who
from portal.accounts.desks import desk_address

GREETED = "accounts_greeted"


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
        )
    )


def is_greeted() -> bool:
    """Whether the present answer names a person, and so must be stored nowhere."""
    return bool(g.get(GREETED))


def init_app(app: Flask) -> None:
    """Give the layout its corner."""
    app.jinja_env.globals["account_corner"] = account_corner
