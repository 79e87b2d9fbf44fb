"""Reads answers by Station, instrument and word, with small cells hidden."""

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from portal.opendata.rules.cells import hidden_cells
from portal.opendata.shapes import SatisfactionCell
from portal.participation.kinds import Instrument, Rating
from portal.participation.queries import results
from portal.participation.rules.presence import HEADLINE_TIERS
from portal.rounds.rules.period import Period


def satisfaction_cells(
    session: Session, period: Period, *, now: datetime
) -> list[SatisfactionCell]:  # fmt: skip
    """How many chose each word in a quarter, of each Station; those of the headline alone."""
    register = results.register(session, now=now)
    days = results.Days(period.first, period.until)
    stations = [row.code for row in results.stations(session)]
    found: list[SatisfactionCell] = []
    for instrument in Instrument:
        counts: Counter[tuple[str, ...]] = Counter(
            {(station, rating.value): 0 for station in stations for rating in Rating}
        )
        rows = results.answered(session, days, instrument, places=register.places)
        for row in rows:
            if row.tier in HEADLINE_TIERS:
                station = register.places[row.restaurant_id].station
                for rating in Rating:
                    counts[station, rating.value] += row.counts.of_rating(rating)
        hidden = hidden_cells(dict(counts))
        found += [
            SatisfactionCell(
                period=period.name,
                instrument=instrument,
                station=station,
                rating=Rating(rating),
                answers=None if (station, rating) in hidden else number,
                is_suppressed=(station, rating) in hidden,
            )
            for (station, rating), number in counts.items()
        ]
    return found
