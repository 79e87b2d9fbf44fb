"""Imports a register file: all of it or nothing, and the second time nothing changes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher, AddressUnreadable
from portal.registry.models import Camera, Display, Restaurant, Station
from portal.registry.operations.checking import Check, Recorded, status_change
from portal.registry.operations.hours import write_hours
from portal.registry.operations.status import status_facts, write_status
from portal.registry.operations.turn import take_turn
from portal.registry.rules.columns import RegisterRefused
from portal.registry.rules.dated_hours import HoursChange
from portal.registry.rules.entries import (
    CameraEntry,
    RegisterRow,
    RestaurantEntry,
    ToldStation,
    quoted_safely,
    read_entries,
    told_stations,
)
from portal.registry.rules.hours import Hours
from portal.registry.spelling import search_keys
from portal.shell.progress import through
from portal.shell.rules import local_day

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What became of the rows of one table."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, *, is_new: bool, has_changed: bool) -> None:
        """Count one row."""
        if is_new:
            self.created += 1
        elif has_changed:
            self.changed += 1
        else:
            self.unchanged += 1


@dataclass(slots=True)
class ImportReport:
    """What an import did, in counts alone: no name and no address stands here."""

    restaurants: Tally = field(default_factory=Tally)
    cameras: Tally = field(default_factory=Tally)
    displays: Tally = field(default_factory=Tally)
    stations: Tally = field(default_factory=Tally)
    statuses_recorded: int = 0

    @property
    def has_changed(self) -> bool:
        """Whether anything was written."""
        tallies = (self.restaurants, self.cameras, self.displays, self.stations)
        return self.statuses_recorded > 0 or any(each.created or each.changed for each in tallies)


def import_register(
    session: Session,
    rows: Sequence[RegisterRow],
    *,
    actor: Actor,
    now: datetime,
    cipher: AddressCipher,
    gate: AddressGate,
) -> ImportReport:
    """Write what `rows` tell into the register, on behalf of `actor`.

    The licence number tells a Restaurant, its number within it a Camera. What the rows do not
    mention stays as it is. Raises RegisterRefused with every problem before anything is written,
    and RegisterBusy when another import does not end.
    """
    take_turn(session)
    entries, problems = read_entries(rows)
    recorded = Recorded.load(session, entries)
    check = Check(entries, recorded, gate, now=now, problems=problems)
    for entry in entries:
        check.restaurant(entry)
    if problems:
        raise RegisterRefused(quoted_safely(problems, rows))
    writer = _Writer(session, recorded, cipher, now)
    report = writer.write(entries)
    counts = {
        "restaurants_created": report.restaurants.created,
        "restaurants_changed": report.restaurants.changed,
        "cameras_created": report.cameras.created,
        "cameras_changed": report.cameras.changed,
        "statuses_recorded": report.statuses_recorded,
    }
    log.info("register_imported", extra={"actor": actor.name, **counts})
    if report.has_changed:
        facts = {**counts, "statuses": writer.statuses, "hours": writer.hours}
        record(session, actor, "register.imported", "register", at=now, facts=facts)
    return report


@dataclass(slots=True)
class _Writer:
    """Writes checked entries."""

    session: Session
    recorded: Recorded
    cipher: AddressCipher
    now: datetime
    report: ImportReport = field(default_factory=ImportReport)
    statuses: list[dict[str, str | None]] = field(default_factory=list)
    hours: list[dict[str, object]] = field(default_factory=list)

    def write(self, entries: Sequence[RestaurantEntry]) -> ImportReport:
        for told in told_stations(entries).values():
            self._station(told)
        is_new = {entry.licence_no: self._create(entry) for entry in entries}
        self.session.flush()  # gives ids, to which the moved ones refer
        for entry in through(entries, len(entries)):
            self._restaurant(entry, is_new=is_new[entry.licence_no])
        self.session.flush()
        return self.report

    def _station(self, told: ToldStation) -> None:
        station = self.recorded.stations.get(told.name)
        is_new = station is None
        if station is None:
            position = len(self.recorded.stations) + 1
            station = Station(code=told.code, name=told.name, name_en=told.name, position=position)
            self.session.add(station)
            self.recorded.stations[told.name] = station
        has_changed = bool(told.name_en) and _assign(station, {"name_en": told.name_en})
        self.report.stations.add(is_new=is_new, has_changed=has_changed)

    def _create(self, entry: RestaurantEntry) -> bool:
        """Make the Restaurant of `entry` if there is none; returns whether it was made."""
        if entry.licence_no in self.recorded.restaurants:
            return False
        row = Restaurant(
            licence_no=entry.licence_no,
            station=self.recorded.stations[entry.station],
            status_spans=[],  # told to be empty, so that none is looked for
            hours_spans=[],
            cameras=[],
            displays=[],
            embed_origins=[],
        )
        _assign(row, entry.fields)
        _spell(row)
        self.session.add(row)
        self.recorded.restaurants[entry.licence_no] = row
        return True

    def _restaurant(self, entry: RestaurantEntry, *, is_new: bool) -> None:
        row = self.recorded.restaurants[entry.licence_no]
        fields = {**entry.fields, "station": self.recorded.stations[entry.station]}
        has_other_hours = self._hours(row, Hours.parse(fields.pop("hours")))
        if entry.moved_from:
            fields["moved_from_id"] = self.recorded.restaurants[entry.moved_from].id
        has_changed = _assign(row, fields)
        if has_changed:
            _spell(row)
        change = status_change(entry.status, row, today=local_day(self.now))
        if change is not None:
            write_status(self.session, row, change=change, now=self.now)
            self.statuses.append({"restaurant": row.code, **status_facts(change)})
            self.report.statuses_recorded += 1
        self.report.restaurants.add(
            is_new=is_new, has_changed=has_changed or has_other_hours or change is not None
        )
        self._displays(row, entry)
        cameras = {camera.number: camera for camera in row.cameras}
        for camera in entry.cameras:
            self._camera(row, camera, cameras.get(camera.number))

    def _hours(self, row: Restaurant, told: Hours) -> bool:
        """Let other hours hold from today on; returns whether they are others."""
        change = HoursChange(told, local_day(self.now))
        facts = write_hours(self.session, row, change=change, now=self.now)
        if facts:
            self.hours.append({"restaurant": row.code, **facts})
        return bool(facts)

    def _displays(self, row: Restaurant, entry: RestaurantEntry) -> None:
        known = {display.name for display in row.displays}
        for name in entry.displays:
            if name not in known:
                self.session.add(Display(restaurant=row, name=name))
            self.report.displays.add(is_new=name not in known, has_changed=False)

    def _camera(self, restaurant: Restaurant, entry: CameraEntry, row: Camera | None) -> None:
        is_new = row is None
        if row is None:
            row = Camera(
                restaurant=restaurant, number=entry.number, active_from=local_day(self.now)
            )
            self.session.add(row)
        has_changed = _assign(row, entry.fields)
        if entry.url and (is_new or self._stored_url(row) != entry.url):
            row.url_encrypted = self.cipher.encrypt(entry.url)
            has_changed = True
        self.report.cameras.add(is_new=is_new, has_changed=has_changed)

    def _stored_url(self, row: Camera) -> str | None:
        """The stored address, None where no key reads it any more."""
        try:
            return self.cipher.decrypt(row.url_encrypted)
        except AddressUnreadable:
            return None


def _assign(row: Station | Restaurant | Camera, fields: Mapping[str, Any]) -> bool:
    """Give `row` these fields; returns whether one of them was another."""
    different = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _spell(row: Restaurant) -> None:
    keys = search_keys(row.name)
    row.pinyin, row.initials = keys.pinyin, keys.initials
