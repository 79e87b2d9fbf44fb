"""Puts the rows of a register file together into Restaurants with their Cameras."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.registry.kinds import RestaurantType, Status, Zone
from portal.registry.rules import cells
from portal.registry.rules.columns import (
    ADDRESS_COLUMN,
    COLUMNS,
    EXAMPLE_LICENCE,
    Fault,
    Problem,
    Subject,
    may_be_secret,
    without_quotes,
)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of a register file: its line, and its texts by column key.

    A column that the file lacks is missing from `cells` and changes nothing; an empty text
    empties the field. It never prints its texts, which may hold a camera address.
    """

    line: int
    cells: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CameraEntry:
    """A Camera as a file tells it: its `fields` are those of the Camera's row.

    `url` is empty where the stored one is kept; it never prints.
    """

    line: int
    number: int
    url: str = field(repr=False)
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A Status as a file tells it; `starts_on` None means from today, if it is a new one."""

    status: Status
    starts_on: date | None
    reason: str
    proof: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class RestaurantEntry:
    """A Restaurant as a file tells it: its `fields` are those of the Restaurant's row.

    What could not be read is missing here and told by a Problem. `lines` tells for each column
    the line that gave its value.
    """

    line: int
    licence_no: str
    fields: Mapping[str, Any]
    station: str
    station_code: str
    station_en: str
    status: StatusEntry | None
    moved_from: str
    displays: tuple[str, ...]
    cameras: tuple[CameraEntry, ...]
    lines: Mapping[str, int]

    def line_of(self, column: str) -> int:
        """The line to name when something is wrong with `column`."""
        return self.lines.get(column, self.line)


@dataclass(frozen=True, slots=True)
class ToldStation:
    """A Station as a file tells it; `code` and `name_en` are empty where it does not."""

    name: str
    code: str = ""
    name_en: str = ""


Reader = Callable[[str], Any]

# The longest texts are those of the tables' columns.
_FIELD_READERS: dict[str, Reader] = {
    "name": cells.text(100),
    "name_en": cells.optional_text(200),
    "type": cells.one_of(RestaurantType, cells.TYPE_WORDS),
    "street": cells.text(100),
    "address": cells.text(300),
    "is_key": cells.yes_or_no,
    "hours": cells.hours,
    "built_on": cells.day,
    "licence_until": cells.day,
}
_OTHER_READERS: dict[str, Reader] = {
    "licence_no": cells.text(50),
    "station": cells.text(100),
    "station_code": cells.station_code,
    "station_en": cells.text(200),
    "status": cells.one_of(Status, cells.STATUS_WORDS),
    "status_from": cells.day,
    "status_reason": cells.text(500),
    "status_proof": cells.text(500),
    "status_approved_by": cells.text(100),
    "moved_from": cells.text(50),
    "displays": cells.displays,
}
_CAMERA_READERS: dict[str, Reader] = {
    "zone": cells.one_of(Zone, cells.ZONE_WORDS),
    "camera_name": cells.text(100),
    "privacy": cells.privacy,
    "privacy_basis": cells.text(500),
    "privacy_decided_by": cells.text(100),
    "strength": cells.strength,
    "mask_areas": cells.mask_areas,
    "transport": cells.transport,
    "device_id": cells.device_id,
    "active_from": cells.day,
    "active_until": cells.day,
}
_CAMERA_FIELDS = {"camera_name": "name", "mask_areas": "polygons"}  # where the names differ
_KEPT_WHEN_EMPTY = {"zone", "active_from"}  # of a Camera known already

_RESTAURANT_COLUMNS = [column for column in COLUMNS if column.subject is Subject.RESTAURANT]
_CAMERA_COLUMNS = [column.key for column in COLUMNS if column.subject is Subject.CAMERA]


def read_entries(rows: Iterable[RegisterRow]) -> tuple[list[RestaurantEntry], list[Problem]]:
    """The Restaurants that `rows` tell, in the file's order, and everything that is wrong."""
    problems: list[Problem] = []
    groups: dict[str, list[RegisterRow]] = {}
    for row in rows:
        licence_no = row.cells.get("licence_no", "").strip()
        if not licence_no:
            problems.append(Problem(row.line, "licence_no", Fault.REQUIRED))
        elif licence_no == EXAMPLE_LICENCE:
            problems.append(Problem(row.line, "licence_no", Fault.EXAMPLE_ROW))
        else:
            groups.setdefault(licence_no, []).append(row)
    entries = [_restaurant(group, problems) for group in groups.values()]
    return entries, problems


def quoted_safely(problems: Iterable[Problem], rows: Iterable[RegisterRow]) -> list[Problem]:
    """`problems` that quote nothing from rows in which an address fell apart.

    A password with a comma, not put in quotation marks, spreads over the cells behind it.
    """
    secretive = {
        row.line
        for row in rows
        if may_be_secret(text for key, text in row.cells.items() if key != ADDRESS_COLUMN)
    }
    return [without_quotes(each) if each.line in secretive else each for each in problems]


