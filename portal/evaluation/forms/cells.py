"""The rows of closed tables as cells that people can read: words for codes, the district's time."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.accounts.places import NO_NAMES, EntryNames, all_stations, restaurant_names
from portal.evaluation.forms.columns import COLUMNS
from portal.evaluation.rules.evidence import Row
from portal.findings.forms.codes import CODES as VIOLATIONS
from portal.findings.forms.codes import SEVERITIES
from portal.findings.forms.words import ORIGINS
from portal.findings.forms.words import STATES as FINDING_STATES
from portal.participation.case_kinds import Category
from portal.participation.forms.cases import KINDS, category_text
from portal.participation.forms.cases import STATES as CASE_STATES
from portal.participation.forms.words import MODES, TIERS
from portal.patrols.forms.words import WAYS
from portal.registry.forms.words import status_word
from portal.registry.kinds import Status
from portal.rounds.forms.faults import CODES, ENDS
from portal.rounds.rules.figures import Flag
from portal.shell.exports import Cell
from portal.shell.languages import is_english
from portal.shell.rules import local

FLAGS: Mapping[Flag, LazyString] = {
    Flag.RETROACTIVE: lazy_gettext("entered after it had begun"),
    Flag.STILL_SENDING: lazy_gettext("its cameras still send"),
}
WORDS: Mapping[str, Mapping[Any, LazyString]] = {
    "class": VIOLATIONS,
    "code": CODES,
    "severity": SEVERITIES,
    "origin": ORIGINS,
    "ended": ENDS,
    "way": WAYS,
    "tier": TIERS,
    "mode": MODES,
    "kind": KINDS,
    "flags": FLAGS,
}
"""What values of a column are called, by the key of the column."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")


def place_names(rows: Sequence[Row]) -> EntryNames:
    """What Stations and, in English, Restaurants of rows are called in the register."""
    codes = (_code(row) for row in rows if "name" in row) if is_english() else ()
    has_station = any("station" in row for row in rows)
    stations = all_stations() if has_station else {}
    return {"station": stations, "name": restaurant_names(codes)}


def cells_of(row: Row, names: EntryNames = NO_NAMES) -> list[Cell]:
    """A row of a table as cells under `header_of`.

    `names` are those of `place_names`; a row of another district's register has none.
    """
    return [_cell(key, row, names) for key in _keys(row)]


def header_of(rows: Sequence[Row]) -> list[str]:
    """What stands above rows of a table as cells."""
    keys = _keys(rows[0]) if rows else ["id"]
    return [str(COLUMNS.get(key, key)) for key in keys]


def _keys(row: Row) -> list[str]:
    """The columns of a row: who it is first, then the others in the order of their names."""
    first = [key for key in ("id", "name") if key in row]
    return [*first, *sorted(row.keys() - set(first))]


def _code(row: Row) -> str:
    """The code of the Restaurant that a row is about; an exclusion's id begins with it."""
    return str(row.get("restaurant") or row["id"]).partition(" ")[0]


def _cell(key: str, row: Row, names: EntryNames) -> Cell:
    value = row[key]
    if key in names:
        return names[key].get(_code(row) if key == "name" else value, value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return ", ".join(_word(key, str(each), row) for each in value)
    if key == "status":
        return status_word(Status(value) if value else None)
    return _word(key, value, row) if isinstance(value, str) else value


def _word(key: str, value: str, row: Row) -> str:
    """A value as people say it; itself where it has no other words."""
    if key == "category":
        return category_text(Category(value))
    if key == "state":  # of a Finding, which has a class, or of a Case
        words: Mapping[Any, LazyString] = FINDING_STATES if "class" in row else CASE_STATES
    else:
        words = WORDS.get(key, {})
    if MOMENT.fullmatch(value):
        return f"{local(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(words.get(value, value))
