"""Adds the figures of Findings to those of a Period."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.findings.forms.figures import figure_lines
from portal.findings.operations.lead_telling import LEAD_KINDS
from portal.findings.queries import finding_records
from portal.findings.rules.figures import finding_figures
from portal.findings.rules.published import published
from portal.notices.queries import times_taken
from portal.notices.rules.figures import spread
from portal.rounds.contributions import Contribution, Question
from portal.rounds.rules.period import Period
from portal.shell.rules import day_bounds


def contribute(session: Session, question: Question) -> Contribution:
    """Q5 and the push side of T1 of what is asked for, as they stand at the end of that day.

    How soon leads were told is told of the whole district alone.
    """
    period = question.period
    records = finding_records(session, period.first, period.until, station=question.station)
    figures = finding_figures(records, now=day_bounds(question.today)[1])
    told = spread(_times(session, period) if question.station is None else ())
    return Contribution(
        published(figures, told, rows=question.rows), lambda: figure_lines(figures, told)
    )


def _times(session: Session, period: Period) -> list[timedelta]:
    """How long after a detection of the Period somebody was reached."""
    since, until = day_bounds(period.first)[0], day_bounds(period.until)[0]
    return times_taken(session, since=since, until=until, kinds=LEAD_KINDS)
