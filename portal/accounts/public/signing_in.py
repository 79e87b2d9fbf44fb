"""Signing in by login and password, and out."""

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from portal.accounts import passwords
from portal.accounts.access import who
from portal.accounts.binding import allows_demo
from portal.accounts.entrance import first_address, go_on, keep_out
from portal.accounts.limits import limits_guesses
from portal.accounts.operations import end_sign_in
from portal.accounts.public.blueprint import bp
from portal.accounts.queries import person_by_id, person_by_login
from portal.extensions import db
from portal.shell import shared_clock
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.refusals import refuse_as


@bp.get("/account/sign-in")
@anyone
def sign_in() -> str | Response:
    """The page that asks for login and password; who is in already goes to their desk."""
    person = who()
    if person is not None:
        return redirect(first_address(person.actor), code=303)
    return _page()


@bp.post("/account/sign-in")
@limits_guesses
@anyone
def try_sign_in() -> Response | tuple[str, int]:
    """Take login and password; whoever owes a second factor is held until then."""
    login = request.form.get("login", "").strip().lower()
    back = request.form.get("next", "")
    person = person_by_login(db.session(), login)
    is_right = passwords.is_right(person, request.form.get("password", ""))
    if person is None or not is_right or not person.active:
        keep_out(person, is_right=is_right)
        wrong = _("Login or password is not right. Please check both and try again.")
        return _page(login=login, back=back, wrong=wrong), 401
    if person.is_demo and not allows_demo(current_settings()):
        refuse_as("demo_elsewhere", person=person.id)
        wrong = _("Demo accounts work only on the machine that runs the demo.")
        return _page(login=login, back=back, wrong=wrong), 401
    address = go_on(person, back=back)
    db.session.commit()
    return redirect(address, code=303)


@bp.post("/account/sign-out")
@anyone
def sign_out() -> Response:
    """End this sign-in, then show the front page; harmless for who is not signed in."""
    who_ = who()
    person = person_by_id(db.session(), who_.person_id) if who_ is not None else None
    if who_ is not None and person is not None:
        end_sign_in(db.session(), who_.sign_in_id, person, actor=who_.actor, now=shared_clock.now())
        db.session.commit()
    logout_user()
    session.clear()
    response = redirect(url_for("front.home"), code=303)
    response.headers["Clear-Site-Data"] = '"cache"'  # not storage: a visit's draft waits there
    return response


def _page(*, login: str = "", back: str | None = None, wrong: str = "") -> str:
    return render_template(
        "accounts/sign_in.html",
        login=login,
        back=request.args.get("next", "") if back is None else back,
        wrong=wrong,
        kept=(),
    )
