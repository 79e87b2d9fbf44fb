"""How far notices came that left the portal."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, requires
from portal.accounts.filters import keeps_filters
from portal.extensions import db
from portal.notices import forms, operations, queries
from portal.notices.kinds import DeliveryState, Means
from portal.notices.rules.channels import KEEPERS
from portal.notices.rules.figures import spread
from portal.notices.staff.blueprint import bp
from portal.shell import clock
from portal.shell.asked import arguments_of, member, page_number
from portal.shell.rules import NotFound

MEASURED = timedelta(days=30)


def _asked(told: Mapping[str, str]) -> dict[str, Any]:
    return arguments_of(
        state=member(DeliveryState, told.get("state")), means=member(Means, told.get("means"))
    )


@bp.get("/desk/deliveries")
@keeps_filters(_asked)
@requires(*KEEPERS)
def deliveries() -> str:
    """What was sent, waits or failed, and how long notices took."""
    asked = _asked(request.args)
    state = member(DeliveryState, asked.get("state"))
    means = member(Means, asked.get("means"))
    now = clock.now()
    session = db.session()
    found = queries.deliveries(
        session, state=state, means=means, page=page_number(request.args.get("page"))
    )
    return render_template(
        "notices/deliveries.html",
        found=found,
        state=state or "",
        means=means or "",
        states=forms.state_choices(),
        all_means=forms.means_choices(),
        counts=queries.state_counts(session),
        text_counts=queries.text_counts(session),
        texts=queries.texts_in_trouble(session),
        taken=spread(queries.times_taken(session, since=now - MEASURED, until=now)),
        days=MEASURED.days,
        done=forms.done_text(request.args.get("done", "")),
        address=lambda page: url_for(".deliveries", **asked, page=page),
    )


@bp.post("/desk/deliveries/<int:delivery_id>/retry")
@requires(*KEEPERS)
def retry(delivery_id: int) -> Response:
    """Try a delivery again at once."""
    row = queries.delivery_by_id(db.session(), delivery_id)
    if row is None:
        raise NotFound("delivery", str(delivery_id))
    operations.retry(db.session(), row, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".deliveries", done="retried"), code=303)


@bp.post("/desk/deliveries/texts/<int:text_id>/retry")
@requires(*KEEPERS)
def retry_text(text_id: int) -> Response:
    """Try a text to a citizen again at once."""
    row = queries.text_by_id(db.session(), text_id)
    if row is None:
        raise NotFound("delivery", str(text_id))
    operations.retry_text(db.session(), row, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".deliveries", done="retried"), code=303)
