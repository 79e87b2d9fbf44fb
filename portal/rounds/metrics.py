"""What this floor tells those who watch over the portal."""

from collections.abc import Iterator

from portal.extensions import db
from portal.rounds.queries.present import counted_conditions, counted_faults, newest_look
from portal.shell import clock
from portal.shell.metrics import Reading, counter, gauge, histogram

# A batch is spread over its minute, and what is under way at its end may end.
BATCH_SECONDS = (1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 55.0, 60.0, 65.0, 70.0, 80.0, 90.0, 120.0)

CAMERAS = gauge("cameras", "Cameras ever looked at, by what they show now.", "outcome")
LAG = gauge("round_lag_seconds", "Since when no Camera was looked at; some 60 at most when well.")
FAULTS = gauge("faults_open", "Faults that are not repaired.", "clock")
LOOKS = counter("looks", "Looks at Cameras that this process stored.", "outcome")
BATCH = histogram("batch_seconds", "How long the looks of one batch took.", bounds=BATCH_SECONDS)
INFERRED = counter("frames_inferred", "Frames that were inferred, or equalled the last one.")
LEFT_OUT = counter("frames_left_out", "Frames that were not inferred because too many waited.")


def readings() -> Iterator[Reading]:
    """How the district's Cameras are, as the database has it."""
    session, now = db.session(), clock.now()
    for outcome, number in counted_conditions(session, now=now).items():
        yield Reading(CAMERAS, float(number), (outcome.value,))
    newest = newest_look(session)
    if newest is not None:
        yield Reading(LAG, max(0.0, (now - newest).total_seconds()))
    running, late = counted_faults(session, now=now)
    yield Reading(FAULTS, float(running), ("running",))
    yield Reading(FAULTS, float(late), ("overdue",))
