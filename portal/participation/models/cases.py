"""Tables of Cases: what citizens sent, what was done about it, and the promises given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.notices.kinds import Severity
from portal.participation.case_kinds import (
    CaseAct,
    CaseKind,
    CaseState,
    Category,
    Channel,
    Doubt,
    Outside,
    Refusal,
    ResponseState,
    Side,
    Solved,
)
from portal.participation.kinds import Rating
from portal.participation.models.presence import HASH_LENGTH
from portal.registry.models import LAZY, Camera, Restaurant
from portal.shell.models import UtcDateTime, word_of

TEXT_LENGTH = 3000
STEP_LENGTH = 2000
RESPONSE_LENGTH = 500


class Case(Model):
    """A citizen's message with number and clock. What names people is sealed, and erased in time.

    `text` and `claim` are what every view shows: the words with what looks personal blacked out.
    """

    __tablename__ = "citizen_case"
    __table_args__ = (
        CheckConstraint("(merged_into_id IS NOT NULL) = (state = 'merged')", name="merged_has_one"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("escalated IN (0, 50, 80, 100, 150)", name="escalation_known"),
        CheckConstraint("channel <> 'insider' OR kind = 'tip'", name="insiders_send_tips"),
        Index("ix_citizen_case_restaurant_id_category", "restaurant_id", "category", "received_at"),
        Index("ix_citizen_case_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(20), unique=True, comment="such as TS-2026-000123 (Complaint), XS-… (Tip)"
    )
    kind: Mapped[CaseKind] = mapped_column(word_of(CaseKind, "kind_known"))
    channel: Mapped[Channel] = mapped_column(word_of(Channel, "channel_known"))
    category: Mapped[Category] = mapped_column(word_of(Category, "category_known"))
    risk: Mapped[Severity] = mapped_column(word_of(Severity, "risk_known"))
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    camera_id: Mapped[int | None] = mapped_column(
        ForeignKey("camera.id"), index=True, comment="whose picture it is about; null: none"
    )
    doubt: Mapped[Doubt | None] = mapped_column(word_of(Doubt, "doubt_known"))
    seen_on: Mapped[date | None] = mapped_column(comment="district day; null: not told")
    language: Mapped[str] = mapped_column(String(2), comment="of its sender: zh, en")
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH), comment="masked")
    claim: Mapped[str] = mapped_column(String(TEXT_LENGTH), comment="what is asked for, masked")
    sealed: Mapped[str | None] = mapped_column(
        Text, comment="encrypted JSON: words as typed, name, phone, address; null: erased or none"
    )
    has_contact: Mapped[bool] = mapped_column(comment="whether its sender can be reached")
    no_texts: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="its sender wants no SMS"
    )
    code_hash: Mapped[str | None] = mapped_column(
        String(200), comment="argon2id of the secret code; null: none was given, or erased"
    )
    link_hash: Mapped[str | None] = mapped_column(
        String(HASH_LENGTH), unique=True, comment="SHA-256 of the secret link"
    )
    key_hash: Mapped[str | None] = mapped_column(
        String(HASH_LENGTH), unique=True,
        comment="of the form's random key, so that a retry is no second Case",
    )  # fmt: skip
    has_work: Mapped[bool] = mapped_column(
        default=False, server_default=false(),
        comment="its sender's browser proved work; without, few an hour are taken",
    )  # fmt: skip
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[CaseState] = mapped_column(word_of(CaseState, "state_known"))
    before_pause: Mapped[CaseState | None] = mapped_column(
        word_of(CaseState, "before_pause_known"), comment="to which it returns when told more"
    )
    version: Mapped[int] = mapped_column(default=1, comment="grows with each act")
    steps_count: Mapped[int] = mapped_column(default=0, comment="steps in its file")
    head: Mapped[str] = mapped_column(
        String(HASH_LENGTH), default="", comment="hash of the newest step"
    )
    clock_step: Mapped[str] = mapped_column(
        String(40), default="", comment="the term that runs, as in the table of terms; empty: none"
    )
    clock_from: Mapped[datetime] = mapped_column(UtcDateTime, comment="when that term began")
    due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="first moment too late; null: the clock stands still or has ended"
    )
    is_due_certain: Mapped[bool] = mapped_column(default=True)
    announced_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when those who work on it were told; null: not yet"
    )
    escalated: Mapped[int] = mapped_column(default=0, comment="highest step told, per cent")
    overdue_since: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="public mark, set by the clock alone and never taken back"
    )
    next_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="when the portal looks at its clock again"
    )
    assigned_to_id: Mapped[int | None] = mapped_column(index=True, comment="person; null: nobody")
    assigned_to: Mapped[str] = mapped_column(String(200), default="", comment="account")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("citizen_case.id"), index=True)
    supporters: Mapped[int] = mapped_column(default=0, comment="merged Cases of other senders")
    finding_number: Mapped[str] = mapped_column(
        String(20), default="", comment="Finding that it led to; empty: none"
    )
    refusal: Mapped[Refusal | None] = mapped_column(word_of(Refusal, "refusal_known"))
    outside: Mapped[Outside | None] = mapped_column(word_of(Outside, "outside_known"))
    outside_number: Mapped[str] = mapped_column(String(60), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="once at most")
    is_held: Mapped[bool] = mapped_column(default=False, comment="legal hold: nothing is erased")
    erase_on: Mapped[date | None] = mapped_column(
        index=True, comment="district day on which what names people is erased; null: not yet"
    )
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deletion_asked_by_id: Mapped[int | None] = mapped_column(comment="person; null: nobody asked")
    deletion_asked_by: Mapped[str] = mapped_column(String(200), default="", comment="account")

    restaurant: Mapped[Restaurant] = relationship(lazy=LAZY)
    camera: Mapped[Camera | None] = relationship(lazy=LAZY)
    merged_into: Mapped["Case | None"] = relationship(remote_side=[id], lazy=LAZY)
    steps: Mapped[list["CaseStep"]] = relationship(
        back_populates="case", order_by="CaseStep.number", lazy=LAZY
    )
    pictures: Mapped[list["CasePicture"]] = relationship(
        back_populates="case", order_by="CasePicture.id", lazy=LAZY
    )
    pauses: Mapped[list["CasePause"]] = relationship(
        back_populates="case", order_by="CasePause.starts_at", lazy=LAZY
    )
    clips: Mapped[list["CaseClip"]] = relationship(
        back_populates="case", order_by="CaseClip.id", lazy=LAZY
    )
    ratings: Mapped[list["CaseRating"]] = relationship(
        back_populates="case", order_by="CaseRating.round", lazy=LAZY
    )
    response: Mapped["CaseResponse | None"] = relationship(back_populates="case", lazy=LAZY)


class CaseStep(Model):
    """Something done about a Case; never changed, and bound to those before it by its hash."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("citizen_case.id"))
    number: Mapped[int] = mapped_column(comment="within the Case, from 1")
    act: Mapped[CaseAct] = mapped_column(word_of(CaseAct, "act_known"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    side: Mapped[Side] = mapped_column(word_of(Side, "side_known"))
    author: Mapped[str] = mapped_column(String(200), comment="account, or nobody's name")
    author_id: Mapped[int | None] = mapped_column(comment="person; null: citizen or the portal")
    becomes: Mapped[CaseState] = mapped_column(word_of(CaseState, "becomes_known"))
    text: Mapped[str] = mapped_column(String(STEP_LENGTH), default="", comment="masked")
    is_public: Mapped[bool] = mapped_column(comment="whether its sender reads it")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="promised with it")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    token: Mapped[str | None] = mapped_column(
        String(40), unique=True, comment="of the form that was sent, so that twice is once"
    )
    salt: Mapped[str] = mapped_column(
        String(32), comment="without it the digest tells nothing; empty: the words were erased"
    )
    digest: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="of what the step says")
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="over the former and digest")

    case: Mapped[Case] = relationship(back_populates="steps", lazy=LAZY)


