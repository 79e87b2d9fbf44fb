"""The way to the inbox in the corner of the layout, with how many notices are unread."""

from flask import render_template
from markupsafe import Markup

from portal.accounts.rules import Actor
from portal.extensions import db
from portal.notices.forms import inbox_title
from portal.notices.queries import unread_count


def inbox_link(actor: Actor) -> Markup:
    """The link to the inbox of `actor`."""
    unread = unread_count(db.session(), actor.person_id) if actor.person_id is not None else 0
    return Markup(  # noqa: S704 - a template of ours, which escapes
        render_template("notices/link.html", unread=unread, title=inbox_title(unread))
    )
