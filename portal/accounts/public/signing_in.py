"""Signing in and out."""

from flask import redirect, render_template, session, url_for
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from portal.accounts.access import who
from portal.accounts.operations import end_sign_in
from portal.accounts.public.blueprint import bp
from portal.accounts.queries import person_by_login
from portal.extensions import db
from portal.shell import clock
from portal.shell.audience import anyone


@bp.get("/account/sign-in")
@anyone
def sign_in() -> str:
    """The page that asks for login and password."""
    return render_template("accounts/sign_in.html")


@bp.post("/account/sign-out")
@anyone
def sign_out() -> Response:
    """End this sign-in, then show the front page; harmless for who is not signed in."""
    person = who()
    if person is not None:
        row = person_by_login(db.session(), person.login)
        if row is not None:
            end_sign_in(db.session(), person.sign_in_id, row, actor=person.actor, now=clock.now())
            db.session.commit()
    logout_user()
    session.clear()
    return redirect(url_for("front.home"), code=303)