class CasePicture(Model):
    """A picture that came with a Case, drawn anew; its original was never kept."""

    __tablename__ = "case_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("citizen_case.id"), index=True)
    step_number: Mapped[int] = mapped_column(comment="with which it came")
    code: Mapped[str] = mapped_column(String(32), unique=True, comment="its file's name")
    sha256: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="of the file that is kept")
    size_bytes: Mapped[int]
    original_sha256: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="of what was sent")
    original_bytes: Mapped[int]
    original_kind: Mapped[str] = mapped_column(String(10), comment="such as jpeg, heic")
    boxes: Mapped[list[list[float]]] = mapped_column(
        JSON, default=list, comment="blacked out: left, top, right, bottom from 0 to 1"
    )
    redacted_code: Mapped[str | None] = mapped_column(
        String(32), unique=True, comment="the file with black boxes; null: none drawn"
    )
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="files deleted")

    case: Mapped[Case] = relationship(back_populates="pictures", lazy=LAZY)


class CasePause(Model):
    """A span in which the clock of a Case stands still, since its sender was asked something."""

    __tablename__ = "case_pause"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("ends_at >= starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("citizen_case.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null: it lasts")
    reason: Mapped[str] = mapped_column(String(STEP_LENGTH))

    case: Mapped[Case] = relationship(back_populates="pauses", lazy=LAZY)


class CaseClip(Model):
    """What a Camera showed about a moment that a sender marked, kept for those who check."""

    __tablename__ = "case_clip"
    __table_args__ = (UniqueConstraint("case_id", "camera_id", "marked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("citizen_case.id"))
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"), index=True)
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="the moment its sender named")
    secured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    files: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, comment="name, sha256, bytes, written_at of each; empty: none was there"
    )
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="files deleted")

    case: Mapped[Case] = relationship(back_populates="clips", lazy=LAZY)
    camera: Mapped[Camera] = relationship(lazy=LAZY)

    @property
    def folder(self) -> str:
        """The folder of its files, in the store of clips."""
        return f"{self.case_id}-{self.id}"


