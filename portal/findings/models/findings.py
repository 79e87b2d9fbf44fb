"""Tables of Findings: what was confirmed, what was done about it since, and its pictures."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.findings.kinds import (
    FindingAct,
    FindingState,
    Origin,
    PictureMoment,
    PublicationKind,
    Severity,
    ViolationCode,
    WithdrawalReason,
)
from portal.registry.kinds import Zone
from portal.registry.models import Camera, Restaurant
from portal.shell.models import UtcDateTime, word_of

LAZY: Final = "raise_on_sql"


class Finding(Model):
    """A violation that a person confirmed, and for which the Restaurant answers."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("due_at > opened_at", name="due_after_opening"),
        Index("ix_finding_state_due_at", "state", "due_at"),
        Index("ix_finding_restaurant_id_opened_at", "restaurant_id", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True, comment="such as V-2026-000123")
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    camera_id: Mapped[int | None] = mapped_column(
        ForeignKey("camera.id"), index=True, comment="null: no Camera saw it"
    )
    code: Mapped[ViolationCode] = mapped_column(word_of(ViolationCode, "code_known"))
    severity: Mapped[Severity] = mapped_column(
        word_of(Severity, "severity_known"), comment="by the table of the day it was opened"
    )
    zone: Mapped[Zone | None] = mapped_column(word_of(Zone, "zone_known"))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when it was seen")
    origin: Mapped[Origin] = mapped_column(word_of(Origin, "origin_known"))
    origin_id: Mapped[str] = mapped_column(
        String(40), default="", comment="of the Detection, Visit or Case; empty: an officer's own"
    )
    facts: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="what its origin knows: model, version, score, item"
    )
    note: Mapped[str] = mapped_column(
        String(1000), default="", comment="what is to be put right, as the officer wrote it"
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when confirmed")
    confirmed_by: Mapped[str] = mapped_column(String(200), comment="account")
    confirmed_by_id: Mapped[int | None] = mapped_column(comment="person; null: seeded or imported")
    pushed_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, into its inbox")
    state: Mapped[FindingState] = mapped_column(word_of(FindingState, "state_known"))
    version: Mapped[int] = mapped_column(default=1, comment="grows with each act")
    reply_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null: no plan due")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, to be put right by")
    publish_due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, to decide about publishing by; null: not counted yet"
    )
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC, first reply")
    rectified_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when the proof came that was not sent back"
    )
    appealed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC; once alone, so it stays when the Appeal is decided"
    )
    before_appeal: Mapped[FindingState | None] = mapped_column(
        word_of(FindingState, "before_appeal_known"), comment="to which a rejected Appeal returns"
    )
    asked_until: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, extension that waits for a decision; null: none does"
    )
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC, the last time")
    closed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, verified, annulled or withdrawn"
    )
    withdrawal: Mapped[WithdrawalReason | None] = mapped_column(
        word_of(WithdrawalReason, "withdrawal_known")
    )
    assigned_to_id: Mapped[int | None] = mapped_column(index=True, comment="person; null: nobody")
    assigned_to: Mapped[str] = mapped_column(String(200), default="", comment="account")
    next_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="UTC, when the portal looks at its clock again"
    )
    changed_by: Mapped[str] = mapped_column(String(200), comment="account of the newest act")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, of the newest act")

    restaurant: Mapped[Restaurant] = relationship(lazy=LAZY)
    camera: Mapped[Camera | None] = relationship(lazy=LAZY)
    steps: Mapped[list["FindingStep"]] = relationship(
        back_populates="finding", order_by="FindingStep.id", lazy=LAZY
    )
    pictures: Mapped[list["FindingPicture"]] = relationship(
        back_populates="finding", order_by="FindingPicture.id", lazy=LAZY
    )
    publication: Mapped["Publication | None"] = relationship(back_populates="finding", lazy=LAZY)


class FindingStep(Model):
    """An act that was done about a Finding; never changed."""

    __tablename__ = "finding_step"
    __table_args__ = (UniqueConstraint("finding_id", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    act: Mapped[FindingAct] = mapped_column(word_of(FindingAct, "act_known"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    author: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    author_id: Mapped[int | None] = mapped_column(comment="person; null: part of the system")
    becomes: Mapped[FindingState] = mapped_column(word_of(FindingState, "becomes_known"))
    text: Mapped[str] = mapped_column(String(1000), default="")
    until: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, the time that was asked for, granted or set"
    )
    token: Mapped[str | None] = mapped_column(
        String(40), comment="of the form that was sent, so that twice is once"
    )

    finding: Mapped[Finding] = relationship(back_populates="steps", lazy=LAZY)


class FindingPicture(Model):
    """A picture about a Finding, for staff and the Restaurant alone."""

    __tablename__ = "finding_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    step_id: Mapped[int | None] = mapped_column(
        ForeignKey("finding_step.id"), index=True, comment="with which it came"
    )
    moment: Mapped[PictureMoment] = mapped_column(word_of(PictureMoment, "moment_known"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, or when it was sent")
    code: Mapped[str] = mapped_column(String(32), unique=True, comment="its file's name")
    sha256: Mapped[str] = mapped_column(String(64), comment="of the file, in hexadecimal")
    size_bytes: Mapped[int]
    source: Mapped[str] = mapped_column(
        String(200), default="", comment="camera's code or the account that sent it"
    )
    removed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when the file was deleted by rule; null: it is kept"
    )

    finding: Mapped[Finding] = relationship(back_populates="pictures", lazy=LAZY)


class FindingCount(Model):
    """How many Findings a year has had: the newest number given."""

    __tablename__ = "finding_count"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(comment="the newest number")


class Publication(Model):
    """The bureau's decision whether a Finding is public, until when, and its end."""

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("is_public = (kind IS NOT NULL)", name="kind_of_public"),
        CheckConstraint("is_public = (expires_on IS NOT NULL)", name="expiry_of_public"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), unique=True)
    is_public: Mapped[bool] = mapped_column(comment="false: decided to keep it private")
    kind: Mapped[PublicationKind | None] = mapped_column(word_of(PublicationKind, "kind_known"))
    decision: Mapped[str] = mapped_column(
        String(500), default="", comment="what was decided, as the public reads it"
    )
    reply: Mapped[str] = mapped_column(
        String(500), default="", comment="the Restaurant's, beside it; without personal data"
    )
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    decided_by: Mapped[str] = mapped_column(String(200), comment="account")
    expires_on: Mapped[date | None] = mapped_column(
        index=True, comment="first district day on which it is public no more"
    )
    withdraw_due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, by when it must be gone; null: nothing speaks against it"
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC; null: not taken back"
    )
    withdrawn_why: Mapped[str] = mapped_column(String(500), default="")

    finding: Mapped[Finding] = relationship(back_populates="publication", lazy=LAZY)
