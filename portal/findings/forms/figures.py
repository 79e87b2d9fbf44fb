"""The figures of Findings as lines of text, in the reader's language."""

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import gettext as _

from portal.findings.rules.figures import FindingFigures
from portal.notices.rules.figures import Spread
from portal.shell import filters


def figure_lines(figures: FindingFigures, told_in: Spread) -> Iterator[str]:
    """Q5 and the push side of T1 as lines of text."""
    yield f"Q5  {_('Findings put right')}  {filters.ratio(figures.rectified)}"
    yield f"    {_('in time, of those that are due')}  {filters.ratio(figures.on_time)}"
    note = _(
        "opened: %(opened)s, annulled: %(annulled)s, withdrawn: %(withdrawn)s",
        opened=filters.count(figures.opened),
        annulled=filters.count(figures.annulled),
        withdrawn=filters.count(figures.withdrawn),
    )
    yield f"    {note}"
    minutes = figures.push_minutes
    told = filters.not_applicable() if minutes is None else f"{minutes:.1f}"
    yield "T1  " + _("From seen to told, median: %(minutes)s minutes", minutes=told)
    note = _(
        "from detection to notice, median: %(median)s, 90 %% within %(p90)s "
        "(notices sent: %(count)s)",
        median=_minutes(told_in.median),
        p90=_minutes(told_in.p90),
        count=filters.count(told_in.count),
    )
    yield f"    {note}"


def _minutes(time: timedelta | None) -> str:
    """A time in minutes; that there is none where nothing was told, for None."""
    if time is None:
        return filters.not_applicable()
    return str(_("%(minutes)s min", minutes=f"{time.total_seconds() / 60:.1f}"))
