"""The table of regions: where in a Camera's picture a class is looked for."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.registry.models import LAZY, Camera
from portal.shell.models import UtcDateTime


class WatchedRegion(Model):
    """A part of a Camera's picture that somebody drew; kept when it holds no longer."""

    __tablename__ = "watched_region"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removal_told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), comment="what people call it; may be empty")
    corners: Mapped[list[list[float]]] = mapped_column(
        JSON, comment="x and y in fractions of the picture, from its upper left"
    )
    codes: Mapped[list[str]] = mapped_column(
        JSON, comment="classes that it bounds; empty: every class"
    )
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    drawn_by: Mapped[str] = mapped_column(String(200), comment="account")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: it holds")
    removed_by: Mapped[str | None] = mapped_column(String(200), comment="account")

    camera: Mapped[Camera] = relationship(lazy=LAZY)
