"""The table of viewings: how long somebody watched and how it went, and nothing of who."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model
from portal.live.kinds import Outcome
from portal.shell.models import UtcDateTime


class Viewing(Model):
    """One player that showed one Camera; its random id names no person and no device."""

    __tablename__ = "viewing"
    __table_args__ = (
        CheckConstraint("stalls >= 0", name="stalls_counted"),
        Index("ix_viewing_camera_id_last_seen_at", "camera_id", "last_seen_at"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True, comment="128 random bits")
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, of the last ping")
    first_picture_ms: Mapped[int | None] = mapped_column(
        comment="milliseconds from the wish to the first moving picture; null: none came yet"
    )
    stalls: Mapped[int] = mapped_column(default=0, comment="how often the picture stood still")
    outcome: Mapped[Outcome | None] = mapped_column(
        Enum(
            Outcome,
            name="outcome_known",
            native_enum=False,
            create_constraint=True,
            length=20,
            values_callable=lambda members: [member.value for member in members],
        ),
        comment="what the viewer had at the end; null: still there, or left without a word",
    )
