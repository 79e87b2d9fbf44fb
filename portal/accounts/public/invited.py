"""Choosing a password by the link of an invitation."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from portal.accounts import forms, passwords
from portal.accounts.chain import hash_of
from portal.accounts.entrance import go_on
from portal.accounts.operations import accept_invitation
from portal.accounts.public.blueprint import bp
from portal.accounts.queries import invitation_by_hash
from portal.accounts.rules import InvitationSpent
from portal.accounts.rules.credentials import is_good
from portal.extensions import db, limiter
from portal.shell import shared_clock
from portal.shell.audience import anyone


@bp.get("/account/invitation/<token>")
@limiter.limit("30/minute")
@anyone
def invitation(token: str) -> str:
    """The page on which an invited person chooses a password."""
    return _page(token)


@bp.post("/account/invitation/<token>")
@limiter.limit("30/minute")
@anyone
def accept(token: str) -> Response | tuple[str, int]:
    """Take the password, and go on to the second factor or through the door."""
    found = invitation_by_hash(db.session(), hash_of(token))
    if found is None:
        raise InvitationSpent
    password = request.form.get("password", "")
    fault = forms.new_password_fault(request.form, found.person)
    if fault is not None:
        return _page(token, wrong=forms.password_text(fault)), 422
    person = accept_invitation(
        db.session(), token, password_hash=passwords.hashed(password), now=shared_clock.now()
    )
    address = go_on(person, back="")
    db.session.commit()
    return redirect(address, code=303)


def _page(token: str, *, wrong: str = "") -> str:
    found = invitation_by_hash(db.session(), hash_of(token))
    if found is None or not is_good(found, now=shared_clock.now()) or not found.person.active:
        raise InvitationSpent
    return render_template("accounts/invitation.html", person=found.person, wrong=wrong)
