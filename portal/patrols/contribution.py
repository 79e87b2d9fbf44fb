"""Adds the figures of patrols to those of a Period."""

from sqlalchemy.orm import Session

from portal.accounts.rules import WHOLE, Scope
from portal.patrols.forms.figures import figure_lines
from portal.patrols.queries import patrol_figures
from portal.patrols.rules.published import published
from portal.rounds.contributions import Contribution, Question


def contribute(session: Session, question: Question) -> Contribution:
    """N1, N2 and N3 of what is asked for."""
    station = question.station
    scope = WHOLE if station is None else Scope(stations=frozenset({station}))
    figures = patrol_figures(session, question.period, scope=scope, today=question.today)
    return Contribution(published(figures, rows=question.rows), lambda: figure_lines(figures))
