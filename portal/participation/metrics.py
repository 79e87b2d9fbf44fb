"""What this floor tells those who watch over the portal."""

from collections.abc import Iterator

from portal.extensions import db
from portal.participation.queries.counts import counted_cases
from portal.shell import clock
from portal.shell.metrics import Reading, gauge

CASES = gauge("cases_open", "Complaints and tips that are not answered.", "clock")


def readings() -> Iterator[Reading]:
    """What citizens wait for."""
    running, late = counted_cases(db.session(), now=clock.now())
    yield Reading(CASES, float(running), ("running",))
    yield Reading(CASES, float(late), ("overdue",))
