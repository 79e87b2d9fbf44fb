"""The table of messages about businesses that are not in the register yet."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.participation.case_kinds import CaseKind, Category, Outside, UnlistedState
from portal.participation.models.cases import STEP_LENGTH, TEXT_LENGTH, Case
from portal.participation.models.presence import HASH_LENGTH
from portal.registry.models import LAZY, Station
from portal.shell.models import UtcDateTime, word_of


class UnlistedCase(Model):
    """What a citizen sent about a business without a row: it becomes a Case when it has one.

    Its number comes from the same count as those of Cases, and goes over to the Case with code
    and link; from then on this row only says where it came from.
    """

    __tablename__ = "unlisted_case"
    __table_args__ = (
        CheckConstraint("(state = 'attached') = (case_id IS NOT NULL)", name="attached_has_case"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_told"),
        Index("ix_unlisted_case_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True, comment="of a Case, kept by it")
    kind: Mapped[CaseKind] = mapped_column(word_of(CaseKind, "kind_known"))
    category: Mapped[Category] = mapped_column(word_of(Category, "category_known"))
    place_name: Mapped[str] = mapped_column(String(200), comment="as typed, masked")
    place_address: Mapped[str] = mapped_column(String(300), comment="as typed, masked")
    station_id: Mapped[int | None] = mapped_column(
        ForeignKey("station.id"), index=True, comment="whose street it is; null: not known"
    )
    seen_on: Mapped[date | None] = mapped_column(comment="district day; null: not told")
    language: Mapped[str] = mapped_column(String(2), comment="of its sender: zh, en")
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH), comment="masked; the Case has it later")
    claim: Mapped[str] = mapped_column(String(TEXT_LENGTH), comment="masked; the Case has it later")
    sealed: Mapped[str | None] = mapped_column(
        Text, comment="encrypted JSON as a Case's; null: the Case has it, erased, or none"
    )
    has_contact: Mapped[bool]
    no_texts: Mapped[bool] = mapped_column(default=False, server_default=false())
    has_work: Mapped[bool] = mapped_column(comment="its sender's browser proved work")
    code_hash: Mapped[str | None] = mapped_column(String(200), comment="as a Case's")
    link_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH), unique=True)
    key_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH), unique=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="first moment too late, of the term that a Case would have; null: none"
    )
    state: Mapped[UnlistedState] = mapped_column(
        word_of(UnlistedState, "state_known"), default=UnlistedState.WAITING
    )
    case_id: Mapped[int | None] = mapped_column(ForeignKey("citizen_case.id"), index=True)
    outside: Mapped[Outside | None] = mapped_column(word_of(Outside, "outside_known"))
    outside_number: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(
        String(STEP_LENGTH), default="", comment="which its sender reads"
    )
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(200), default="", comment="account")
    erase_on: Mapped[date | None] = mapped_column(index=True, comment="district day; null: none")
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    station: Mapped[Station | None] = relationship(lazy=LAZY)
    case: Mapped[Case | None] = relationship(lazy=LAZY)
