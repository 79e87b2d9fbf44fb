"""One's own account: roles, sign-ins, password, second factor."""

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import forms, passwords, queries
from portal.accounts.access import current_actor, everybody_signed_in, may_open, who
from portal.accounts.binding import second_factors
from portal.accounts.entrance import SECRET, let_in
from portal.accounts.found import myself
from portal.accounts.limits import limits_guesses
from portal.accounts.operations import (
    change_password,
    end_sign_in,
    renew_recovery_codes,
    set_second_factor,
)
from portal.accounts.public.blueprint import bp
from portal.accounts.rules.credentials import digits_of
from portal.accounts.setting_up import offered_secret, set_up_page
from portal.extensions import db
from portal.shell import shared_clock
from portal.shell.refusals import refuse_as


@bp.get("/account")
@everybody_signed_in
def me() -> str:
    """Who is signed in, what they may do, and where else they are signed in."""
    return _page()


@bp.get("/account/password")
@everybody_signed_in
def password() -> str:
    """The page on which one chooses another password."""
    return render_template("accounts/password.html", errors={})


@bp.post("/account/password")
@limits_guesses
@everybody_signed_in
def set_password() -> Response | tuple[str, int]:
    """Change one's password; every other browser is signed out, this one stays."""
    person = myself()
    if not passwords.is_right(person, request.form.get("current", "")):
        refuse_as("password_wrong")
        errors = {"current": _("This is not your present password.")}
        return render_template("accounts/password.html", errors=errors), 401
    fault = forms.new_password_fault(request.form, person)
    if fault is not None:
        errors = {"password": forms.password_text(fault)}
        return render_template("accounts/password.html", errors=errors), 422
    change_password(
        db.session(),
        person,
        password_hash=passwords.hashed(request.form["password"]),
        actor=current_actor(),
        now=shared_clock.now(),
    )
    let_in(person, back="", by="new_password")
    db.session.commit()
    return redirect(url_for(".me", done="password"), code=303)


@bp.get("/account/second-factor")
@everybody_signed_in
def second_factor() -> str:
    """The page that sets up a second factor, or replaces it by another."""
    return set_up_page(myself(), is_first=False)


@bp.post("/account/second-factor")
@limits_guesses
@everybody_signed_in
def set_up() -> str | tuple[str, int]:
    """Take password and first code of the new second factor, show the recovery codes."""
    person, secret = myself(), offered_secret()
    if not passwords.is_right(person, request.form.get("current", "")):
        refuse_as("password_wrong")
        wrong = _("This is not your present password.")
        return set_up_page(person, is_first=False, password_wrong=wrong), 401
    step = second_factors().matched_step(digits_of(request.form.get("code", "")), secret, last=None)
    if step is None:
        refuse_as("first_code_wrong")
        wrong = _("The code is not right. Is the clock of your phone right?")
        return set_up_page(person, is_first=False, wrong=wrong), 401
    codes = set_second_factor(
        db.session(),
        person,
        secret=secret,
        step=step,
        actor=current_actor(),
        now=shared_clock.now(),
    )
    session.pop(SECRET, None)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, onwards=url_for(".me"))


@bp.post("/account/recovery-codes")
@limits_guesses
@everybody_signed_in
def new_recovery_codes() -> str | tuple[str, int]:
    """Replace one's recovery codes by fresh ones, and show them once."""
    person = myself()
    if not passwords.is_right(person, request.form.get("current", "")):
        refuse_as("password_wrong")
        return _page(wrong=_("This is not your present password.")), 401
    codes = renew_recovery_codes(
        db.session(), person, actor=current_actor(), now=shared_clock.now()
    )
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, onwards=url_for(".me"))


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@everybody_signed_in
def end_one(sign_in_id: int) -> Response:
    """Sign out another browser of one's own."""
    end_sign_in(db.session(), sign_in_id, myself(), actor=current_actor(), now=shared_clock.now())
    db.session.commit()
    return redirect(url_for(".me", done="ended"), code=303)


def _page(*, wrong: str = "") -> str:
    person, now = myself(), shared_clock.now()
    here = who()
    return render_template(
        "accounts/me.html",
        person=person,
        grants=forms.grant_lines(person.grants),
        pages=[page for page in forms.PAGES if may_open(page[0])],
        sign_ins=forms.sign_in_lines(
            queries.open_sign_ins(db.session(), person.id, now=now),
            here=here.sign_in_id if here is not None else None,
        ),
        codes_left=queries.recovery_codes_left(db.session(), person.id),
        done=forms.done_text(request.args.get("done", "")),
        wrong=wrong,
    )
