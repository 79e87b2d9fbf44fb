"""Tables that prove Presence: what was spent, and nothing that leads to an answer."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model
from portal.shell.models import UtcDateTime

HASH_LENGTH = 64  # SHA-256 in hexadecimal


class PresenceKey(Model):
    """The key of one district day, without which its spent tokens mean nothing to anybody."""

    __tablename__ = "presence_key"

    day: Mapped[date] = mapped_column(primary_key=True, comment="district day")
    key: Mapped[str] = mapped_column(
        String(HASH_LENGTH), comment="256 random bits in hexadecimal; the row is deleted"
    )


class SpentToken(Model):
    """A device that has answered, as a hash under the key of a day that is then destroyed."""

    __tablename__ = "spent_token"

    hash: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"), index=True)
    window_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, comment="UTC, the beginning of ten minutes"
    )


class SpentChallenge(Model):
    """A proof of work that was used, kept until it would have expired by itself."""

    __tablename__ = "spent_challenge"

    hash: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DisplayKey(Model):
    """The key of a Restaurant's rotating code; a new one makes the Display's old address void."""

    __tablename__ = "display_key"

    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"), primary_key=True)
    key: Mapped[str] = mapped_column(
        String(HASH_LENGTH), comment="256 random bits in hexadecimal; shown to the Display alone"
    )
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SlipSheet(Model):
    """A printed sheet of one-time codes, of a Restaurant or of one slot of a Survey."""

    __tablename__ = "slip_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"), index=True)
    slot_id: Mapped[int | None] = mapped_column(
        ForeignKey("survey_slot.id"), index=True, comment="null: slips of the Poll"
    )
    printed_on: Mapped[date] = mapped_column(comment="district day")
    valid_until: Mapped[date] = mapped_column(comment="last district day on which they are good")
    number: Mapped[int] = mapped_column(comment="slips printed")
    spent: Mapped[int] = mapped_column(default=0, comment="slips used")


class Slip(Model):
    """A code that is still good; the row is deleted when it is spent, so nothing points back."""

    __tablename__ = "slip"
    __table_args__ = (Index("ix_slip_sheet_id", "sheet_id"),)

    hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), primary_key=True, comment="of the code, under the portal's key"
    )
    sheet_id: Mapped[int] = mapped_column(ForeignKey("slip_sheet.id"))
