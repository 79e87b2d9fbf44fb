"""Tables of this floor."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model
from portal.shell.models import UtcDateTime

HASH_LENGTH = 64  # SHA-256 in hexadecimal


class AuditEntry(Model):
    """One act, linked by hash to the one before it; rows are only ever added."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="place in the chain, from 1, without gaps"
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    person_id: Mapped[int | None] = mapped_column(comment="null: the system itself")
    act: Mapped[str] = mapped_column(String(60), comment="such as restaurant.suspended")
    subject: Mapped[str] = mapped_column(
        String(100), index=True, comment="kind and code of what it was done to"
    )
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what else must be known of it")
    hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), unique=True, comment="SHA-256 over this row and the former hash"
    )


class AuditHead(Model):
    """The newest entry of the chain, in one row that every writer locks before adding."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(comment="of the newest entry; 0: none yet")
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="of the newest entry")
