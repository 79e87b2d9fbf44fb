"""What the worker does about patrols by itself."""

from portal.extensions import db
from portal.patrols.operations import drop_gone
from portal.shell import clock


def tidy_visits() -> int:
    """Drop planned Visits of Restaurants that are gone; returns how many."""
    dropped = drop_gone(db.session(), now=clock.now())
    db.session.commit()
    return dropped
