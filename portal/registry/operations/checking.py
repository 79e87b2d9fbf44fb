"""Holds what a register file tells against what is recorded; writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.registry import queries
from portal.registry.addresses import AddressGate
from portal.registry.kinds import Privacy, Status
from portal.registry.models import Camera, Restaurant, Station, StatusSpan
from portal.registry.rules.address import AddressRefused
from portal.registry.rules.columns import ADDRESS_COLUMN, Fault, Problem
from portal.registry.rules.entries import (
    CameraEntry,
    RestaurantEntry,
    StatusEntry,
    told_stations,
)
from portal.registry.rules.privacy import Protection
from portal.registry.rules.status import (
    StatusChange,
    StatusTooEarly,
    SuspensionUnapproved,
    is_interlude,
    may_change,
    standing_span,
)
from portal.shell.rules import day_bounds, local_day


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the register holds of the things that a file is about."""

    stations: dict[str, Station]
    restaurants: dict[str, Restaurant]

    @classmethod
    def load(cls, session: Session, entries: Iterable[RestaurantEntry]) -> "Recorded":
        """All Stations by name, and the Restaurants that `entries` name by licence number."""
        entries = list(entries)
        numbers = [entry.licence_no for entry in entries]
        former = [entry.moved_from for entry in entries if entry.moved_from]
        return cls(
            stations={station.name: station for station in queries.stations(session)},
            restaurants=queries.restaurants_by_licence(session, [*numbers, *former]),
        )


def status_change(
    entry: StatusEntry | None, restaurant: Restaurant | None, *, today: date
) -> StatusChange | None:
    """The change of Status that a file tells, None where it tells the recorded one."""
    if entry is None:
        return None
    if recorded_span(entry.status, restaurant, today=today) is not None:
        return None
    starts_at, __ = day_bounds(entry.starts_on or today)
    return StatusChange(
        entry.status,
        starts_at,
        reason=entry.reason,
        proof=entry.proof,
        approved_by=entry.approved_by,
    )


def recorded_span(
    status: Status, restaurant: Restaurant | None, *, today: date
) -> StatusSpan | None:
    """The span by which `status` is recorded already, None where it would be a new one.

    During a suspension with an end both it and the Status below it are.
    """
    spans = restaurant.status_spans if restaurant is not None else []
    start, end = day_bounds(today)
    present = [
        span
        for span in spans
        if is_interlude(span)
        and span.starts_at < end
        and (span.ends_at is None or span.ends_at > start)
    ]
    told = [standing_span(spans), *present]
    return next((span for span in told if span is not None and span.status is status), None)


