"""What the live floor does by itself."""

from portal.extensions import db
from portal.live.operations import delete_viewings
from portal.live.rules import viewings_kept_from
from portal.shell import clock
from portal.shell.current import current_settings


def tidy() -> int:
    """Delete viewings that are old enough; returns how many."""
    settings = current_settings()
    before = viewings_kept_from(clock.now(), days=settings.viewing_days)
    count = delete_viewings(db.session(), before=before)
    db.session.commit()
    return count
