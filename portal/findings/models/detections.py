"""Tables of leads: what the machine found, its evidence, and where it is muted."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.findings.kinds import Severity, ViolationCode
from portal.findings.lead_kinds import LeadState, Part, RejectReason
from portal.registry.kinds import Zone
from portal.registry.models import LAZY, Camera
from portal.shell.models import UtcDateTime, word_of

NOTE_LENGTH = 500


class Detection(Model):
    """What the machine found and a person has to judge: a lead, not a fact."""

    __tablename__ = "detection"
    __table_args__ = (
        CheckConstraint("(state = 'pending') = (reviewed_at IS NULL)", name="review_told"),
        CheckConstraint("(state = 'rejected') = (reject_reason IS NOT NULL)", name="reject_told"),
        # The queue in its order: of the district, a Station, a class, a Camera.
        Index("ix_detection_queue", "state", "severity", "seen_at", "id"),
        Index("ix_detection_station_queue", "station_id", "state", "severity", "seen_at", "id"),
        Index("ix_detection_code_queue", "code", "state", "severity", "seen_at", "id"),
        Index("ix_detection_camera_queue", "camera_id", "state", "severity", "seen_at", "id"),
        Index("ix_detection_reviewed", "camera_id", "code", "reviewed_at"),
        Index("ix_detection_month", "reviewed_month", "code", "state", "reject_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"))
    station_id: Mapped[int] = mapped_column(
        ForeignKey("station.id"), comment="whose it was when the lead was found"
    )
    code: Mapped[ViolationCode] = mapped_column(word_of(ViolationCode, "code_known"))
    severity: Mapped[Severity] = mapped_column(
        word_of(Severity, "severity_known"), comment="of the class in this zone when it was found"
    )
    zone: Mapped[Zone] = mapped_column(word_of(Zone, "zone_known"))
    seen_at: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="UTC, of the picture that shows it best"
    )
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when it was stored")
    score: Mapped[float] = mapped_column(comment="of the models, 0 to 1")
    reason: Mapped[dict[str, Any]] = mapped_column(JSON, comment="the rule's word and its numbers")
    thresholds: Mapped[dict[str, float]] = mapped_column(
        JSON, comment="what the numbers were compared with"
    )
    region: Mapped[list[list[float]]] = mapped_column(
        JSON, default=list, comment="watched part in fractions; empty: the whole picture"
    )
    rule_version: Mapped[str] = mapped_column(String(40))
    models: Mapped[list[dict[str, str]]] = mapped_column(
        JSON, comment="name, version and SHA-256 of each model that had a say"
    )
    state: Mapped[LeadState] = mapped_column(
        word_of(LeadState, "state_known"), default=LeadState.PENDING
    )
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="in UTC")
    reviewed_by: Mapped[str] = mapped_column(String(200), default="", comment="account")
    reviewer_id: Mapped[int | None] = mapped_column(comment="person; null: not reviewed")
    reviewed_month: Mapped[str | None] = mapped_column(
        String(7), comment="of the district, such as 2026-03; null: not reviewed"
    )
    reject_reason: Mapped[RejectReason | None] = mapped_column(
        word_of(RejectReason, "reason_known"), comment="null: not rejected"
    )
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="", comment="of the reviewer")
    next_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="UTC, when the portal asks who reviewed it; null: never"
    )

    camera: Mapped[Camera] = relationship(lazy=LAZY)
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="detection", order_by="Evidence.id", lazy=LAZY
    )


class Evidence(Model):
    """A picture or film as the Camera sent it, unprotected, with nothing drawn in."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    detection_id: Mapped[int] = mapped_column(ForeignKey("detection.id"), index=True)
    part: Mapped[Part] = mapped_column(word_of(Part, "part_known"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, of its first picture")
    file: Mapped[str] = mapped_column(
        String(60), unique=True, comment="name in the directory of evidence"
    )
    sha256: Mapped[str] = mapped_column(String(64), comment="of the file, in hexadecimal")
    size_bytes: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    marks: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, comment="label, score and box in fractions of what was seen in it"
    )
    removed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when the file was deleted by rule; null: it is kept"
    )

    detection: Mapped[Detection] = relationship(back_populates="evidence", lazy=LAZY)


class Mute(Model):
    """That a class raises no leads at a Camera, since people rejected too many of them."""

    __tablename__ = "mute"
    __table_args__ = (
        Index(
            "uq_mute_present",  # a class is muted once at a Camera
            "camera_id",
            "code",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"))
    code: Mapped[ViolationCode] = mapped_column(word_of(ViolationCode, "code_known"))
    muted_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="in UTC")
    right: Mapped[int] = mapped_column(comment="of the last reviewed ones, those confirmed")
    reviewed: Mapped[int] = mapped_column(comment="how many of the last were reviewed, 50 at most")
    looking: Mapped[str] = mapped_column(
        String(200), comment="versions of the models and the rule that were muted"
    )
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: it holds")
    lifted_by: Mapped[str] = mapped_column(String(200), default="", comment="account")
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="", comment="why it was lifted")

    camera: Mapped[Camera] = relationship(lazy=LAZY)
