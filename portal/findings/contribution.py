"""Adds the figures of Findings to those of a Period."""

from sqlalchemy.orm import Session

from portal.findings.forms.figures import figure_lines
from portal.findings.queries import finding_records
from portal.findings.rules.figures import finding_figures
from portal.findings.rules.published import published
from portal.rounds.contributions import Contribution, Question
from portal.shell.rules import day_bounds


def contribute(session: Session, question: Question) -> Contribution:
    """Q5 and the push side of T1 of what is asked for, as they stand at the end of that day."""
    period = question.period
    records = finding_records(session, period.first, period.until, station=question.station)
    figures = finding_figures(records, now=day_bounds(question.today)[1])
    return Contribution(published(figures, rows=question.rows), lambda: figure_lines(figures))
