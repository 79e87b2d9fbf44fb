"""What this floor tells those who watch over the portal."""

from collections.abc import Iterator

from portal.extensions import db
from portal.notices.queries.deliveries import counted_deliveries
from portal.shell import clock
from portal.shell.metrics import Reading, gauge

UNDELIVERED = gauge("notices_undelivered", "Notices on their way, or given up.", "state")
LATE = gauge("notice_late_seconds", "How long the notice that is due longest waits to be sent.")


def readings() -> Iterator[Reading]:
    """What has not reached people."""
    session, now = db.session(), clock.now()
    numbers, due = counted_deliveries(session)
    for state, number in numbers.items():
        yield Reading(UNDELIVERED, float(number), (state.value,))
    if due is not None:
        yield Reading(LATE, max(0.0, (now - due).total_seconds()))
