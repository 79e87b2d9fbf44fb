"""What clauses, columns of their rows and decisions are called; money in words."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from portal.contracts.kinds import ClauseKind, ObjectionState
from portal.contracts.rules.clauses import NO_THRESHOLD, Clause, Lack, Row
from portal.rounds.forms.faults import CODES
from portal.rounds.kinds import FaultCode
from portal.shell import filters

KINDS: Mapping[ClauseKind, LazyString] = {
    ClauseKind.ONLINE: lazy_gettext("Online rate of each day"),
    ClauseKind.REPAIR: lazy_gettext("Repair of faults"),
    ClauseKind.CONNECTION: lazy_gettext("Connection of restaurants"),
    ClauseKind.CAMERAS: lazy_gettext("Cameras per restaurant"),
    ClauseKind.DISPLAYS: lazy_gettext("Displays"),
    ClauseKind.REPORTS: lazy_gettext("Reports delivered"),
}
UNITS: Mapping[ClauseKind, LazyString] = {
    ClauseKind.ONLINE: lazy_gettext("each day below"),
    ClauseKind.REPAIR: lazy_gettext("each day begun that a repair is late"),
    ClauseKind.CONNECTION: lazy_gettext("each restaurant not connected"),
    ClauseKind.CAMERAS: lazy_gettext("each camera missing"),
    ClauseKind.DISPLAYS: lazy_gettext("each restaurant without a display"),
    ClauseKind.REPORTS: lazy_gettext("each report late or missing"),
}
SHORT: Mapping[ClauseKind, LazyString] = {
    ClauseKind.CONNECTION: lazy_gettext("not connected"),
    ClauseKind.DISPLAYS: lazy_gettext("no display"),
}
STATES: Mapping[ObjectionState, LazyString] = {
    ObjectionState.OPEN: lazy_gettext("waits for a decision"),
    ObjectionState.GRANTED: lazy_gettext("granted"),
    ObjectionState.REFUSED: lazy_gettext("not granted"),
}
LACKS: Mapping[Lack, LazyString] = {
    Lack.KEY: lazy_gettext("a short name"),
    Lack.KIND: lazy_gettext("what it is about"),
    Lack.START: lazy_gettext("the day from which it holds"),
    Lack.WORDING: lazy_gettext("its wording"),
    Lack.THRESHOLD: lazy_gettext("a number above 0"),
    Lack.CODES: lazy_gettext("classes of faults such as DEV-OFF"),
    Lack.MONEY: lazy_gettext("an amount in yuan"),
    Lack.SOURCE: lazy_gettext("where it is written"),
}
FIELDS: Mapping[str, LazyString] = {
    "code": lazy_gettext("File number"),
    "name": lazy_gettext("Called"),
    "vendor": lazy_gettext("Contractor"),
    "starts_on": lazy_gettext("First day"),
    "until": lazy_gettext("First day after it"),
    "source": lazy_gettext("Where it is written"),
    "year": lazy_gettext("Year"),
    "fen": lazy_gettext("Yuan"),
    "due_on": lazy_gettext("Due on"),
    "delivered_on": lazy_gettext("Delivered on"),
    "proof": lazy_gettext("File number"),
}


def yuan(fen: int) -> str:
    """Money in yuan with its two places: 3,856,300.00."""
    return f"{Decimal(fen) / 100:,.2f}"


def threshold_text(clause: Clause) -> str:
    """What a clause asks for: ≥ 95 %, 48 hours, 5 cameras."""
    if clause.kind in NO_THRESHOLD:
        return "—"
    number = f"{clause.threshold:f}"
    if clause.kind is ClauseKind.ONLINE:
        return str(_("at least %(number)s %%", number=number))
    if clause.kind is ClauseKind.CAMERAS:
        return str(_("at least %(number)s cameras", number=number))
    text = str(_("within %(number)s hours", number=number))
    codes = str(_(", ")).join(str(CODES[FaultCode(each)]) for each in sorted(clause.codes))
    return str(_("%(term)s: %(codes)s", term=text, codes=codes)) if codes else text


def row_name(kind: ClauseKind, row: Row, names: Mapping[str, str]) -> str:
    """What a row is called: a day, a fault's number, a report, a Restaurant.

    `names` has Restaurants by their codes where the reader's language has names of its own.
    """
    if kind is ClauseKind.ONLINE:
        return filters.day(date.fromisoformat(row["day"]))
    if kind is ClauseKind.REPAIR:
        return str(row["id"])
    return names.get(row["id"], str(row["name"]))


def row_text(kind: ClauseKind, row: Row, names: Mapping[str, str]) -> str:
    """How a row falls short."""
    if kind is ClauseKind.ONLINE:
        return str(_("%(part)s of %(whole)s restaurants online", part=row["any_part"],
                     whole=row["any_whole"]))  # fmt: skip
    if kind is ClauseKind.REPAIR:
        ended = row["ended_at"]
        return str(_("%(name)s, %(code)s: opened %(opened)s, repaired %(ended)s",
                     name=names.get(row["restaurant"], row["name"]),
                     code=CODES[FaultCode(row["code"])],
                     opened=filters.day(datetime.fromisoformat(row["opened_at"])),
                     ended=filters.day(datetime.fromisoformat(ended)) if ended else _("not yet")
                     ))  # fmt: skip
    if kind is ClauseKind.REPORTS:
        came = row["delivered_on"]
        return str(_("due %(due)s, delivered %(day)s",
                     due=filters.day(date.fromisoformat(row["due_on"])),
                     day=filters.day(date.fromisoformat(came)) if came else _("not yet")
                     ))  # fmt: skip
    if kind is ClauseKind.CAMERAS:
        number = row["cameras"]
        return str(ngettext("%(num)s camera", "%(num)s cameras", number))
    return str(SHORT[kind])


def line_header() -> list[str]:
    """What stands above the rows of a deduction as cells."""
    return [
        _("Clause"), _("Row"), _("Called"), _("What fell short"), _("Units"), _("Yuan"),
        _("Objection"),
    ]  # fmt: skip


def sheet_header() -> list[str]:
    """What stands above the clauses of a statement as cells."""
    return [
        _("Clause"), _("Wording"), _("Threshold"), _("Rows looked at"), _("Rows short"),
        _("Yuan off"), _("Where it is written"),
    ]  # fmt: skip
