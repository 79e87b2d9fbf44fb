"""Minutes, spans and Restaurants for tests of the online rate."""

from datetime import date, datetime, time, timedelta

from portal.registry.rules import DatedHours, Hours, Status, Zone
from portal.rounds.rules.duty import DatedStatus, Slot, Tenure
from portal.rounds.rules.minutes import MinuteMap, span_bits
from portal.rounds.rules.online import Supervised, Terms, online_account
from portal.shell.rules import DISTRICT_ZONE

MONDAY = date(2021, 3, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=DISTRICT_ZONE)


def at(day, hour=0, minute=0):
    """A moment on the district's clock."""
    return datetime.combine(day, time(hour, minute), DISTRICT_ZONE)


def span(status, starts_at=LONG_AGO, ends_at=None, *, recorded_at=None):
    """A dated Status, recorded when it began unless told otherwise."""
    return DatedStatus(status, starts_at, ends_at, recorded_at or starts_at)


def seen(*spans, good=True, but=()):
    """A map of looks in half-open spans of hours; the spans of hours `but` showed nothing good."""
    looked = sum(span_bits(int(start * 60), int(end * 60)) for start, end in spans)
    bad = sum(span_bits(int(start * 60), int(end * 60)) for start, end in but)
    return MinuteMap(looked, looked & ~bad if good else 0)


def tenure(camera_id, *, zone=Zone.COOKING, since=date(2020, 1, 1), until=None):
    """A Camera's days."""
    return Tenure(camera_id, zone, since, until)


def supervised(
    number=1, *, hours="24h", spans=None, cameras=(1,), slots=None, since=date(2020, 1, 1)
):
    """A Restaurant that is open and connected since long ago, with steady Cameras."""
    return Supervised(
        restaurant_id=number,
        hours=hours if isinstance(hours, DatedHours) else DatedHours(Hours.parse(hours)),
        spans=(span(Status.OPEN),) if spans is None else tuple(spans),
        slots=tuple(Slot((tenure(each),)) for each in cameras) if slots is None else slots,
        connected_on=since,
    )


def account_of(days, *register, terms=None):
    """The account of maps given by day, or of consecutive days from Monday."""
    if not isinstance(days, dict):
        days = {MONDAY + timedelta(days=number): maps for number, maps in enumerate(days)}
    return online_account(days.items(), register, terms=terms or Terms())
