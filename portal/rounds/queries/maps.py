"""Reads minute maps, and the figures made of them with a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby
from operator import itemgetter

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from portal.registry.models import Camera, Display, HoursSpan, Restaurant, Station, StatusSpan
from portal.registry.rules import DatedHours, FormerHours, Hours, status_at
from portal.registry.rules.figures import Standing
from portal.rounds.models import CameraDay, FirstPicture
from portal.rounds.queries.faults import fault_records
from portal.rounds.rules.duty import DatedStatus, Tenure, slots_of
from portal.rounds.rules.figures import DistrictFigures, Joined, Named
from portal.rounds.rules.minutes import MinuteMap, unpacked_map
from portal.rounds.rules.online import Supervised, Terms, online_account
from portal.rounds.rules.period import Period
from portal.rounds.rules.repairs import RepairAccount, connection_times
from portal.shell.progress import through
from portal.shell.rules import NotFound, day_bounds, local_day

ROWS_AT_ONCE = 500  # of minute maps; more are slower, since they leave the processor's cache

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the register tells of one Restaurant."""

    named: Named
    hours: DatedHours
    built_on: date | None
    tenures: tuple[Tenure, ...]
    connected_on: date | None
    display_seen_on: date | None
    is_key: bool


def district_figures(
    session: Session,
    period: Period,
    *,
    today: date,
    required_cameras: int,
    station: str | None = None,
    terms: Terms | None = None,
) -> DistrictFigures:
    """All figures of `period` up to, not including, `today`: of the district, or of a Station.

    `station` is its code. Raises NotFound for an unknown one.
    """
    belongs = _belongs(session, station)
    elapsed = period.elapsed(today)
    facts = _facts(session, belongs)
    account = online_account(
        minute_maps(session, elapsed, belongs=None if station is None else belongs),
        [_supervised(each) for each in facts],
        terms=terms or Terms(),
    )
    connected = {
        number
        for number, own in account.restaurants.items()
        if own.last_good_on is not None and own.last_good_on >= elapsed.last_month
    }
    standings = [_standing(each, elapsed, connected=connected) for each in facts]
    return DistrictFigures(
        period=period,
        elapsed=elapsed,
        account=account,
        standings=tuple(each for each in standings if each is not None),
        restaurants={each.named.restaurant_id: each.named for each in facts},
        required=required_cameras,
        repairs=RepairAccount(fault_records(session, elapsed, belongs=belongs)),
        connections=connection_times(
            ((_entered_on(each), each.connected_on) for each in facts), elapsed
        ),
        joined=tuple(_joined(facts, elapsed)),
    )


def repair_account(
    session: Session, period: Period, *, today: date, station: str | None = None
) -> RepairAccount:
    """The repairs of `period` up to, not including, `today`: of the district, or of a Station.

    Raises NotFound for an unknown one.
    """
    belongs = _belongs(session, station)
    return RepairAccount(fault_records(session, period.elapsed(today), belongs=belongs))


def first_day_looked_at(session: Session) -> date | None:
    """The first day of which there are minutes, None where there are none."""
    return session.scalar(select(func.min(CameraDay.day)))


def minute_maps(
    session: Session,
    period: Period,
    *,
    belongs: ColumnElement[bool] | None = None,
    cameras: Collection[int] | None = None,
) -> Iterator[tuple[date, Mapping[int, MinuteMap]]]:
    """Each day of `period` with its minute maps by Camera's id, one statement for all.

    A day on which nothing was looked at comes with no maps. `belongs` limits Restaurants, a few
    `cameras` are found without reading what all the others have of the period.
    """
    table = CameraDay.__table__.c
    rows = (
        select(table.day, table.camera_id, table.looked, table.good)
        .where(table.day >= period.first, table.day < period.until)
        .order_by(table.day)
    )
    if belongs is not None:
        rows = rows.join(Camera, Camera.id == table.camera_id).join(Restaurant).where(belongs)
    if cameras is not None:  # the key begins with the day: named ones are looked up, a span is read
        rows = rows.where(table.day.in_(list(period.days())), table.camera_id.in_(cameras))
    # Past the ORM, which would take a third of the time of a quarter's 200,000 rows. The option is
    # the statement's: on the connection it would stay for all that follows.
    result = session.connection().execute(rows, execution_options={"yield_per": ROWS_AT_ONCE})
    found = groupby(chain.from_iterable(result.partitions()), key=itemgetter(0))
    pending = next(found, None)
    for day in through(period.days(), period.length):
        if pending is None or pending[0] != day:
            yield day, {}
            continue
        yield day, {number: unpacked_map(looked, good) for __, number, looked, good in pending[1]}
        pending = next(found, None)


def _belongs(session: Session, station: str | None) -> ColumnElement[bool]:
    """The condition on Restaurant that says whether it is asked for."""
    if station is None:
        return true()
    number = session.scalar(select(Station.id).where(Station.code == station))
    if number is None:
        raise NotFound("station", station)
    return Restaurant.station_id == number


