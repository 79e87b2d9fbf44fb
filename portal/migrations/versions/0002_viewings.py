"""The table of viewings.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OUTCOMES = ("watched", "stills", "no_picture", "failed")


def upgrade():
    op.create_table(
        "viewing",
        sa.Column("id", sa.String(22), nullable=False, comment="128 random bits"),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="UTC, of the last ping",
        ),
        sa.Column(
            "first_picture_ms",
            sa.Integer(),
            nullable=True,
            comment="milliseconds from the wish to the first moving picture; null: none came yet",
        ),
        sa.Column(
            "stalls",
            sa.Integer(),
            nullable=False,
            comment="how often the picture stood still",
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                *OUTCOMES,
                name="outcome_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="what the viewer had at the end; null: still there, or left without a word",
        ),
        sa.CheckConstraint("stalls >= 0", name="stalls_counted"),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_viewing_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewing")),
    )
    op.create_index("ix_viewing_camera_id_last_seen_at", "viewing", ["camera_id", "last_seen_at"])


def downgrade():
    op.drop_index("ix_viewing_camera_id_last_seen_at", "viewing")
    op.drop_table("viewing")