class CaseRating(Model):
    """What a sender says of how the Case was handled; asked on closing and after 14 days."""

    __tablename__ = "case_rating"
    __table_args__ = (CheckConstraint("round IN (1, 2)", name="round_known"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("citizen_case.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    solved: Mapped[Solved | None] = mapped_column(word_of(Solved, "solved_known"))
    handling: Mapped[Rating | None] = mapped_column(word_of(Rating, "handling_known"))

    case: Mapped[Case] = relationship(back_populates="ratings", lazy=LAZY)


class CaseResponse(Model):
    """What the Restaurant says about a Case; read by others once a moderator has seen it."""

    __tablename__ = "case_response"

    case_id: Mapped[int] = mapped_column(ForeignKey("citizen_case.id"), primary_key=True)
    text: Mapped[str] = mapped_column(String(RESPONSE_LENGTH))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    author: Mapped[str] = mapped_column(String(200), comment="account")
    author_id: Mapped[int | None]
    state: Mapped[ResponseState] = mapped_column(word_of(ResponseState, "state_known"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="to be looked at by")
    moderated_by: Mapped[str] = mapped_column(String(200), default="")
    moderated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str] = mapped_column(String(RESPONSE_LENGTH), default="")

    case: Mapped[Case] = relationship(back_populates="response", lazy=LAZY)


class PictureReport(Model):
    """How often a Camera's picture was said to be wrong on a day: an observation, no Fault."""

    __tablename__ = "picture_report"
    __table_args__ = (UniqueConstraint("camera_id", "doubt", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"))
    doubt: Mapped[Doubt] = mapped_column(word_of(Doubt, "doubt_known"))
    day: Mapped[date] = mapped_column(index=True, comment="district day")
    times: Mapped[int] = mapped_column(comment="taps")
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)

    camera: Mapped[Camera] = relationship(lazy=LAZY)


class CaseCount(Model):
    """How many Cases of a kind a year has had: the newest number given."""

    __tablename__ = "case_count"

    kind: Mapped[CaseKind] = mapped_column(word_of(CaseKind, "kind_known"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(comment="the newest number")