def told_stations(entries: Iterable[RestaurantEntry]) -> dict[str, ToldStation]:
    """The Stations of `entries` by name, each with the first code and English name told for it."""
    told: dict[str, ToldStation] = {}
    for entry in entries:
        before = told.get(entry.station, ToldStation(entry.station))
        told[entry.station] = ToldStation(
            entry.station, before.code or entry.station_code, before.name_en or entry.station_en
        )
    return told


def _restaurant(rows: Sequence[RegisterRow], problems: list[Problem]) -> RestaurantEntry:
    texts, lines = _merged(rows, problems)
    values = _read_all({**_OTHER_READERS, **_FIELD_READERS}, texts, lines, problems)
    return RestaurantEntry(
        line=rows[0].line,
        licence_no=texts["licence_no"],
        fields={key: values[key] for key in _FIELD_READERS if key in values},
        station=values.get("station", ""),
        station_code=values.get("station_code", ""),
        station_en=values.get("station_en", ""),
        status=_status(values),
        moved_from=values.get("moved_from", ""),
        displays=values.get("displays", ()),
        cameras=tuple(_cameras(rows, problems)),
        lines=lines,
    )


def _merged(
    rows: Sequence[RegisterRow], problems: list[Problem]
) -> tuple[dict[str, str], dict[str, int]]:
    """The text of each column as the Restaurant's rows agree on it, and the line that gave it."""
    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    for column in _RESTAURANT_COLUMNS:
        key = column.key
        told = [(row.line, row.cells[key].strip()) for row in rows if key in row.cells]
        given = [(line, text) for line, text in told if text]
        if told:
            lines[key], texts[key] = given[0] if given else told[0]
        problems += [
            Problem(line, key, Fault.CONTRADICTS_ROW, {"line": str(lines[key])})
            for line, text in given
            if text != texts[key]
        ]
        if column.is_required and not given:
            problems.append(Problem(rows[0].line, key, Fault.REQUIRED))
            texts.pop(key, None)
    return texts, lines


def _read_all(
    readers: Mapping[str, Reader],
    texts: Mapping[str, str],
    lines: Mapping[str, int],
    problems: list[Problem],
) -> dict[str, Any]:
    """The value of each column that has one; the others get a Problem."""
    values: dict[str, Any] = {}
    for key, reader in readers.items():
        if key not in texts:
            continue
        try:
            values[key] = reader(texts[key])
        except cells.CellInvalid as invalid:
            problems.append(Problem(lines[key], key, invalid.code, invalid.values))
    return values


def _status(values: Mapping[str, Any]) -> StatusEntry | None:
    if "status" not in values:
        return None
    return StatusEntry(
        status=values["status"],
        starts_on=values.get("status_from"),
        reason=values.get("status_reason", ""),
        proof=values.get("status_proof", ""),
        approved_by=values.get("status_approved_by", ""),
    )


def _cameras(rows: Sequence[RegisterRow], problems: list[Problem]) -> Iterable[CameraEntry]:
    first_lines: dict[int, int] = {}
    for row in rows:
        texts = {key: row.cells[key].strip() for key in _CAMERA_COLUMNS if key in row.cells}
        if not any(texts.values()):
            continue  # a row about the Restaurant alone
        camera = _camera(row.line, texts, problems)
        if camera is None:
            continue
        first = first_lines.setdefault(camera.number, row.line)
        if first != row.line:
            values = {"number": str(camera.number), "line": str(first)}
            problems.append(Problem(row.line, "camera_no", Fault.DUPLICATE_CAMERA, values))
        else:
            yield camera


def _camera(line: int, texts: dict[str, str], problems: list[Problem]) -> CameraEntry | None:
    """The Camera that a row tells; None, and a Problem, where it has no number."""
    kept = {key for key in _KEPT_WHEN_EMPTY if texts.get(key) == ""}
    lines = dict.fromkeys(texts, line)
    values = _read_all(
        {key: reader for key, reader in _CAMERA_READERS.items() if key not in kept},
        texts, lines, problems,
    )  # fmt: skip
    single = {"camera_no": cells.camera_number, ADDRESS_COLUMN: cells.address}
    if not texts.get("camera_no"):
        problems.append(Problem(line, "camera_no", Fault.CAMERA_WITHOUT_NUMBER))
        del single["camera_no"]
    keys = _read_all(single, texts, lines, problems)
    if "camera_no" not in keys:
        return None
    fields = {_CAMERA_FIELDS.get(key, key): value for key, value in values.items()}
    return CameraEntry(line, keys["camera_no"], keys.get(ADDRESS_COLUMN, ""), fields)
