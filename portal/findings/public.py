"""What the machine looks with, how often people agree with it, and where it is muted."""

from datetime import datetime

from flask import Blueprint, Response, render_template

from portal.extensions import db
from portal.findings.cards import cards_here
from portal.findings.forms import honest as words
from portal.findings.queries.precision import muted_counts, precision_by_month
from portal.findings.rules.precision import LAST_REVIEWED
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.rules import local

MONTHS = 12

bp = Blueprint("models", "portal.findings", template_folder="templates")


@bp.after_request
def _always_fresh(response: Response) -> Response:
    """A page depends on the reader's text size: no one else may keep it."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


@bp.get("/models")
@anyone
def models() -> str:
    """The models with their cards, the reviewed precision of each class, and what is muted."""
    session, settings = db.session(), current_settings()
    return render_template(
        "findings/models.html",
        cards=cards_here(settings.models_directory),
        precisions=precision_by_month(session, first_month=first_month(clock.now())),
        muted=muted_counts(session),
        looked_for=words.looked_for(settings.lead_codes),
        last=LAST_REVIEWED,
        words=words,
    )


def first_month(now: datetime, months: int = MONTHS) -> str:
    """The first of the last `months` months of the district, such as 2026-03."""
    here = local(now)
    count = 12 * here.year + here.month - months
    return f"{count // 12:04}-{count % 12 + 1:02}"
