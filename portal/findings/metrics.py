"""What this floor tells those who watch over the portal."""

from collections.abc import Iterator

from portal.extensions import db
from portal.findings.queries.counts import counted_findings, counted_leads
from portal.shell import clock
from portal.shell.metrics import Reading, gauge

LEADS = gauge("leads_pending", "Leads that nobody judged yet.", "severity")
OLDEST = gauge("lead_oldest_seconds", "How long the oldest of them has waited.")
FINDINGS = gauge("findings_open", "Findings that are not closed.", "clock")


def readings() -> Iterator[Reading]:
    """What waits to be judged or put right."""
    session, now = db.session(), clock.now()
    numbers, oldest = counted_leads(session)
    for severity, number in numbers.items():
        yield Reading(LEADS, float(number), (severity.value,))
    if oldest is not None:
        yield Reading(OLDEST, max(0.0, (now - oldest).total_seconds()))
    running, late = counted_findings(session, now=now)
    yield Reading(FINDINGS, float(running), ("running",))
    yield Reading(FINDINGS, float(late), ("overdue",))
