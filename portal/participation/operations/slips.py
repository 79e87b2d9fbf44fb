"""Prints one-time codes: what is stored of them tells nobody what they are."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.participation.models import Slip, SlipSheet, SurveySlot
from portal.participation.operations.answering import slip_hash
from portal.participation.operations.keys import Secrets
from portal.participation.rules.permissions import Act, SurveyUnknown, WaveRefused, check
from portal.participation.rules.presence import LONGEST_VALID_DAYS, MOST_SLIPS, new_slip
from portal.registry.models import Restaurant
from portal.shell.rules import local_day


@dataclass(frozen=True, slots=True)
class Printing:
    """What is to be printed: so many slips for Restaurant `code`, good until a day.

    With `slot_id` their answers belong to that slot of a Survey.
    """

    code: str
    number: int
    valid_until: date
    slot_id: int | None = None


def print_slips(
    session: Session, told: Printing, *, secrets: Secrets, actor: Actor, now: datetime
) -> tuple[SlipSheet, list[str]]:
    """A sheet with its codes, which nobody sees again.

    Raises NotAllowed, SurveyUnknown or WaveRefused.
    """
    check(actor, Act.PRINT)
    today = local_day(now)
    if not 1 <= told.number <= MOST_SLIPS:
        raise WaveRefused("number")
    if not 0 <= (told.valid_until - today).days <= LONGEST_VALID_DAYS:
        raise WaveRefused("valid_until")
    restaurant_id = _restaurant_id(session, told)
    sheet = SlipSheet(
        restaurant_id=restaurant_id, slot_id=told.slot_id, printed_on=today,
        valid_until=told.valid_until, number=told.number,
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    codes = [new_slip() for _ in range(told.number)]
    rows = [{"hash": slip_hash(each, secrets=secrets), "sheet_id": sheet.id} for each in codes]
    session.execute(insert(Slip), rows)
    facts = {"number": told.number, "until": told.valid_until.isoformat()}
    record(session, actor, "slips.printed", f"restaurant {told.code}", at=now, facts=facts)
    return sheet, codes


def _restaurant_id(session: Session, told: Printing) -> int:
    found = session.scalar(select(Restaurant.id).where(Restaurant.code == told.code))
    if found is None:
        raise WaveRefused("code")
    if told.slot_id is not None:
        slot = session.get(SurveySlot, told.slot_id)
        if slot is None or slot.restaurant_id != found:
            raise SurveyUnknown("slot", told.slot_id)
    return found
