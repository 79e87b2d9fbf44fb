"""What the register does by itself."""

from portal.extensions import db
from portal.registry.operations.reminding import remind_of_holidays
from portal.shell import shared_clock


def check_calendar() -> None:
    """Remind the bureau of holidays that should have been entered."""
    remind_of_holidays(db.session(), now=shared_clock.now())
    db.session.commit()
