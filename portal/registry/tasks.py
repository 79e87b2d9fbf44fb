"""What the register does by itself."""

from portal.extensions import db
from portal.registry.operations.reminding import remind_of_holidays
from portal.shell import clock


def check_calendar() -> None:
    """Remind the bureau of holidays that should have been entered."""
    remind_of_holidays(db.session(), now=clock.now())
    db.session.commit()
