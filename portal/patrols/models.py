"""Tables of patrols: plans with their draw, Patrols, Visits, what was seen, Snapshots."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.findings.models import Finding
from portal.patrols.kinds import (
    Answer,
    DropReason,
    PictureKind,
    SnapshotEnd,
    SnapshotSource,
    VisitState,
    Way,
)
from portal.registry.kinds import Zone
from portal.registry.models import LAZY, Camera, Restaurant, Station
from portal.shell.models import UtcDateTime, word_of

CODE_LENGTH = 32
ONCE_LENGTH = 32
LONGEST_NOTE = 1000


def new_code() -> str:
    """A fresh name of a Snapshot, not to be guessed."""
    return secrets.token_hex(CODE_LENGTH // 2)


class PatrolPlan(Model):
    """A year's plan: what it was drawn from, the promise of its seed, and what came out.

    `inputs` and `drawn` are the documents of rules/document.py, never changed.
    """

    __tablename__ = "patrol_plan"
    __table_args__ = (
        CheckConstraint("drawn_at >= committed_at", name="drawn_after_promise"),
        CheckConstraint("(drawn_at IS NULL) = (drawn IS NULL)", name="draw_kept"),
        CheckConstraint("revealed_at >= drawn_at", name="revealed_after_draw"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(20), unique=True, comment="as people say it, such as 2026 or 2026-2"
    )
    year: Mapped[int] = mapped_column(index=True)
    starts_on: Mapped[date] = mapped_column(comment="first district day that is planned")
    seed: Mapped[str] = mapped_column(
        String(64), comment="64 hexadecimal digits; secret until revealed_at"
    )
    seed_sha256: Mapped[str] = mapped_column(String(64), comment="the promise, published at once")
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what the draw is made from")
    inputs_sha256: Mapped[str] = mapped_column(String(64), comment="of their canonical JSON")
    beacon_source: Mapped[str] = mapped_column(
        String(200), default="", comment="which public number will be mixed in; empty: none"
    )
    beacon: Mapped[str] = mapped_column(
        String(200), default="", comment="that number, known to nobody when the seed was promised"
    )
    drawn: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="what was drawn; null: not yet"
    )
    required: Mapped[int] = mapped_column(default=0, comment="Visits that had to be placed")
    short_by: Mapped[int] = mapped_column(default=0, comment="Visits that did not fit")
    committed_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    committed_by: Mapped[str] = mapped_column(String(200), comment="account")
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: not yet")
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: not yet")

    patrols: Mapped[list["Patrol"]] = relationship(
        back_populates="plan", order_by="Patrol.id", lazy=LAZY
    )


class Patrol(Model):
    """One task: the Visits that a team has to make within some weeks, online or on site."""

    __tablename__ = "patrol"
    __table_args__ = (CheckConstraint("until > starts_on", name="until_later"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(20), unique=True, comment="as people say it, such as X-2026-0012"
    )
    plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("patrol_plan.id"), index=True, comment="null: launched beside any plan"
    )
    station_id: Mapped[int | None] = mapped_column(
        ForeignKey("station.id"), index=True, comment="null: the Bureau's own"
    )
    way: Mapped[Way] = mapped_column(word_of(Way, "way_known"))
    starts_on: Mapped[date] = mapped_column(comment="first district day of its weeks")
    until: Mapped[date] = mapped_column(index=True, comment="district day, excluded")
    launched_by: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    begun_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="UTC, of its first Visit; null: not yet"
    )
    ended_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when its last Visit was done or dropped; null: not yet"
    )

    plan: Mapped[PatrolPlan | None] = relationship(back_populates="patrols", lazy=LAZY)
    station: Mapped[Station | None] = relationship(lazy=LAZY)
    team: Mapped[list["PatrolMember"]] = relationship(
        back_populates="patrol", order_by="PatrolMember.id", lazy=LAZY
    )
    visits: Mapped[list["Visit"]] = relationship(
        back_populates="patrol", order_by="Visit.id", lazy=LAZY
    )


class PatrolMember(Model):
    """Somebody who makes the Visits of a Patrol."""

    __tablename__ = "patrol_member"
    __table_args__ = (UniqueConstraint("patrol_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    patrol_id: Mapped[int] = mapped_column(ForeignKey("patrol.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(100), comment="of the account, as it was then")

    patrol: Mapped[Patrol] = relationship(back_populates="team", lazy=LAZY)


class PatrolCount(Model):
    """How many Patrols a year has had: the newest number given."""

    __tablename__ = "patrol_count"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(comment="the newest number")


class Visit(Model):
    """One Restaurant looked at within one Patrol, 家次; never a distinct Restaurant."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("patrol_id", "restaurant_id"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_once"),
        CheckConstraint("(state = 'dropped') = (drop_reason IS NOT NULL)", name="drop_told"),
        CheckConstraint("done_at >= begun_at", name="done_after_begin"),
        Index("ix_visit_restaurant_id_done_at", "restaurant_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patrol_id: Mapped[int] = mapped_column(ForeignKey("patrol.id"), index=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    way: Mapped[Way] = mapped_column(word_of(Way, "way_known"))
    state: Mapped[VisitState] = mapped_column(
        word_of(VisitState, "state_known"), default=VisitState.PLANNED
    )
    version: Mapped[int] = mapped_column(default=1, comment="one more with each change")
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: not yet")
    begun_by: Mapped[str] = mapped_column(String(200), default="", comment="account")
    done_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="UTC; null: not done"
    )
    done_by: Mapped[str] = mapped_column(String(200), default="", comment="account")
    drop_reason: Mapped[DropReason | None] = mapped_column(
        word_of(DropReason, "reason_known"), comment="null: not dropped"
    )
    drop_note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")

    patrol: Mapped[Patrol] = relationship(back_populates="visits", lazy=LAZY)
    restaurant: Mapped[Restaurant] = relationship(lazy=LAZY)
    checks: Mapped[list["VisitCheck"]] = relationship(
        back_populates="visit", order_by="VisitCheck.id", lazy=LAZY
    )
    snapshots: Mapped[list["Snapshot"]] = relationship(
        back_populates="visit", order_by="Snapshot.id", lazy=LAZY
    )


