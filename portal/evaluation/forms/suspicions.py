"""What the panel of patterns says: each with its threshold and its innocent explanations."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.evaluation.rules.gaming import Pattern, Sign, Suspicion
from portal.participation.forms.words import DOUBTS
from portal.participation.kinds import Doubt
from portal.shell.exports import Cell

NAMES: Mapping[Pattern, LazyString] = {
    Pattern.SUSPENSIONS: lazy_gettext("Suspensions just before the quarter's end"),
    Pattern.REAIMED: lazy_gettext("Cameras that were aimed elsewhere"),
    Pattern.LOOPED: lazy_gettext("Pictures that repeat themselves"),
    Pattern.SAME_PLACES: lazy_gettext("The same restaurants patrolled again and again"),
    Pattern.ONE_DEVICE: lazy_gettext("Many answers from one hand"),
}
THRESHOLDS: Mapping[Pattern, LazyString] = {
    Pattern.SUSPENSIONS: lazy_gettext(
        "Raised by at least 3 suspensions begun in the last 14 days, if these are twice as many "
        "as an even spread would bring."
    ),
    Pattern.REAIMED: lazy_gettext(
        "Raised by a camera that moved twice in the quarter, or whose new aim was accepted within "
        "7 days of its move."
    ),
    Pattern.LOOPED: lazy_gettext("Raised by every camera that showed the same minutes again."),
    Pattern.SAME_PLACES: lazy_gettext(
        "Raised for a station where restaurants visited 3 times or more take half of its visits, "
        "while half of its restaurants were not visited at all."
    ),
    Pattern.ONE_DEVICE: lazy_gettext(
        "Raised by 5 answers of a day that were set aside as one network's or one hand's, and not "
        "released."
    ),
}
INNOCENT: Mapping[Pattern, LazyString] = {
    Pattern.SUSPENSIONS: lazy_gettext(
        "School holidays, the new year and works begin near the end of quarters too. Look at the "
        "proof of each, and whether it was open again a few days later."
    ),
    Pattern.REAIMED: lazy_gettext(
        "Cleaning, works or a new shelf move a camera, and a corrected aim has to be accepted. "
        "Compare the present picture with the zone that was agreed."
    ),
    Pattern.LOOPED: lazy_gettext(
        "A closed kitchen at night, or a frozen device, looks alike for hours. Look at the "
        "pictures of the fault, and on site."
    ),
    Pattern.SAME_PLACES: lazy_gettext(
        "Risk, complaints and re-checks bring inspectors back to the same door. Look at the "
        "reasons in the plan, and who was never reached."
    ),
    Pattern.ONE_DEVICE: lazy_gettext(
        "Guests share the house's network, and a carrier shares addresses among thousands. Such "
        "answers are set aside already; a group of praise or of blame alone proves nothing."
    ),
}


def found_text(found: Suspicion) -> str:
    """How many rows crossed the threshold, of how many that were looked at."""
    return str(
        _("%(signs)s of %(rows)s looked at", signs=f"{len(found.signs):,}",
          rows=f"{found.looked_at:,}")
    )  # fmt: skip


def header_of(pattern: Pattern) -> list[str]:
    """What stands above the rows of a pattern."""
    details = {
        Pattern.SUSPENSIONS: _("Until"),
        Pattern.REAIMED: _("Fault and camera"),
        Pattern.LOOPED: _("Fault and camera"),
        Pattern.SAME_PLACES: "",
        Pattern.ONE_DEVICE: _("Reason"),
    }
    numbers = {
        Pattern.SAME_PLACES: _("Visits"),
        Pattern.ONE_DEVICE: _("Answers"),
    }
    days = [] if pattern is Pattern.SAME_PLACES else [_("Day")]
    return [
        _("Restaurant"), _("Called"), _("Station"), *days, numbers.get(pattern, _("Times")),
        *([details[pattern]] if details[pattern] else []),
    ]  # fmt: skip


def cells_of(pattern: Pattern, sign: Sign) -> list[Cell]:
    """A row of a pattern as cells under `header_of`."""
    cells: list[Cell] = [sign.where.code, sign.where.name, sign.where.station]
    if pattern is not Pattern.SAME_PLACES:
        cells.append(None if sign.day is None else sign.day.isoformat())
    cells.append(sign.number)
    if pattern is Pattern.ONE_DEVICE:
        cells.append(str(DOUBTS[Doubt(sign.detail)]))
    elif pattern is not Pattern.SAME_PLACES:
        cells.append(sign.detail)
    return cells