def _facts(session: Session, belongs: ColumnElement[bool]) -> list[_Facts]:
    spans, cameras = _spans(session, belongs), _cameras(session, belongs)
    first_pictures = _first_pictures(session, belongs)
    displays, former = _displays(session, belongs), _former_hours(session, belongs)
    rows = session.execute(
        select(
            Restaurant.id,
            Restaurant.code,
            Restaurant.name,
            Restaurant.hours,
            Restaurant.built_on,
            Restaurant.is_key,
        )
        .where(belongs)
        .order_by(Restaurant.id)
    )
    return [
        _Facts(
            named=Named(number, code, name, tuple(spans[number])),
            hours=DatedHours(Hours.parse(hours), tuple(former[number])),
            built_on=built_on,
            tenures=tuple(cameras[number]),
            connected_on=first_pictures.get(number),
            display_seen_on=displays.get(number),
            is_key=is_key,
        )
        for number, code, name, hours, built_on, is_key in rows
    ]


def _spans(session: Session, belongs: ColumnElement[bool]) -> Mapping[int, list[DatedStatus]]:
    found: dict[int, list[DatedStatus]] = defaultdict(list)
    rows = session.execute(
        select(
            StatusSpan.restaurant_id, StatusSpan.status, StatusSpan.starts_at, StatusSpan.ends_at,
            StatusSpan.recorded_at, StatusSpan.reason, StatusSpan.proof, StatusSpan.approved_by,
        )
        .join(Restaurant).where(belongs).order_by(StatusSpan.starts_at)
    )  # fmt: skip
    for row in rows:
        found[row[0]].append(DatedStatus(*row[1:]))
    return found


def _former_hours(
    session: Session, belongs: ColumnElement[bool]
) -> Mapping[int, list[FormerHours]]:
    found: dict[int, list[FormerHours]] = defaultdict(list)
    rows = session.execute(
        select(HoursSpan.restaurant_id, HoursSpan.until, HoursSpan.hours)
        .join(Restaurant)
        .where(belongs)
        .order_by(HoursSpan.until)
    )
    for number, until, text in rows:
        found[number].append(FormerHours(until, Hours.parse(text)))
    return found


def _cameras(session: Session, belongs: ColumnElement[bool]) -> Mapping[int, list[Tenure]]:
    found: dict[int, list[Tenure]] = defaultdict(list)
    rows = session.execute(
        select(
            Camera.restaurant_id, Camera.id, Camera.zone, Camera.active_from, Camera.active_until
        )
        .join(Restaurant)
        .where(belongs)
    )
    for row in rows:
        found[row[0]].append(Tenure(*row[1:]))
    return found


def _first_pictures(session: Session, belongs: ColumnElement[bool]) -> dict[int, date]:
    """The day of each Restaurant's first good picture, by its id; others are missing."""
    rows = session.execute(
        select(Camera.restaurant_id, func.min(FirstPicture.day))
        .join(Camera, Camera.id == FirstPicture.camera_id)
        .join(Restaurant)
        .where(belongs)
        .group_by(Camera.restaurant_id)
    )
    return {row[0]: row[1] for row in rows}


def _displays(session: Session, belongs: ColumnElement[bool]) -> dict[int, date]:
    """The first day on which a Display was seen working, by Restaurant's id."""
    rows = session.execute(
        select(
            Display.restaurant_id,
            func.min(func.coalesce(Display.first_verified_on, Display.verified_on)),
        )
        .join(Restaurant)
        .where(belongs, Display.verified_on.is_not(None))
        .group_by(Display.restaurant_id)
    )
    return {row[0]: row[1] for row in rows}


def _supervised(facts: _Facts) -> Supervised:
    return Supervised(
        restaurant_id=facts.named.restaurant_id,
        hours=facts.hours,
        spans=facts.named.spans,
        slots=slots_of(facts.tenures),
        connected_on=facts.connected_on,
    )


def _joined(facts: Iterable[_Facts], elapsed: Period) -> Iterator[Joined]:
    """Those of `facts` first seen in the days of `elapsed`."""
    for each in facts:
        entered, connected = _entered_on(each), each.connected_on
        if entered and connected and elapsed.first <= connected < elapsed.until:
            yield Joined(each.named.restaurant_id, entered, connected)


def _entered_on(facts: _Facts) -> date | None:
    """The day from which the register has known the Restaurant."""
    spans = facts.named.spans
    return local_day(spans[0].starts_at) if spans else None


def _standing(facts: _Facts, elapsed: Period, *, connected: set[int]) -> Standing | None:
    """How a Restaurant stood at the end of the days elapsed; None if it was not registered yet."""
    end = day_bounds(elapsed.until)[0]
    last_day = elapsed.until - timedelta(days=1)
    spans = facts.named.spans
    if spans and all(span.starts_at >= end for span in spans):
        return None
    seen_on, built_on = facts.display_seen_on, facts.built_on
    return Standing(
        restaurant_id=facts.named.restaurant_id,
        status=status_at(spans, end - _SECOND),
        is_built=built_on is not None and built_on <= last_day,
        is_connected=facts.named.restaurant_id in connected,
        cameras=sum(tenure.holds(last_day) for tenure in facts.tenures),
        has_display=seen_on is not None and seen_on <= last_day,
        is_key=facts.is_key,
    )
