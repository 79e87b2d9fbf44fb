"""The figures of Findings as lines of text, in the reader's language."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.findings.rules.figures import FindingFigures
from portal.shell import filters


def figure_lines(figures: FindingFigures) -> Iterator[str]:
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
    told = filters.unknown() if minutes is None else f"{minutes:.1f}"
    yield "T1  " + _("From seen to told, median: %(minutes)s minutes", minutes=told)
