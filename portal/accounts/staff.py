"""The pages of who is signed in."""

from flask import render_template

from portal.accounts.access import current_actor, everybody_signed_in
from portal.accounts.public.blueprint import bp


@bp.get("/account")
@everybody_signed_in
def me() -> str:
    """Who is signed in, and what they may do."""
    return render_template("accounts/me.html", actor=current_actor())
