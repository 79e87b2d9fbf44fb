"""What people ask and know about Restaurants: requests with their proofs, gaps, days off."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.registry.kinds import (
    Ask,
    DayKind,
    GapCause,
    GapKind,
    GapOwner,
    ProofKind,
    RequestState,
)
from portal.registry.models.places import LAZY, Restaurant
from portal.shell.models import UtcDateTime, word_of

PROOF_CODE_LENGTH = 32


class Proof(Model):
    """File that proves something; its bytes lie in the data directory."""

    __tablename__ = "proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(PROOF_CODE_LENGTH), unique=True, comment="name of the file, and in addresses"
    )
    kind: Mapped[ProofKind] = mapped_column(word_of(ProofKind, "kind_known"))
    bytes: Mapped[int] = mapped_column(comment="size of the file kept")
    sha256: Mapped[str] = mapped_column(String(64), comment="of the file kept, in hexadecimal")


class StatusRequest(Model):
    """What somebody asked about a Restaurant's Status, and what was decided."""

    __tablename__ = "status_request"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_once"),
        CheckConstraint("reason <> ''", name="reason_given"),
        Index(
            "uq_status_request_pending",  # the same is asked once at a time
            "restaurant_id",
            "ask",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"), index=True)
    ask: Mapped[Ask] = mapped_column(word_of(Ask, "ask_known"))
    state: Mapped[RequestState] = mapped_column(
        word_of(RequestState, "state_known"), default=RequestState.PENDING, index=True
    )
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, included")
    ends_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, excluded; of a suspension alone"
    )
    reason: Mapped[str] = mapped_column(String(500))
    proof: Mapped[str] = mapped_column(
        String(500), default="", comment="number or name of the document that proves it"
    )
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("proof.id"))
    moves_to: Mapped[dict[str, str] | None] = mapped_column(
        JSON(none_as_null=True), comment="of a move: licence_no, address, street, station"
    )
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int | None] = mapped_column(comment="person; null: the system itself")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decided_by_id: Mapped[int | None] = mapped_column(comment="person; null: nobody yet")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str] = mapped_column(
        String(500), default="", comment="of the decision, as the restaurant reads it"
    )

    restaurant: Mapped[Restaurant] = relationship(lazy=LAZY)
    proof_file: Mapped[Proof | None] = relationship(lazy=LAZY)


class CoverageGap(Model):
    """What people know of something that a Restaurant lacks; the gap itself is computed."""

    __tablename__ = "coverage_gap"
    __table_args__ = (
        UniqueConstraint("restaurant_id", "kind"),
        CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    kind: Mapped[GapKind] = mapped_column(word_of(GapKind, "kind_known"))
    cause: Mapped[GapCause] = mapped_column(word_of(GapCause, "cause_known"))
    owner: Mapped[GapOwner | None] = mapped_column(
        word_of(GapOwner, "owner_known"), comment="whose turn it is; null: nobody named"
    )
    due_on: Mapped[date | None] = mapped_column(
        comment="district day by which it is to be closed; null: none set"
    )
    note: Mapped[str] = mapped_column(String(500), default="")
    cost_fen: Mapped[int | None] = mapped_column(
        BigInteger, comment="of closing it; null: not known"
    )
    noted_by: Mapped[str] = mapped_column(String(200))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarDay(Model):
    """A public holiday or make-up day that the bureau entered, beside those that are shipped."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True, comment="of the district")
    kind: Mapped[DayKind] = mapped_column(word_of(DayKind, "kind_known"))
    source: Mapped[str] = mapped_column(String(200), comment="the announcement")
    is_verified: Mapped[bool] = mapped_column(comment="whether somebody read it there")
