"""The words of the calendar and of deadlines, in the reader's language."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portal.registry.rules.clocks import Deadline, Light, TermUnknown
from portal.registry.rules.working_days import CalendarFault, CalendarRefused
from portal.shell import filters

LIGHTS = {
    Light.GREEN: lazy_gettext("In time"),
    Light.AMBER: lazy_gettext("More than half of the time has passed"),
    Light.RED: lazy_gettext("Overdue"),
}
CALENDAR_FAULTS = {
    CalendarFault.COLUMNS: lazy_gettext(
        "The first line must be: first,last,kind,source,verified (found: %(text)s)."
    ),
    CalendarFault.DAY: lazy_gettext(
        "“%(text)s” is no day such as 2027-10-01, or the span is longer than 15 days."
    ),
    CalendarFault.KIND: lazy_gettext("“%(text)s” is neither holiday (放假) nor make_up (上班)."),
    CalendarFault.TWICE: lazy_gettext("%(text)s is told twice."),
    CalendarFault.WEEKDAY: lazy_gettext("%(text)s is no weekend, so it is no make-up day."),
    CalendarFault.SOURCE: lazy_gettext(
        "The source must be named, in 200 characters at most, and verified be true or false."
    ),
    CalendarFault.EMPTY: lazy_gettext("The file tells no day."),
}


def calendar_refused_text(error: CalendarRefused) -> str:
    """Which line of a file of holidays is wrong, and why."""
    reason = str(CALENDAR_FAULTS[error.fault]) % {"text": error.text}
    return str(_("Line %(line)s: %(reason)s", line=error.line, reason=reason))


def term_unknown_text(error: TermUnknown) -> str:
    """Which step has no term."""
    return str(_(
        "No rule says how long “%(step)s” may take from %(day)s on. Please tell who runs the "
        "portal.",
        step=error.step, day=filters.day(error.day),
    ))  # fmt: skip


def due_text(deadline: Deadline) -> str:
    """Until when something is to be done, with what is not sure about it."""
    if deadline.due_at is None or deadline.last_day is None:
        return str(_("The clock stands still"))
    if deadline.term.unit.is_of_days:
        text = str(_("by the end of %(day)s", day=filters.day(deadline.last_day)))
    else:
        text = str(_("by %(moment)s", moment=filters.moment(deadline.due_at)))
    if deadline.is_certain:
        return text
    return str(_(
        "%(due)s (expected: the holidays of that year are not announced)", due=text
    ))  # fmt: skip


def years_text(years: Collection[int]) -> str:
    """Years in a line."""
    return ", ".join(map(str, sorted(years)))
