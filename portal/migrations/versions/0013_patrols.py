"""Patrols: plans with their draw, patrols, visits, what was seen of a zone, snapshots."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ZONES = ("ST", "RP", "CU", "CK", "SP", "DO", "WD", "PA", "SA", "WS", "EN")


def upgrade():
    create_patrol_count()
    create_patrol_plan()
    create_patrol()
    create_patrol_member()
    create_visit()
    create_snapshot()
    create_visit_check()


def downgrade():
    op.drop_table("visit_check")
    op.drop_table("snapshot")
    op.drop_table("visit")
    op.drop_table("patrol_member")
    op.drop_table("patrol")
    op.drop_table("patrol_plan")
    op.drop_table("patrol_count")


def word(column, name, *words, nullable=False, comment=None):
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=nullable, comment=comment)


def number(name, comment=None, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable, comment=comment)


def text(name, length, comment=None, *, nullable=False):
    return sa.Column(name, sa.String(length=length), nullable=nullable, comment=comment)


def moment(name, comment, *, nullable):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def create_patrol_count():
    op.create_table(
        "patrol_count",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        number("last", "the newest number"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_patrol_count")),
    )


def create_patrol_plan():
    op.create_table(
        "patrol_plan",
        number("id"),
        text("number", 20, "as people say it, such as 2026 or 2026-2"),
        number("year"),
        sa.Column(
            "starts_on", sa.Date(), nullable=False, comment="first district day that is planned"
        ),
        text("seed", 64, "64 hexadecimal digits; secret until revealed_at"),
        text("seed_sha256", 64, "the promise, published at once"),
        sa.Column("inputs", sa.JSON(), nullable=False, comment="what the draw is made from"),
        text("inputs_sha256", 64, "of their canonical JSON"),
        text("beacon_source", 200, "which public number will be mixed in; empty: none"),
        text("beacon", 200, "that number, known to nobody when the seed was promised"),
        sa.Column(
            "drawn",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="what was drawn; null: not yet",
        ),
        number("required", "Visits that had to be placed"),
        number("short_by", "Visits that did not fit"),
        moment("committed_at", "UTC", nullable=False),
        text("committed_by", 200, "account"),
        moment("drawn_at", "UTC; null: not yet", nullable=True),
        moment("revealed_at", "UTC; null: not yet", nullable=True),
        sa.CheckConstraint(
            "(drawn_at IS NULL) = (drawn IS NULL)", name=op.f("ck_patrol_plan_draw_kept")
        ),
        sa.CheckConstraint(
            "drawn_at >= committed_at", name=op.f("ck_patrol_plan_drawn_after_promise")
        ),
        sa.CheckConstraint(
            "revealed_at >= drawn_at", name=op.f("ck_patrol_plan_revealed_after_draw")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_plan")),
        sa.UniqueConstraint("number", name=op.f("uq_patrol_plan_number")),
    )
    op.create_index(op.f("ix_patrol_plan_year"), "patrol_plan", ["year"])


def create_patrol():
    op.create_table(
        "patrol",
        number("id"),
        text("number", 20, "as people say it, such as X-2026-0012"),
        number("plan_id", "null: launched beside any plan", nullable=True),
        number("station_id", "null: the Bureau's own", nullable=True),
        word("way", "way_known", "online", "on_site"),
        sa.Column(
            "starts_on", sa.Date(), nullable=False, comment="first district day of its weeks"
        ),
        sa.Column("until", sa.Date(), nullable=False, comment="district day, excluded"),
        text("launched_by", 200, "account, or part of the system"),
        moment("begun_at", "UTC, of its first Visit; null: not yet", nullable=True),
        moment(
            "ended_at", "UTC, when its last Visit was done or dropped; null: not yet", nullable=True
        ),
        sa.CheckConstraint("until > starts_on", name=op.f("ck_patrol_until_later")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["patrol_plan.id"], name=op.f("fk_patrol_plan_id_patrol_plan")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_patrol_station_id_station")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol")),
        sa.UniqueConstraint("number", name=op.f("uq_patrol_number")),
    )
    op.create_index(op.f("ix_patrol_begun_at"), "patrol", ["begun_at"])
    op.create_index(op.f("ix_patrol_plan_id"), "patrol", ["plan_id"])
    op.create_index(op.f("ix_patrol_station_id"), "patrol", ["station_id"])
    op.create_index(op.f("ix_patrol_until"), "patrol", ["until"])


def create_patrol_member():
    op.create_table(
        "patrol_member",
        number("id"),
        number("patrol_id"),
        number("person_id"),
        text("name", 100, "of the account, as it was then"),
        sa.ForeignKeyConstraint(
            ["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_member_patrol_id_patrol")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_patrol_member_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_member")),
        sa.UniqueConstraint(
            "patrol_id", "person_id", name=op.f("uq_patrol_member_patrol_id_person_id")
        ),
    )
    op.create_index(op.f("ix_patrol_member_person_id"), "patrol_member", ["person_id"])


def create_visit():
    op.create_table(
        "visit",
        number("id"),
        number("patrol_id"),
        number("restaurant_id"),
        word("way", "way_known", "online", "on_site"),
        word("state", "state_known", "planned", "begun", "done", "dropped"),
        number("version", "one more with each change"),
        text("note", 1000),
        moment("begun_at", "UTC; null: not yet", nullable=True),
        text("begun_by", 200, "account"),
        moment("done_at", "UTC; null: not done", nullable=True),
        text("done_by", 200, "account"),
        word(
            "drop_reason",
            "reason_known",
            "closed",
            "moved",
            "suspended",
            "replanned",
            "other",
            comment="null: not dropped",
            nullable=True,
        ),
        text("drop_note", 1000),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_visit_done_once")
        ),
        sa.CheckConstraint(
            "(state = 'dropped') = (drop_reason IS NOT NULL)", name=op.f("ck_visit_drop_told")
        ),
        sa.CheckConstraint("done_at >= begun_at", name=op.f("ck_visit_done_after_begin")),
        sa.ForeignKeyConstraint(
            ["patrol_id"], ["patrol.id"], name=op.f("fk_visit_patrol_id_patrol")
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id"], ["restaurant.id"], name=op.f("fk_visit_restaurant_id_restaurant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint(
            "patrol_id", "restaurant_id", name=op.f("uq_visit_patrol_id_restaurant_id")
        ),
    )
    op.create_index(op.f("ix_visit_done_at"), "visit", ["done_at"])
    op.create_index(op.f("ix_visit_patrol_id"), "visit", ["patrol_id"])
    op.create_index("ix_visit_restaurant_id_done_at", "visit", ["restaurant_id", "done_at"])


def create_snapshot():
    op.create_table(
        "snapshot",
        *snapshot_columns(),
        sa.CheckConstraint(
            "(ended = 'finding') = (finding_id IS NOT NULL)", name=op.f("ck_snapshot_finding_named")
        ),
        sa.CheckConstraint(
            "(picture = 'none') = (sha256 IS NULL)", name=op.f("ck_snapshot_picture_kept")
        ),
        sa.CheckConstraint(
            "(ended IS NULL) = (ended_at IS NULL)", name=op.f("ck_snapshot_end_told")
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_snapshot_camera_id_camera")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_snapshot_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_snapshot_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("code", name=op.f("uq_snapshot_code")),
        sa.UniqueConstraint("visit_id", "once", name=op.f("uq_snapshot_visit_id_once")),
    )
    op.create_index(op.f("ix_snapshot_finding_id"), "snapshot", ["finding_id"])
    op.create_index(op.f("ix_snapshot_visit_id"), "snapshot", ["visit_id"])


def snapshot_columns():
    return [
        number("id"),
        text("code", 32, "name of the file"),
        number("visit_id"),
        number("camera_id", "null: a photograph taken on site", nullable=True),
        word("zone", "zone_known", *ZONES),
        word("source", "source_known", "manual", "ai"),
        word("picture", "picture_known", "unprotected", "protected", "photo", "none"),
        text("sha256", 64, "of the file, in hexadecimal", nullable=True),
        number("size_bytes", "of the file"),
        text("once", 32, "name of the tap that took it: twice the same is one"),
        moment("taken_at", "UTC, of the picture itself", nullable=False),
        moment("kept_at", "UTC, when it was kept here", nullable=False),
        text("kept_by", 200, "account, or part of the system"),
        word(
            "ended",
            "end_known",
            "nothing",
            "finding",
            comment="null: nobody has decided",
            nullable=True,
        ),
        moment("ended_at", "UTC; null: not yet", nullable=True),
        text("ended_by", 200, "account"),
        number("finding_id", "the Finding it became; null: none", nullable=True),
        moment(
            "removed_at", "UTC, when the file was deleted by rule; null: it is kept", nullable=True
        ),
    ]


def create_visit_check():
    op.create_table(
        "visit_check",
        number("id"),
        number("visit_id"),
        word("zone", "zone_known", *ZONES),
        word("answer", "answer_known", "clear", "finding", "not_seen"),
        text("note", 1000),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_check_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_check")),
        sa.UniqueConstraint("visit_id", "zone", name=op.f("uq_visit_check_visit_id_zone")),
    )
