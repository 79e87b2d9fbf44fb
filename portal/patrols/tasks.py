"""What the worker does about patrols by itself."""

from portal.extensions import db
from portal.patrols.operations import drop_gone, forget_snapshots, tell_patrols
from portal.patrols.pictures import SnapshotStore
from portal.shell import shared_clock
from portal.shell.current import current_settings


def tidy_visits() -> int:
    """Drop planned Visits of Restaurants that are gone; returns how many."""
    dropped = drop_gone(db.session(), now=shared_clock.now())
    db.session.commit()
    return dropped


def tell_of_patrols() -> int:
    """Announce Patrols that begin or are overdue; returns how many."""
    told = tell_patrols(db.session(), now=shared_clock.now())
    db.session.commit()
    return told


def tidy_snapshots() -> int:
    """Delete the pictures of Snapshots whose time is over; returns how many."""
    settings = current_settings()
    store = SnapshotStore.under(settings.data)
    removed = forget_snapshots(db.session(), store=store, now=shared_clock.now())
    db.session.commit()
    return removed