class Check:
    """Collects in `problems` why the entries of a file cannot be imported."""

    def __init__(
        self, entries: Sequence[RestaurantEntry], recorded: Recorded, gate: AddressGate,
        *, now: datetime, problems: list[Problem],
    ) -> None:  # fmt: skip
        self.problems = problems
        self._recorded = recorded
        self._gate = gate
        self._today = local_day(now)
        self._known_licences = recorded.restaurants.keys() | {e.licence_no for e in entries}
        told = {name: station.code for name, station in told_stations(entries).items()}
        self._station_codes = told | {name: row.code for name, row in recorded.stations.items()}
        self._reported = {(problem.line, problem.column) for problem in problems}

    def restaurant(self, entry: RestaurantEntry) -> None:
        """Check all that `entry` tells."""
        row = self._recorded.restaurants.get(entry.licence_no)
        self._station(entry)
        self._moved_from(entry)
        self._status(entry, row)
        cameras = {camera.number: camera for camera in row.cameras} if row is not None else {}
        for camera in entry.cameras:
            self._camera(camera, cameras.get(camera.number))

    def _report(self, line: int, column: str, code: str, **values: str) -> None:
        """Add a Problem, unless its cell was found unreadable before."""
        if (line, column) not in self._reported:
            self._reported.add((line, column))
            self.problems.append(Problem(line, column, code, values))

    def _station(self, entry: RestaurantEntry) -> None:
        """A Station is known, or becomes so by a code of its own; a slip makes no new one."""
        name, code = entry.station, entry.station_code
        known = self._station_codes.get(name, "")
        owners = [owner for owner, taken in self._station_codes.items() if taken == known]
        if not name:
            return  # told before
        if not known:
            names = ", ".join(self._recorded.stations) or "–"
            self._report(entry.line_of("station"), "station", Fault.UNKNOWN_STATION,
                         value=name, known=names)  # fmt: skip
        elif code and code != known:
            self._report(entry.line_of("station_code"), "station_code", Fault.STATION_CODE_DIFFERS,
                         value=code, known=known)  # fmt: skip
        elif len(owners) > 1:
            self._report(entry.line_of("station_code"), "station_code", Fault.STATION_CODE_TAKEN,
                         value=known)  # fmt: skip

    def _moved_from(self, entry: RestaurantEntry) -> None:
        former, line = entry.moved_from, entry.line_of("moved_from")
        if former and former == entry.licence_no:
            self._report(line, "moved_from", Fault.MOVED_FROM_ITSELF)
        elif former and former not in self._known_licences:
            self._report(line, "moved_from", Fault.UNKNOWN_RESTAURANT, value=former)

    def _status(self, entry: RestaurantEntry, row: Restaurant | None) -> None:
        spans = row.status_spans if row is not None else []
        line = entry.line_of("status_from")
        change = status_change(entry.status, row, today=self._today)
        if change is None:
            self._started_before(entry, row, line)
            return
        try:
            may_change(spans, change)
        except StatusTooEarly as early:
            self._report(line, "status_from", Fault.STATUS_TOO_EARLY,
                         recorded=str(local_day(early.since)))  # fmt: skip
        except SuspensionUnapproved:
            self._report(entry.line_of("status"), "status", Fault.SUSPENSION_UNAPPROVED)

    def _started_before(self, entry: RestaurantEntry, row: Restaurant | None, line: int) -> None:
        """A Status that is recorded already began on the day that a file tells, if any."""
        told = entry.status
        span = recorded_span(told.status, row, today=self._today) if told is not None else None
        if told is None or span is None or told.starts_on is None:
            return
        recorded_on = local_day(span.starts_at)
        if told.starts_on != recorded_on:
            self._report(line, "status_from", Fault.STATUS_STARTED_BEFORE,
                         recorded=str(recorded_on))  # fmt: skip

    def _camera(self, entry: CameraEntry, row: Camera | None) -> None:
        fields = entry.fields
        if row is None and "zone" not in fields:
            self._report(entry.line, "zone", Fault.NEW_CAMERA_WITHOUT_ZONE)
        if row is None and not entry.url:
            self._report(entry.line, ADDRESS_COLUMN, Fault.NEW_CAMERA_WITHOUT_ADDRESS)
        self._address(entry)
        told = Protection(
            fields.get("privacy", row.privacy if row else Privacy.BLUR),
            basis=fields.get("privacy_basis", row.privacy_basis if row else ""),
            decided_by=fields.get("privacy_decided_by", row.privacy_decided_by if row else ""),
        )
        fault = told.fault(polygons=fields.get("polygons", row.polygons if row else []))
        if fault is not None:
            self._report(entry.line, "privacy", fault)
        starts = fields.get("active_from", row.active_from if row else self._today)
        ends = fields.get("active_until", row.active_until if row else None)
        if starts is not None and ends is not None and ends <= starts:
            self._report(entry.line, "active_until", Fault.ENDS_BEFORE_START)

    def _address(self, entry: CameraEntry) -> None:
        if not entry.url:
            return
        try:
            self._gate.pinned(entry.url)
        except AddressRefused as refused:
            self._report(entry.line, ADDRESS_COLUMN, refused.fault)
