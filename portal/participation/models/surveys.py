"""Tables of answers: what was said at which Restaurant on which day, and nothing of who."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.participation.kinds import (
    AgeAnswer,
    AsideState,
    Doubt,
    Instrument,
    Mode,
    Occasion,
    PictureAnswer,
    Rating,
    Tier,
    VisitAnswer,
    WaveState,
)
from portal.participation.models.presence import HASH_LENGTH
from portal.registry.models import LAZY, Restaurant
from portal.shell.models import UtcDateTime, word_of

_HAS_REMARK = text("remark <> ''")


class SurveyWave(Model):
    """A quarterly Survey: its committed seed, and the frame from which it was drawn."""

    __tablename__ = "survey_wave"
    __table_args__ = (
        CheckConstraint("until > starts_on", name="days_in_order"),
        CheckConstraint("every > 0 AND restaurants > 0", name="counts_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(unique=True, comment="first district day")
    until: Mapped[date] = mapped_column(comment="first district day after it")
    question_set: Mapped[str] = mapped_column(String(20))
    state: Mapped[WaveState] = mapped_column(word_of(WaveState, "state_known"))
    restaurants: Mapped[int] = mapped_column(comment="how many are to be drawn")
    every: Mapped[int] = mapped_column(comment="one of how many diners of a slot is invited")
    commitment: Mapped[str] = mapped_column(
        String(HASH_LENGTH), comment="SHA-256 of the seed, public from the beginning"
    )
    seed: Mapped[str] = mapped_column(
        String(HASH_LENGTH), comment="256 random bits in hexadecimal, public once closed"
    )
    frame_hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), default="", comment="SHA-256 of the frame drawn from; empty: not yet"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SurveySlot(Model):
    """Hours of one drawn Restaurant in which diners are invited, with what came of it."""

    __tablename__ = "survey_slot"
    __table_args__ = (
        UniqueConstraint("wave_id", "restaurant_id", "starts_at"),
        CheckConstraint("invited >= 0 AND refused >= 0", name="counts_known"),
        CheckConstraint("picked >= 0 AND picked <= scanned", name="picks_known"),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"))
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"), index=True)
    stratum: Mapped[str] = mapped_column(String(60), comment="Station and kind of Restaurant")
    probability: Mapped[float] = mapped_column(comment="of the Restaurant to be drawn")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, included")
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, excluded")
    scanned: Mapped[int] = mapped_column(
        default=0, comment="openings with the Display's code, of which one in so many is invited"
    )
    picked: Mapped[int] = mapped_column(default=0, comment="diners so invited, counted by us")
    invited: Mapped[int] = mapped_column(default=0, comment="diners asked, as told afterwards")
    refused: Mapped[int] = mapped_column(default=0, comment="those who did not take a slip")

    restaurant: Mapped[Restaurant] = relationship(lazy=LAZY)


class SetAside(Model):
    """Answers that do not count for a reason: how many is public, and why."""

    __tablename__ = "set_aside"
    __table_args__ = (
        CheckConstraint("number > 0 AND praise >= 0 AND blame >= 0", name="counts_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"), index=True)
    day: Mapped[date] = mapped_column(index=True, comment="district day of the answers")
    reason: Mapped[Doubt] = mapped_column(word_of(Doubt, "reason_known"))
    state: Mapped[AsideState] = mapped_column(word_of(AsideState, "state_known"))
    number: Mapped[int] = mapped_column(comment="answers")
    praise: Mapped[int] = mapped_column(comment="answers of the two best words")
    blame: Mapped[int] = mapped_column(comment="answers of the two worst words")
    appeal: Mapped[str] = mapped_column(String(500), default="", comment="of the Restaurant")
    appealed_by: Mapped[str] = mapped_column(String(200), default="")
    why: Mapped[str] = mapped_column(String(500), default="", comment="of the decision")
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    restaurant: Mapped[Restaurant] = relationship(lazy=LAZY)


class Answer(Model):
    """What one person said; columns that are null were not answered."""

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_restaurant_id_day", "restaurant_id", "day"),
        Index(
            "ix_answer_counted",
            "instrument", "day", "restaurant_id", "set_aside_id", "tier", "mode", "satisfaction",
            "is_complete",
        ),
        Index(
            "ix_answer_remarked", "day", sqlite_where=_HAS_REMARK, postgresql_where=_HAS_REMARK
        ),
        CheckConstraint("(instrument = 'survey') = (slot_id IS NOT NULL)", name="survey_has_slot"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str | None] = mapped_column(
        String(HASH_LENGTH), unique=True,
        comment="of the form's random key, so that a retry is no second answer; forgotten soon",
    )  # fmt: skip
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    instrument: Mapped[Instrument] = mapped_column(word_of(Instrument, "instrument_known"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("survey_slot.id"), index=True)
    tier: Mapped[Tier] = mapped_column(word_of(Tier, "tier_known"))
    mode: Mapped[Mode] = mapped_column(word_of(Mode, "mode_known"), default=Mode.SCREEN)
    occasion: Mapped[Occasion] = mapped_column(word_of(Occasion, "occasion_known"))
    question_set: Mapped[str] = mapped_column(String(20), comment="such as diners-1")
    language: Mapped[str] = mapped_column(String(2), comment="in which it was asked: zh, en")
    day: Mapped[date] = mapped_column(comment="district day; no time is kept")
    is_complete: Mapped[bool] = mapped_column(default=False, comment="went to the last question")
    satisfaction: Mapped[Rating | None] = mapped_column(word_of(Rating, "satisfaction_known"))
    trust: Mapped[Rating | None] = mapped_column(word_of(Rating, "trust_known"))
    ease: Mapped[Rating | None] = mapped_column(word_of(Rating, "ease_known"))
    picture: Mapped[PictureAnswer | None] = mapped_column(word_of(PictureAnswer, "picture_known"))
    openness: Mapped[Rating | None] = mapped_column(word_of(Rating, "openness_known"))
    visit: Mapped[VisitAnswer | None] = mapped_column(word_of(VisitAnswer, "visit_known"))
    age: Mapped[AgeAnswer | None] = mapped_column(word_of(AgeAnswer, "age_known"))
    remark: Mapped[str] = mapped_column(String(1200), default="", comment="masked, never published")
    set_aside_id: Mapped[int | None] = mapped_column(
        ForeignKey("set_aside.id"), index=True, comment="null: it counts"
    )


class AnswerTrace(Model):
    """What screening needs of a fresh answer, under the day's key; deleted two days later."""

    __tablename__ = "answer_trace"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seconds: Mapped[int] = mapped_column(comment="from the first question to the last answer")
    network: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="hash of the /24 or /48")
    has_work: Mapped[bool] = mapped_column(default=False, comment="brought proof of work")
    is_screened: Mapped[bool] = mapped_column(default=False)


class ScanDay(Model):
    """How often a kitchen's page was opened from outside on a day, and the question declined."""

    __tablename__ = "scan_day"

    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, comment="district day")
    scans: Mapped[int] = mapped_column(default=0)
    declined: Mapped[int] = mapped_column(default=0, comment="said no to the questions")
