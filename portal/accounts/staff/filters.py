"""The filters of lists that one keeps: added and deleted beside the list itself."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import everybody_signed_in
from portal.accounts.filters import told_of, understood
from portal.accounts.found import myself
from portal.accounts.operations import forget_filter, keep_filter
from portal.accounts.public.blueprint import bp
from portal.extensions import db
from portal.shell.acting import Attempt


@bp.post("/account/filters/<view>")
@everybody_signed_in
def keep(view: str) -> Response | tuple[str, int]:
    """Keep what the address asks of a list, and show the list so again."""
    asked, name = understood(view, request.args), request.form.get("kept_name", "")
    with Attempt() as attempt:
        keep_filter(db.session(), myself().id, view=view, name=name, asked=asked)
        return redirect(url_for(view, **asked), code=303)
    page = render_template(
        "accounts/filter_refused.html",
        view=view,
        asked=asked,
        name=name,
        errors=attempt.errors,
        **told_of(view, asked),
    )
    return page, attempt.status


@bp.post("/account/filters/<view>/<int:filter_id>/delete")
@everybody_signed_in
def forget(view: str, filter_id: int) -> Response:
    """Delete a filter, and show the list as it was."""
    asked = understood(view, request.args)
    forget_filter(db.session(), myself().id, filter_id)
    db.session.commit()
    return redirect(url_for(view, **asked), code=303)
