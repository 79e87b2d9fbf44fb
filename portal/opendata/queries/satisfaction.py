"""Reads answers by Station, instrument and word, with small cells hidden."""

from sqlalchemy.orm import Session

from portal.opendata.shapes import SatisfactionCell
from portal.participation.kinds import Instrument, Rating
from portal.participation.queries.cells import station_cells
from portal.rounds.rules.period import Period


def satisfaction_cells(session: Session, quarter: Period) -> list[SatisfactionCell]:
    """How many chose each word in a quarter, of each Station; those of the headline alone."""
    return [
        SatisfactionCell(
            period=quarter.name,
            instrument=instrument,
            station=station,
            rating=Rating(rating),
            answers=number,
            is_suppressed=number is None,
        )
        for instrument in Instrument
        for table in [station_cells(session, quarter, instrument)]
        for station in table.rows
        for rating in table.columns
        for number in [table.numbers[station, rating]]
    ]
