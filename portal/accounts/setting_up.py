"""The set-up of a second factor: its secret waits, encrypted, in the cookie of who sets it up."""

from flask import render_template, session
from flask_babel import gettext as _
from markupsafe import Markup

from portal.accounts.binding import second_factors
from portal.accounts.entrance import SECRET
from portal.accounts.models import Person
from portal.shell.codes import qr_svg


def offered_secret() -> str:
    """The secret that was shown before, else a fresh one; encrypted."""
    if SECRET not in session:
        session[SECRET] = second_factors().generate_totp_secret()
    secret: str = session[SECRET]
    return secret


def set_up_page(
    person: Person, *, is_first: bool, wrong: str = "", password_wrong: str = ""
) -> str:
    """The page with the QR code for an authenticator; the same one until it is set up."""
    factors, secret = second_factors(), offered_secret()
    return render_template(
        "accounts/set_up.html",
        drawing=Markup(  # noqa: S704 - drawn by us, escaped
            qr_svg(
                factors.get_totp_uri(person.login, secret),
                title=_("The key for your authenticator as a code to scan"),
            )
        ),
        key=factors.get_totp_pretty_key(secret),
        is_first=is_first,
        is_replacing=person.totp_secret is not None,
        wrong=wrong,
        password_wrong=password_wrong,
    )
