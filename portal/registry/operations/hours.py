"""Changes business hours, and keeps those of the days before."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.models import HoursSpan, Restaurant
from portal.registry.operations.holding import held, place_of, subject_of
from portal.registry.rules.dated_hours import DatedHours, HoursChange
from portal.registry.rules.permissions import Act, check
from portal.shell.rules import local_day


def change_hours(
    session: Session, code: str, *, change: HoursChange, actor: Actor, now: datetime
) -> Restaurant:
    """Let the hours of `change` hold from its day on, at the Restaurant of this code; returns it.

    A day that is over puts right what was entered wrongly: rates of days since then change.
    Raises NotFound, NotAllowed, DayUnfit for a day to come, or HoursUnreasoned.
    """
    restaurant = held(session, code)
    check(actor, Act.CORRECT, place_of(restaurant))
    is_correction = change.may_be_made(today=local_day(now))
    facts = write_hours(session, restaurant, change=change, now=now)
    if facts:
        act = "restaurant.hours_corrected" if is_correction else "restaurant.hours_changed"
        record(session, actor, act, subject_of(restaurant), at=now, facts=facts)
    return restaurant


def write_hours(
    session: Session, restaurant: Restaurant, *, change: HoursChange, now: datetime
) -> dict[str, object]:
    """Write `change` without an audit entry; returns the facts of one, none if all stays as it is.

    `restaurant` comes with its former hours. The facts tell which of them are overwritten.
    """
    before = DatedHours.told(restaurant.hours, restaurant.hours_spans)
    after = before.changed(change.hours, since=change.since)
    if after == before:
        return {}
    ends = {each.until for each in after.former}
    for row in [row for row in restaurant.hours_spans if row.until not in ends]:
        restaurant.hours_spans.remove(row)
        session.delete(row)
    known = {row.until for row in restaurant.hours_spans}
    session.add_all(
        HoursSpan(
            restaurant=restaurant, until=each.until, hours=str(each.hours), recorded_at=now
        )
        for each in after.former
        if each.until not in known
    )  # fmt: skip
    restaurant.hours = str(after.present)
    session.flush()
    return {
        "hours": {"before": str(before.present), "after": str(after.present)},
        "from": change.since.isoformat(),
        "reason": change.reason.strip(),
        "overwritten": [
            f"{each.until.isoformat()} {each.hours}"
            for each in before.former
            if each not in after.former
        ],
    }
