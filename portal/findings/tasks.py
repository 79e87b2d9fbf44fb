"""What the findings floor does by itself."""

from functools import partial

from portal.extensions import db
from portal.findings import operations, watching
from portal.findings.models import Detection, Finding
from portal.findings.pictures import FindingPictures
from portal.shell import shared_clock
from portal.shell.current import current_settings
from portal.shell.sweeping import sweep


def look_at_clocks() -> int:
    """Remind, tell who is late, escalate; returns how many Findings were looked at."""
    session, now = db.session(), shared_clock.now()
    act = partial(operations.look_at_clock, session, now=now)
    return sweep(session, Finding.next_at, act, now=now)


def look_at_leads() -> int:
    """Escalate urgent leads that nobody judged in time; returns how many were looked at."""
    session, now = db.session(), shared_clock.now()
    act = partial(operations.escalate_lead, session, now=now)
    return sweep(session, Detection.next_at, act, now=now)


def tidy_findings() -> None:
    """Take back public records of what stands no more, and delete pictures after their time."""
    settings = current_settings()
    session, now = db.session(), shared_clock.now()
    operations.withdraw_void_records(session, now=now)
    operations.forget_pictures(session, store=FindingPictures.under(settings.data), now=now)
    session.commit()


def tidy_evidence() -> None:
    """Delete the evidence of leads that nobody confirmed in time, and files without a row."""
    watching.tidy_evidence(db.session(), current_settings(), now=shared_clock.now())
    db.session.commit()
