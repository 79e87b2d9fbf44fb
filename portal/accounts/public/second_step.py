"""Between password and door: the code, a recovery code, or the set-up at the first sign-in."""

from flask import redirect, render_template, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.binding import second_factors
from portal.accounts.entrance import SECRET, held, let_in
from portal.accounts.limits import limits_guesses
from portal.accounts.operations import accept_code, set_second_factor, use_recovery_code
from portal.accounts.public.blueprint import bp
from portal.accounts.rules import CodeWrong, SignInNeeded
from portal.accounts.rules.credentials import digits_of
from portal.accounts.setting_up import offered_secret, set_up_page
from portal.accounts.signed_in import actor_of
from portal.extensions import db
from portal.shell import shared_clock
from portal.shell.audience import anyone
from portal.shell.refusals import refuse_as


@bp.get("/account/code")
@anyone
def code() -> str:
    """The page that asks for the code of the second factor."""
    held()
    return render_template("accounts/code.html", wrong="")


@bp.post("/account/code")
@limits_guesses
@anyone
def try_code() -> Response | tuple[str, int]:
    """Take the code; a right one opens the door, and is used up."""
    waiting = held()
    person = waiting.person
    if person.totp_secret is None:
        raise SignInNeeded
    step = second_factors().matched_step(
        digits_of(request.form.get("code", "")), person.totp_secret, last=person.totp_counter
    )
    try:
        accept_code(db.session(), person, step)
    except CodeWrong:
        db.session.rollback()
        refuse_as("code_wrong", person=person.id)
        wrong = _("The code is not right. Each is good once; please take the next one.")
        return render_template("accounts/code.html", wrong=wrong), 401
    address = let_in(person, back=waiting.back, by="code")
    db.session.commit()
    return redirect(address, code=303)


@bp.get("/account/recovery")
@anyone
def recovery() -> str:
    """The page that takes a recovery code, for who has not got the second factor at hand."""
    held()
    return render_template("accounts/recovery.html", wrong="")


@bp.post("/account/recovery")
@limits_guesses
@anyone
def try_recovery() -> Response | tuple[str, int]:
    """Take a recovery code; a right one opens the door, and is used up."""
    waiting = held()
    try:
        use_recovery_code(
            db.session(), waiting.person, request.form.get("code", ""), now=shared_clock.now()
        )
    except CodeWrong:
        db.session.rollback()
        refuse_as("recovery_code_wrong", person=waiting.person.id)
        wrong = _("This recovery code is not known, or was used before.")
        return render_template("accounts/recovery.html", wrong=wrong), 401
    address = let_in(waiting.person, back=waiting.back, by="recovery_code")
    db.session.commit()
    return redirect(address, code=303)


@bp.get("/account/second-factor/first")
@anyone
def first_second_factor() -> str:
    """The page that sets up the second factor, at the first sign-in of who needs one."""
    person = held().person
    if person.totp_secret is not None:
        raise SignInNeeded
    return set_up_page(person, is_first=True)


@bp.post("/account/second-factor/first")
@limits_guesses
@anyone
def set_up_first() -> str | tuple[str, int]:
    """Take the first code of the new second factor, open the door, show the recovery codes."""
    waiting = held()
    person, secret = waiting.person, offered_secret()
    if person.totp_secret is not None:
        raise SignInNeeded
    step = second_factors().matched_step(digits_of(request.form.get("code", "")), secret, last=None)
    if step is None:
        refuse_as("first_code_wrong", person=person.id)
        wrong = _("The code is not right. Is the clock of your phone right?")
        return set_up_page(person, is_first=True, wrong=wrong), 401
    codes = set_second_factor(
        db.session(),
        person,
        secret=secret,
        step=step,
        actor=actor_of(person),
        now=shared_clock.now(),
    )
    address = let_in(person, back=waiting.back, by="first_code")
    session.pop(SECRET, None)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, onwards=address)
