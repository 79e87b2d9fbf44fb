"""Conditions of cameras, outages, faults with notes and pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    create_camera_condition()
    create_camera_outage()
    create_fault()
    create_fault_note()
    create_fault_picture()
    create_fault_count()


def downgrade():
    op.drop_table("fault_count")
    op.drop_table("fault_picture")
    op.drop_table("fault_note")
    op.drop_table("fault")
    op.drop_table("camera_outage")
    op.drop_table("camera_condition")


def word_of(name, *words):
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def code_column(**how):
    return sa.Column(
        "code",
        word_of(
            "code_known",
            "DEV-OFF",
            "DEV-DARK",
            "DEV-BLUR",
            "DEV-COVER",
            "DEV-FROZEN",
            "DEV-MOVED",
            "DEV-LOOP",
        ),
        **how,
    )


def moment(name, comment, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def create_camera_condition():
    op.create_table(
        "camera_condition",
        sa.Column("camera_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", word_of("outcome_known", "good", "bad", "unknown"), nullable=False),
        moment("since", "from when the outcome holds"),
        moment("seen_at", "of the last look, in UTC"),
        code_column(nullable=True, comment="null: not bad"),
        sa.Column(
            "cause",
            sa.String(length=40),
            nullable=True,
            comment="the engine's word, or why nothing is known",
        ),
        sa.Column(
            "measured", sa.JSON(), nullable=False, comment="value and threshold of each bad verdict"
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_camera_condition_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_camera_condition")),
    )


def create_camera_outage():
    op.create_table(
        "camera_outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        moment("began_at", "UTC, of the first bad look within business hours"),
        moment("ended_at", "UTC, of the first good picture; null: it lasts", nullable=True),
        moment("run_from", "UTC, first of the bad looks that followed without a pause"),
        moment("last_bad_at", "UTC, of the newest bad look within business hours"),
        code_column(nullable=False, comment="of the newest bad look"),
        sa.Column("cause", sa.String(length=40), nullable=True, comment="the engine's word"),
        sa.Column(
            "measured", sa.JSON(), nullable=False, comment="value and threshold of each bad verdict"
        ),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_camera_outage_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_camera_outage_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_outage")),
    )
    op.create_index(
        "ix_camera_outage_camera_id_began_at", "camera_outage", ["camera_id", "began_at"]
    )
    op.create_index(
        "uq_camera_outage_present",
        "camera_outage",
        ["camera_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def fault_columns():
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "number",
            sa.String(length=20),
            nullable=False,
            comment="as people say it, such as F-2026-000123",
        ),
        sa.Column("outage_id", sa.Integer(), nullable=True, comment="null: it is a Display's"),
        sa.Column("display_id", sa.Integer(), nullable=True, comment="null: it is a Camera's"),
        code_column(nullable=False, comment="refined while the Outage lasts"),
        moment("opened_at", "in UTC"),
        moment("response_due_at", "UTC, by the contract's terms of that day"),
        moment("repair_due_at", "UTC, by the contract's terms of that day"),
        moment("acknowledged_at", "UTC; null: the Vendor has not answered", nullable=True),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=False, comment="account"),
        sa.Column(
            "cause",
            word_of(
                "cause_known",
                "power.cut",
                "power.switched_off",
                "power.supply",
                "network.line",
                "network.router",
                "network.slow",
                "device.broken",
                "device.dirty",
                "device.settings",
                "recorder.off",
                "recorder.channel",
                "access.password",
                "access.address",
                "access.refused",
                "premises.closed",
                "premises.works",
                "premises.covered",
                "aim.wrong",
                "aim.moved",
                "not_found.none",
            ),
            nullable=True,
            comment="as the Vendor found; null: not told",
        ),
        moment("ended_at", "UTC; null: it lasts", nullable=True),
        sa.Column("ended", word_of("end_known", "repaired", "withdrawn"), nullable=True),
        sa.Column(
            "follows_id",
            sa.Integer(),
            nullable=True,
            comment="the Fault that came back as this one",
        ),
    ]


def create_fault():
    op.create_table(
        "fault",
        *fault_columns(),
        sa.CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name=op.f("ck_fault_end_told")),
        sa.CheckConstraint(
            "(outage_id IS NULL) <> (display_id IS NULL)", name=op.f("ck_fault_one_subject")
        ),
        sa.CheckConstraint("ended_at >= opened_at", name=op.f("ck_fault_ends_after_start")),
        sa.CheckConstraint("follows_id <> id", name=op.f("ck_fault_not_after_itself")),
        sa.ForeignKeyConstraint(
            ["display_id"], ["display.id"], name=op.f("fk_fault_display_id_display")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["fault.id"], name=op.f("fk_fault_follows_id_fault")
        ),
        sa.ForeignKeyConstraint(
            ["outage_id"], ["camera_outage.id"], name=op.f("fk_fault_outage_id_camera_outage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault")),
        sa.UniqueConstraint("number", name=op.f("uq_fault_number")),
        sa.UniqueConstraint("outage_id", name=op.f("uq_fault_outage_id")),
    )
    op.create_index(op.f("ix_fault_follows_id"), "fault", ["follows_id"])
    op.create_index(op.f("ix_fault_opened_at"), "fault", ["opened_at"])
    op.create_index(op.f("ix_fault_repair_due_at"), "fault", ["repair_due_at"])
    op.create_index(
        "uq_fault_present_display",
        "fault",
        ["display_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def create_fault_note():
    op.create_table(
        "fault_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fault_id", sa.Integer(), nullable=False),
        moment("at", "in UTC"),
        sa.Column(
            "author",
            sa.String(length=200),
            nullable=False,
            comment="account, or part of the system",
        ),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_fault_note_text_given")),
        sa.ForeignKeyConstraint(
            ["fault_id"], ["fault.id"], name=op.f("fk_fault_note_fault_id_fault")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_note")),
    )
    op.create_index(op.f("ix_fault_note_fault_id"), "fault_note", ["fault_id"])


def create_fault_picture():
    op.create_table(
        "fault_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fault_id", sa.Integer(), nullable=False),
        sa.Column("moment", word_of("moment_known", "opening", "closing"), nullable=False),
        moment("taken_at", "in UTC"),
        sa.Column(
            "file",
            sa.String(length=60),
            nullable=False,
            comment="name in the directory of fault pictures",
        ),
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="of the file, in hexadecimal"
        ),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        moment(
            "removed_at", "UTC, when the file was deleted by rule; null: it is kept", nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["fault_id"], ["fault.id"], name=op.f("fk_fault_picture_fault_id_fault")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_picture")),
        sa.UniqueConstraint("file", name=op.f("uq_fault_picture_file")),
    )
    op.create_index(op.f("ix_fault_picture_fault_id"), "fault_picture", ["fault_id"])


def create_fault_count():
    op.create_table(
        "fault_count",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False, comment="the newest number"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_fault_count")),
    )
