"""What the live floor does by itself."""

from flask import current_app

from portal.extensions import db
from portal.live.operations import delete_viewings
from portal.live.rules import viewings_kept_from
from portal.settings import Settings
from portal.shell import clock


def tidy() -> int:
    """Delete viewings that are old enough; returns how many."""
    settings: Settings = current_app.config["MINGCHU"]
    before = viewings_kept_from(clock.now(), days=settings.viewing_days)
    count = delete_viewings(db.session(), before=before)
    db.session.commit()
    return count
