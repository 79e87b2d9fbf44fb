"""What this floor does by itself."""

from portal.accounts.operations import forget_sign_ins
from portal.extensions import db
from portal.shell import shared_clock


def tidy() -> None:
    """Forget sign-ins and invitations that are long over."""
    forget_sign_ins(db.session(), now=shared_clock.now())
    db.session.commit()
