"""Surveys as they are planned and as they went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.participation.models import Answer, SlipSheet, SurveySlot, SurveyWave
from portal.participation.rules.permissions import SurveyUnknown
from portal.registry.models import Restaurant


@dataclass(frozen=True, slots=True)
class SlotCounts:
    """What came of one slot: answers begun and finished, slips printed and used."""

    started: int = 0
    completed: int = 0
    printed: int = 0
    spent: int = 0


@dataclass(frozen=True, slots=True)
class WaveFile:
    """A Survey with its slots in order of time, and what came of each by its id."""

    wave: SurveyWave
    slots: Sequence[SurveySlot]
    counts: Mapping[int, SlotCounts]

    @property
    def restaurants(self) -> int:
        """How many Restaurants were drawn."""
        return len({slot.restaurant_id for slot in self.slots})

    @property
    def invited(self) -> int:
        """Diners invited in all slots, by staff and by the Display."""
        return sum(slot.invited + slot.picked for slot in self.slots)

    @property
    def refused(self) -> int:
        """Those of them who refused."""
        return sum(slot.refused for slot in self.slots)

    @property
    def started(self) -> int:
        """Answers begun."""
        return sum(each.started for each in self.counts.values())

    @property
    def completed(self) -> int:
        """Answers that went to the end."""
        return sum(each.completed for each in self.counts.values())


def waves(session: Session) -> Sequence[SurveyWave]:
    """All Surveys, newest first."""
    return session.scalars(select(SurveyWave).order_by(SurveyWave.starts_on.desc())).all()


def wave_file(session: Session, number: int) -> WaveFile:
    """One Survey with all that belongs to it. Raises SurveyUnknown."""
    wave = session.get(SurveyWave, number)
    if wave is None:
        raise SurveyUnknown("survey", number)
    slots = session.scalars(
        select(SurveySlot)
        .where(SurveySlot.wave_id == number)
        .order_by(SurveySlot.starts_at, SurveySlot.id)
        .options(joinedload(SurveySlot.restaurant).joinedload(Restaurant.station))
    ).all()
    answers = session.execute(
        select(Answer.slot_id, func.count(), func.count().filter(Answer.is_complete))
        .join(SurveySlot, SurveySlot.id == Answer.slot_id)
        .where(SurveySlot.wave_id == number)
        .group_by(Answer.slot_id)
    )
    begun = {slot: (started, completed) for slot, started, completed in answers}
    sheets = session.execute(
        select(SlipSheet.slot_id, func.sum(SlipSheet.number), func.sum(SlipSheet.spent))
        .join(SurveySlot, SurveySlot.id == SlipSheet.slot_id)
        .where(SurveySlot.wave_id == number)
        .group_by(SlipSheet.slot_id)
    )
    slips = {slot: (printed, spent) for slot, printed, spent in sheets}
    counts = {
        slot.id: SlotCounts(*begun.get(slot.id, (0, 0)), *slips.get(slot.id, (0, 0)))
        for slot in slots
    }
    return WaveFile(wave, slots, counts)


def slot_of(session: Session, number: int) -> SurveySlot:
    """One slot with its Restaurant. Raises SurveyUnknown."""
    row = session.scalar(
        select(SurveySlot)
        .where(SurveySlot.id == number)
        .options(joinedload(SurveySlot.restaurant).joinedload(Restaurant.station))
    )
    if row is None:
        raise SurveyUnknown("slot", number)
    return row


def sheets(session: Session, *, most: int = 50) -> Sequence[tuple[SlipSheet, str, str | None]]:
    """The newest sheets of slips, each with its Restaurant's names."""
    rows = session.execute(
        select(SlipSheet, Restaurant.name, Restaurant.name_en)
        .join(Restaurant, Restaurant.id == SlipSheet.restaurant_id)
        .order_by(SlipSheet.id.desc())
        .limit(most)
    )
    return [(sheet, name, name_en) for sheet, name, name_en in rows]
