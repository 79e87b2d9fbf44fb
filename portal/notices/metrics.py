"""What this floor tells those who watch over the portal."""

from collections.abc import Iterator

from portal.extensions import db
from portal.notices.kinds import DeliveryState
from portal.notices.queries.deliveries import counted_deliveries
from portal.notices.queries.texts import text_counts
from portal.shell import clock
from portal.shell.metrics import Reading, gauge

UNDELIVERED = gauge("notices_undelivered", "Notices on their way, or given up.", "state")
LATE = gauge("notice_late_seconds", "How long the notice that is due longest waits to be sent.")

TEXTS = gauge("texts_undelivered", "Texts to citizens on their way, or given up.", "state")


def readings() -> Iterator[Reading]:
    """What has not reached people."""
    session, now = db.session(), clock.now()
    numbers, due = counted_deliveries(session)
    for state, number in numbers.items():
        yield Reading(UNDELIVERED, float(number), (state.value,))
    for state, number in text_counts(session).items():
        if state is not DeliveryState.SENT:
            yield Reading(TEXTS, float(number), (state.value,))
    if due is not None:
        yield Reading(LATE, max(0.0, (now - due).total_seconds()))
