"""What the columns of a register file are for, and why a file was not imported."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.registry.forms.words import STATUSES, TYPES, ZONES
from portal.registry.operations import ImportReport, Tally
from portal.registry.rules import AddressFault, Fault, HoursFault, Problem
from portal.registry.rules.columns import BY_KEY
from portal.shell.languages import is_english

MEANINGS: dict[str, Mapping[Any, LazyString]] = {
    "zone": ZONES,
    "type": TYPES,
    "status": STATUSES,
}

EXPLANATIONS: dict[str, LazyString] = {
    "licence_no": lazy_gettext(
        "Number of the food business licence. It tells the restaurant: a second import with the "
        "same number changes the same restaurant."
    ),
    "name": lazy_gettext("Name as it stands at the door, up to 100 characters."),
    "name_en": lazy_gettext("Name for English readers; may be empty."),
    "type": lazy_gettext("One of the words listed here, or its Chinese name."),
    "station": lazy_gettext("Name of the supervising station, as it is registered."),
    "station_code": lazy_gettext(
        "Needed for a station that is not registered yet: a short name of a-z, 0-9 and hyphens."
    ),
    "station_en": lazy_gettext("Name of the station for English readers; empty keeps the old one."),
    # i18n: street means 街道, the sub-district
    "street": lazy_gettext("Sub-district."),
    "address": lazy_gettext("Address within the district."),
    "is_key": lazy_gettext("Whether it is a key restaurant: yes or no."),
    "hours": lazy_gettext(
        "Weekly business hours, for example 24h, or "
        "Mon-Fri 06:30-13:30,16:30-19:00; Sat 9:00-21:00."
    ),
    "status": lazy_gettext("One of the words listed here, or its Chinese name."),
    "status_from": lazy_gettext(
        "Day from which the status holds, for example 2021-03-01. Empty means today, if the "
        "status is a new one."
    ),
    "status_reason": lazy_gettext("Why the status changed; needed for a suspension."),
    "status_proof": lazy_gettext("Number or name of the document that proves it."),
    "status_approved_by": lazy_gettext("Who approved it; needed for a suspension."),
    "built_on": lazy_gettext("Day on which the bright kitchen was built, for example 2021-03-01."),
    "licence_until": lazy_gettext(
        "Last day on which the licence holds, for example 2026-03-01; empty means not known."
    ),
    "moved_from": lazy_gettext("Licence number before a move; empty keeps the old one."),
    "displays": lazy_gettext(
        "Places of the displays in the dining rooms, separated by semicolons. Those not named "
        "stay as they are."
    ),
    "camera_no": lazy_gettext(
        "Number of the camera within the restaurant, from 1. One row a camera; leave all camera "
        "columns empty for a row about the restaurant alone."
    ),
    "zone": lazy_gettext("Part of the kitchen that the camera shows: a code listed here."),
    "camera_name": lazy_gettext("What the camera shows, if the zone does not say it."),
    "camera_url": lazy_gettext(
        "Address that begins with rtsp:// or rtsps://, with user and password. It is stored "
        "encrypted and never shown again; empty keeps the stored one."
    ),
    "privacy": lazy_gettext(
        "How people are protected: blur (the usual), mask (fixed areas) or open (needs a basis)."
    ),
    "privacy_basis": lazy_gettext("Legal basis of an open picture."),
    "privacy_decided_by": lazy_gettext("Who decided that the picture is open."),
    "strength": lazy_gettext(
        "What is hidden in a blurred picture: heads (the usual), persons or whole (all of it)."
    ),
    "mask_areas": lazy_gettext(
        "Areas to cover, separated by semicolons, each by its corners x,y from 0 to 1, top left "
        "first: 0,0 0.3,0 0.3,0.5"
    ),
    "transport": lazy_gettext("tcp (the usual) or udp."),
    "device_id": lazy_gettext("National device number of 20 digits; format the cell as text."),
    "active_from": lazy_gettext("First day of the camera; empty means today for a new one."),
    "active_until": lazy_gettext(
        "Day from which the camera is out of use; empty while it is used."
    ),
}
"""What each column of a register file is for, by its key."""

PROBLEMS: dict[str, LazyString] = {
    Fault.EMPTY_FILE: lazy_gettext("The file holds no rows under its header."),
    Fault.FILE_TOO_LARGE: lazy_gettext("The file is larger than %(most)s MB; please split it."),
    Fault.TOO_MANY_ROWS: lazy_gettext("The file has more than %(most)s rows; please split it."),
    Fault.UNREADABLE_FILE: lazy_gettext(
        "The file is broken here. Please save it again as CSV (UTF-8) or XLSX."
    ),
    Fault.OLD_EXCEL_FILE: lazy_gettext("This is an old Excel file; please save it as XLSX."),
    Fault.UNKNOWN_ENCODING: lazy_gettext("The characters cannot be read; please save as UTF-8."),
    Fault.UNKNOWN_COLUMN: lazy_gettext(
        "There is no column “%(header)s”; please compare with the template."
    ),
    Fault.DUPLICATE_COLUMN: lazy_gettext("This column is there twice."),
    Fault.MISSING_COLUMN: lazy_gettext("This column is missing."),
    Fault.CELL_WITHOUT_COLUMN: lazy_gettext(
        "A cell stands where no column has a header. A text with a separator in it needs "
        "quotation marks."
    ),
    Fault.FORMULA: lazy_gettext("This is a formula; please enter its value."),
    Fault.ERROR_CELL: lazy_gettext("The spreadsheet shows an error here."),
    Fault.DIGITS_LOST: lazy_gettext(
        "This number is too long for a spreadsheet, which has changed its last digits. Please "
        "format the cell as text and enter it again."
    ),
    Fault.EXAMPLE_ROW: lazy_gettext("This is the template's example row; please delete it."),
    Fault.REQUIRED: lazy_gettext("This cell must be filled."),
    Fault.TOO_LONG: lazy_gettext("The text is longer than %(longest)s characters."),
    Fault.UNPRINTABLE: lazy_gettext("The text holds a line break or an invisible character."),
    Fault.ADDRESS_MISPLACED: lazy_gettext(
        "A camera address stands here; it belongs in its own column, which is kept secret."
    ),
    Fault.NOT_A_DATE: lazy_gettext("“%(value)s” is no date; write it like 2021-03-01."),
    Fault.NOT_A_NUMBER: lazy_gettext("“%(value)s” is no number from 1 to 999."),
    Fault.NOT_YES_OR_NO: lazy_gettext("“%(value)s” is neither yes nor no."),
    Fault.NOT_ONE_OF: lazy_gettext("“%(value)s” is not known here; choose one of: %(allowed)s."),
    Fault.NOT_A_STATION_CODE: lazy_gettext(
        "“%(value)s” is no station code: up to 20 of a-z, 0-9, and hyphens between."
    ),
    Fault.NOT_A_DEVICE_ID: lazy_gettext("“%(value)s” is no device number of 20 digits."),
    Fault.NOT_AREAS: lazy_gettext(
        "“%(value)s” tells no areas; write each as three or more corners: 0,0 0.3,0 0.3,0.5"
    ),
    Fault.DUPLICATE_DISPLAY: lazy_gettext("The display “%(value)s” is named twice."),
    Fault.CONTRADICTS_ROW: lazy_gettext(
        "Line %(line)s says something else about the same restaurant."
    ),
    Fault.DUPLICATE_CAMERA: lazy_gettext(
        "Camera %(number)s of this restaurant stands in line %(line)s already."
    ),
    Fault.CAMERA_WITHOUT_NUMBER: lazy_gettext("A camera needs a number within its restaurant."),
    Fault.UNKNOWN_STATION: lazy_gettext(
        "The station “%(value)s” is not registered; registered are: %(known)s. A new one needs "
        "its code in the column station_code."
    ),
    Fault.STATION_CODE_TAKEN: lazy_gettext("The code “%(value)s” belongs to another station."),
    Fault.STATION_CODE_DIFFERS: lazy_gettext(
        "This station has the code “%(known)s”, not “%(value)s”."
    ),
    Fault.UNKNOWN_RESTAURANT: lazy_gettext("No restaurant has the licence number “%(value)s”."),
    Fault.MOVED_FROM_ITSELF: lazy_gettext("The restaurant cannot have moved from itself."),
    Fault.STATUS_STARTED_BEFORE: lazy_gettext(
        "This status is recorded since %(recorded)s; leave the day empty or correct it."
    ),
    Fault.STATUS_TOO_EARLY: lazy_gettext(
        "The last recorded status began on %(recorded)s; the new one must begin later."
    ),
    Fault.SUSPENSION_UNAPPROVED: lazy_gettext("A suspension needs a reason and who approved it."),
    Fault.NEW_CAMERA_WITHOUT_ADDRESS: lazy_gettext("A new camera needs its address."),
    Fault.NEW_CAMERA_WITHOUT_ZONE: lazy_gettext("A new camera needs its zone."),
    Fault.OPEN_WITHOUT_BASIS: lazy_gettext("An open picture needs its legal basis."),
    Fault.OPEN_UNDECIDED: lazy_gettext("Please say who decided that the picture is open."),
    Fault.MASK_WITHOUT_AREAS: lazy_gettext("A masked picture needs the areas to cover."),
    Fault.ENDS_BEFORE_START: lazy_gettext("The last day must come after the first."),
    HoursFault.EMPTY: lazy_gettext("There are no business hours; write 24h if it never closes."),
    HoursFault.NO_TIMES: lazy_gettext("“%(part)s” has no times; write for example 06:30-13:30."),
    HoursFault.UNKNOWN_DAY: lazy_gettext("“%(part)s” is no day; write for example Mon-Fri."),
    HoursFault.UNREADABLE_TIMES: lazy_gettext(
        "“%(part)s” cannot be read; write for example 06:30-13:30."
    ),
    HoursFault.IMPOSSIBLE_TIME: lazy_gettext("“%(part)s”: no clock shows such a time."),
    HoursFault.EMPTY_SPAN: lazy_gettext(
        "“%(part)s” begins and ends at once; write 24h for the whole day."
    ),
    AddressFault.TOO_LONG: lazy_gettext("The address is too long."),
    AddressFault.CHARACTERS: lazy_gettext(
        "The address holds a blank or another character that must be written with a percent "
        "sign, as %%20 for a blank."
    ),
    AddressFault.SCHEME: lazy_gettext("The address must begin with rtsp:// or rtsps://."),
    AddressFault.FRAGMENT: lazy_gettext("The address holds a #; in a password write it as %%23."),
    AddressFault.FINGERPRINT: lazy_gettext(
        "The fingerprint cannot be read: behind an rtsps:// address write #sha256= and its 64 "
        "digits (0-9, a-f)."
    ),
    AddressFault.WRITTEN_TWICE: lazy_gettext("The address is written twice in one cell."),
    AddressFault.USER_AMBIGUOUS: lazy_gettext("User or password hold an @; write it as %%40."),
    AddressFault.HOST: lazy_gettext(
        "The host cannot be read. Special characters in a password are written with a percent "
        "sign: %%2F for /, %%3F for ?, %%40 for @."
    ),
    AddressFault.HOST_NUMBER: lazy_gettext(
        "The host is a number that programs read in different ways; write it like 192.168.1.64."
    ),
    AddressFault.PORT: lazy_gettext("The port must be a number from 1 to 65535."),
    AddressFault.NOT_FOUND: lazy_gettext("The host of this address cannot be found now."),
    AddressFault.OUTSIDE: lazy_gettext(
        "The host lies outside the camera networks; see the setting MINGCHU_CAMERA_NETWORKS."
    ),
}
"""What each fault tells people; the values of a Problem fill it."""


def problem_text(problem: Problem) -> str:
    """What is wrong, as a sentence without its place."""
    column = BY_KEY.get(problem.column)
    words = column.words if column is not None else None
    allowed = ", ".join(word.value for word in words or ())
    return str(PROBLEMS[problem.code]) % {"allowed": allowed, **problem.values}


def problem_line(problem: Problem) -> str:
    """What is wrong and where, as one line of a report."""
    text = problem_text(problem)
    column = column_title(problem.column)
    place = _("line %(line)s", line=problem.line) if problem.line is not None else ""
    if column:
        place = _("%(place)s, column %(column)s", place=place, column=column)
    return f"{place}: {text}" if place else text


def column_title(key: str) -> str:
    """The header of a column in the reader's language, empty for no column."""
    column = BY_KEY.get(key)
    if column is None:
        return ""
    return column.key if is_english() else column.chinese


def explanation(key: str) -> str:
    """What a column is for, with the words allowed in it."""
    text = str(EXPLANATIONS[key])
    words = "; ".join(f"{word} {meaning}" for word, meaning in MEANINGS.get(key, {}).items())
    return f"{text} {words}".strip()


def report_lines(report: ImportReport) -> list[str]:
    """What an import did, a line a table."""
    return [
        _counted(_("stations"), report.stations),
        _counted(_("restaurants"), report.restaurants),
        _counted(_("cameras"), report.cameras),
        _counted(_("displays"), report.displays),
        _("status changes recorded: %(count)s", count=report.statuses_recorded),
    ]


def _counted(name: str, tally: Tally) -> str:
    line: str = _(
        "%(name)s: %(created)s new, %(changed)s changed, %(unchanged)s unchanged",
        name=name, created=tally.created, changed=tally.changed, unchanged=tally.unchanged,
    )  # fmt: skip
    return line
