"""Answers of a quarter by Station and word, for open data: cells of ten and more."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.participation.kinds import Instrument, Mode, Rating
from portal.participation.models import Answer
from portal.participation.queries.evidence import days_of
from portal.participation.queries.results import stations
from portal.participation.rules.cells import Cells, Place, cells
from portal.participation.rules.presence import HEADLINE_TIERS
from portal.registry.models import Restaurant, Station
from portal.rounds.rules.period import Period


def station_cells(session: Session, quarter: Period, instrument: Instrument) -> Cells:
    """How often each word was chosen in each Station, of the headline's answers.

    Quarters only are told: a year beside its quarters would give hidden cells away.
    """
    days = days_of(quarter)
    rows = session.execute(
        select(Station.code, Answer.satisfaction, func.count())
        .select_from(Answer)
        .join(Restaurant, Restaurant.id == Answer.restaurant_id)
        .join(Station, Station.id == Restaurant.station_id)
        .where(
            Answer.instrument == instrument,
            Answer.day >= days.first,
            Answer.day < days.until,
            Answer.set_aside_id.is_(None),
            Answer.tier.in_(HEADLINE_TIERS),
            Answer.mode == Mode.SCREEN,
        )
        .group_by(Station.code, Answer.satisfaction)
    )
    counts: dict[Place, int] = {
        (station, rating.value): number for station, rating, number in rows if rating is not None
    }
    return cells(
        counts,
        rows=[station.code for station in stations(session)],
        columns=[rating.value for rating in Rating],
    )