class VisitCheck(Model):
    """What was seen of one Zone during a Visit."""

    __tablename__ = "visit_check"
    __table_args__ = (UniqueConstraint("visit_id", "zone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    zone: Mapped[Zone] = mapped_column(word_of(Zone, "zone_known"))
    answer: Mapped[Answer] = mapped_column(word_of(Answer, "answer_known"))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")

    visit: Mapped[Visit] = relationship(back_populates="checks", lazy=LAZY)


class Snapshot(Model):
    """Still taken during a Visit; it ends as nothing or as a Finding before the Visit is done."""

    __tablename__ = "snapshot"
    __table_args__ = (
        UniqueConstraint("visit_id", "once"),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="end_told"),
        CheckConstraint("(ended = 'finding') = (finding_id IS NOT NULL)", name="finding_named"),
        CheckConstraint("(picture = 'none') = (sha256 IS NULL)", name="picture_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(CODE_LENGTH), unique=True, default=new_code, comment="name of the file"
    )
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    camera_id: Mapped[int | None] = mapped_column(
        ForeignKey("camera.id"), comment="null: a photograph taken on site"
    )
    zone: Mapped[Zone] = mapped_column(word_of(Zone, "zone_known"))
    source: Mapped[SnapshotSource] = mapped_column(word_of(SnapshotSource, "source_known"))
    picture: Mapped[PictureKind] = mapped_column(word_of(PictureKind, "picture_known"))
    sha256: Mapped[str | None] = mapped_column(String(64), comment="of the file, in hexadecimal")
    size_bytes: Mapped[int] = mapped_column(default=0, comment="of the file")
    once: Mapped[str] = mapped_column(
        String(ONCE_LENGTH), comment="name of the tap that took it: twice the same is one"
    )
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, of the picture itself")
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when it was kept here")
    kept_by: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    ended: Mapped[SnapshotEnd | None] = mapped_column(
        word_of(SnapshotEnd, "end_known"), comment="null: nobody has decided"
    )
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: not yet")
    ended_by: Mapped[str] = mapped_column(String(200), default="", comment="account")
    finding_id: Mapped[int | None] = mapped_column(
        ForeignKey("finding.id"), index=True, comment="the Finding it became; null: none"
    )
    removed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when the file was deleted by rule; null: it is kept"
    )

    visit: Mapped[Visit] = relationship(back_populates="snapshots", lazy=LAZY)
    camera: Mapped[Camera | None] = relationship(lazy=LAZY)
    finding: Mapped[Finding | None] = relationship(lazy=LAZY)
