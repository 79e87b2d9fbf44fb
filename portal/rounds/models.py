"""Tables of the rounds: minute maps, what each Camera shows now, Outages and Faults, rounds."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.registry.models import LAZY, Camera, Display
from portal.rounds.kinds import FaultCause, FaultCode, FaultEnd, Outcome, PictureMoment, Refused
from portal.shell.models import UtcDateTime, word_of

MARK_LENGTH = 64  # HMAC-SHA-256 in hexadecimal
CAUSE_LENGTH = 40  # of the engine's word


class CameraDay(Model):
    """The minutes of a Camera's day: looked at, and with a good picture.

    The day comes first in the key, so that a round writes, and a Period reads, neighbouring
    pages.
    """

    __tablename__ = "camera_day"
    __table_args__ = ({"sqlite_with_rowid": False},)  # the key is the row's place, not kept twice

    day: Mapped[date] = mapped_column(primary_key=True, comment="of the district")
    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    looked: Mapped[bytes] = mapped_column(
        LargeBinary, comment="minutes looked at, packed as in rules/minutes.py, 180 bytes or less"
    )
    good: Mapped[bytes] = mapped_column(
        LargeBinary, comment="those of them with a good picture, packed likewise"
    )


class FirstPicture(Model):
    """The first day on which a Camera showed a good picture: since then it is connected."""

    __tablename__ = "first_picture"

    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(comment="of the district")


class CameraCondition(Model):
    """What the last look at a Camera found; a row for each Camera ever looked at."""

    __tablename__ = "camera_condition"

    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[Outcome] = mapped_column(word_of(Outcome, "outcome_known"))
    since: Mapped[datetime] = mapped_column(UtcDateTime, comment="from when the outcome holds")
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="of the last look, in UTC")
    code: Mapped[FaultCode | None] = mapped_column(
        word_of(FaultCode, "code_known"), comment="null: not bad"
    )
    cause: Mapped[str | None] = mapped_column(
        String(CAUSE_LENGTH), comment="the engine's word, or why nothing is known"
    )
    measured: Mapped[dict[str, float]] = mapped_column(
        JSON, default=dict, comment="value and threshold of each bad verdict"
    )


class CameraOutage(Model):
    """A time in which a Camera gave no good picture although it should have."""

    __tablename__ = "camera_outage"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="ends_after_start"),
        Index(
            "uq_camera_outage_present",  # a Camera has one present Outage at most
            "camera_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_camera_outage_camera_id_began_at", "camera_id", "began_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"))
    began_at: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="UTC, of the first bad look within business hours"
    )
    ended_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, of the first good picture; null: it lasts"
    )
    run_from: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="UTC, first of the bad looks that followed without a pause"
    )
    last_bad_at: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="UTC, of the newest bad look within business hours"
    )
    code: Mapped[FaultCode] = mapped_column(
        word_of(FaultCode, "code_known"), comment="of the newest bad look"
    )
    cause: Mapped[str | None] = mapped_column(String(CAUSE_LENGTH), comment="the engine's word")
    measured: Mapped[dict[str, float]] = mapped_column(
        JSON, default=dict, comment="value and threshold of each bad verdict"
    )

    camera: Mapped[Camera] = relationship(lazy=LAZY)
    fault: Mapped["Fault | None"] = relationship(back_populates="outage", lazy=LAZY)


class Fault(Model):
    """What the Vendor has to repair: an Outage that lasted, or a Display that is silent."""

    __tablename__ = "fault"
    __table_args__ = (
        CheckConstraint("(outage_id IS NULL) <> (display_id IS NULL)", name="one_subject"),
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="end_told"),
        CheckConstraint("ended_at >= opened_at", name="ends_after_start"),
        CheckConstraint("follows_id <> id", name="not_after_itself"),
        Index(
            "uq_fault_present_display",  # a Display has one present Fault at most
            "display_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(20), unique=True, comment="as people say it, such as F-2026-000123"
    )
    outage_id: Mapped[int | None] = mapped_column(
        ForeignKey("camera_outage.id"), unique=True, comment="null: it is a Display's"
    )
    display_id: Mapped[int | None] = mapped_column(
        ForeignKey("display.id"), comment="null: it is a Camera's"
    )
    code: Mapped[FaultCode] = mapped_column(
        word_of(FaultCode, "code_known"), comment="refined while the Outage lasts"
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, comment="in UTC")
    response_due_at: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="UTC, by the contract's terms of that day"
    )
    repair_due_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, comment="UTC, by the contract's terms of that day"
    )
    acknowledged_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC; null: the Vendor has not answered"
    )
    acknowledged_by: Mapped[str] = mapped_column(String(200), default="", comment="account")
    cause: Mapped[FaultCause | None] = mapped_column(
        word_of(FaultCause, "cause_known"), comment="as the Vendor found; null: not told"
    )
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: it lasts")
    ended: Mapped[FaultEnd | None] = mapped_column(word_of(FaultEnd, "end_known"))
    opening_told_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when vendor and restaurant were told of it; null: not yet"
    )
    end_told_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when they were told that it ended; null: not yet"
    )
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("fault.id"), index=True, comment="the Fault that came back as this one"
    )

    outage: Mapped[CameraOutage | None] = relationship(back_populates="fault", lazy=LAZY)
    display: Mapped[Display | None] = relationship(lazy=LAZY)
    follows: Mapped["Fault | None"] = relationship(remote_side=[id], lazy=LAZY)
    notes: Mapped[list["FaultNote"]] = relationship(
        back_populates="fault", order_by="FaultNote.id", lazy=LAZY
    )
    pictures: Mapped[list["FaultPicture"]] = relationship(
        back_populates="fault", order_by="FaultPicture.id", lazy=LAZY
    )


class FaultNote(Model):
    """What somebody wrote down about a Fault; never changed."""

    __tablename__ = "fault_note"
    __table_args__ = (CheckConstraint("text <> ''", name="text_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fault_id: Mapped[int] = mapped_column(ForeignKey("fault.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, comment="in UTC")
    author: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    text: Mapped[str] = mapped_column(String(1000))

    fault: Mapped[Fault] = relationship(back_populates="notes", lazy=LAZY)


class FaultPicture(Model):
    """A picture as the Camera sent it, unprotected: for staff alone, and only for a while."""

    __tablename__ = "fault_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    fault_id: Mapped[int] = mapped_column(ForeignKey("fault.id"), index=True)
    moment: Mapped[PictureMoment] = mapped_column(word_of(PictureMoment, "moment_known"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="in UTC")
    file: Mapped[str] = mapped_column(
        String(60), unique=True, comment="name in the directory of fault pictures"
    )
    sha256: Mapped[str] = mapped_column(String(64), comment="of the file, in hexadecimal")
    size_bytes: Mapped[int]
    removed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when the file was deleted by rule; null: it is kept"
    )

    fault: Mapped[Fault] = relationship(back_populates="pictures", lazy=LAZY)


class FaultCount(Model):
    """How many Faults a year has had: the newest number given."""

    __tablename__ = "fault_count"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(comment="the newest number")


class Round(Model):
    """A minute whose looks somebody has set out; whoever adds the row does it, nobody else."""

    __tablename__ = "round"

    minute: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, comment="UTC, whole")
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when it was claimed")
    cameras: Mapped[int] = mapped_column(default=0, comment="that were to be looked at")


class CameraRefusal(Model):
    """That a Camera refused to be opened; addresses are kept as marks, which tell nothing."""

    __tablename__ = "camera_refusal"

    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    cause: Mapped[Refused] = mapped_column(word_of(Refused, "cause_known"))
    address_mark: Mapped[str] = mapped_column(
        String(MARK_LENGTH), comment="keyed digest of the refused address"
    )
    user_mark: Mapped[str] = mapped_column(
        String(MARK_LENGTH), index=True, comment="keyed digest of host and user"
    )
    password_mark: Mapped[str] = mapped_column(
        String(MARK_LENGTH), comment="keyed digest of host, user and password"
    )
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, the last time")
    released_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when a person last asked to try again"
    )
    is_bearing: Mapped[bool] = mapped_column(
        default=True, comment="counts against the user at this host, who was not accepted since"
    )


class ReferencePicture(Model):
    """What a Camera should show, reduced so that nobody can be recognised."""

    __tablename__ = "reference_picture"

    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    packed: Mapped[bytes] = mapped_column(
        LargeBinary, comment="as the detector packs a reference, about 4 kB"
    )
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    accepted_by: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    is_automatic: Mapped[bool] = mapped_column(
        comment="made of the first good looks, accepted by no person"
    )
