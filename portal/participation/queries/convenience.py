"""What was logged of watching, for the convenience index."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.live.kinds import Outcome
from portal.live.models import Viewing
from portal.participation.kinds import Instrument, Item
from portal.participation.models import ScanDay
from portal.participation.queries.results import Days, item_counts
from portal.participation.rules.convenience import Logged
from portal.shell.rules import Ratio, day_bounds


def logged(
    session: Session, days: Days, *, uptime: Ratio | None = None, on_time: Ratio | None = None
) -> Logged:
    """What readers' players told in these days, with what other floors know of them.

    A viewing that still waits, or left without a word and without a picture, did not play.
    Stills by choice are no failure and no play: they are left out.
    """
    start, end = day_bounds(days.first)[0], day_bounds(days.until)[0]
    within = (Viewing.started_at >= start, Viewing.started_at < end)
    waits = session.scalars(
        select(Viewing.first_picture_ms).where(*within, Viewing.first_picture_ms.is_not(None))
    )
    waits_ms = tuple(wait for wait in waits if wait is not None)
    asked = session.scalar(
        select(func.count()).where(
            *within,
            Viewing.first_picture_ms.is_not(None)
            | Viewing.outcome.is_(None)
            | (Viewing.outcome != Outcome.STILLS),
        )
    )
    scans = session.scalar(
        select(func.sum(ScanDay.scans)).where(ScanDay.day >= days.first, ScanDay.day < days.until)
    )
    ease = item_counts(session, days, Instrument.POLL).rating(Item.EASE).headline
    return Logged(
        waits_ms=waits_ms,
        plays=Ratio(len(waits_ms), asked) if asked else None,
        scans=scans,
        viewings=asked or 0,
        uptime=uptime,
        ease=ease,
        on_time=on_time,
    )
