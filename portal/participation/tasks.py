"""What this floor does by itself."""

from portal.extensions import db
from portal.participation import operations
from portal.shell import shared_clock


def screen() -> None:
    """Set aside what does not look like guests, and forget forms that nobody fills in."""
    now = shared_clock.now()
    operations.screen(db.session(), now=now)
    operations.forget_forms(db.session(), now=now)
    db.session.commit()


def destroy_keys() -> None:
    """Destroy the keys of days that are over, with all that was hashed under them."""
    operations.destroy_keys(db.session(), now=shared_clock.now())
    db.session.commit()
