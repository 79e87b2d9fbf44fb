"""How one wants to be told."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, everybody_signed_in
from portal.extensions import db
from portal.notices import forms, operations, queries
from portal.notices.staff.blueprint import bp, cipher, own_number
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.current import current_settings
from portal.shell.languages import chosen_locale


@bp.get("/notices/preferences")
@everybody_signed_in
def preferences() -> str:
    """The form of one's wishes."""
    row = queries.preference_of(db.session(), own_number())
    told = forms.told_wish(row, cipher(), locale=chosen_locale())
    return _page(told, {}, done=forms.done_text(request.args.get("done", "")))


@bp.post("/notices/preferences")
@everybody_signed_in
def set_preferences() -> Response | tuple[str, int]:
    """Keep one's wishes."""
    told = {name: request.form.get(name, "").strip() for name in forms.WISH_FIELDS}
    with Attempt() as attempt:
        operations.set_preference(
            db.session(), own_number(), forms.asked_wish(told), cipher=cipher(),
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
        return redirect(url_for(".preferences", done="wished"), code=303)
    return _page(told, attempt.errors), attempt.status


def _page(told: dict[str, str], errors: dict[str, str], *, done: str = "") -> str:
    found = current_settings()
    return render_template(
        "notices/preferences.html",
        told=told,
        errors=errors,
        done=done,
        languages=forms.language_choices(),
        has_mail=bool(found.mail_server and found.mail_from),
        has_sms=bool(found.sms_gateway),
    )
