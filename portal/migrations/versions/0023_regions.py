"""Regions: where in a Camera's picture a class is looked for."""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEX = "ix_watched_region_camera_id"


def upgrade():
    op.create_table(
        "watched_region",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column(
            "name", sa.String(60), nullable=False, comment="what people call it; may be empty"
        ),
        sa.Column(
            "corners", sa.JSON(), nullable=False,
            comment="x and y in fractions of the picture, from its upper left",
        ),
        sa.Column(
            "codes", sa.JSON(), nullable=False,
            comment="classes that it bounds; empty: every class",
        ),
        sa.Column("drawn_at", UtcDateTime(), nullable=False, comment="UTC"),
        sa.Column("drawn_by", sa.String(200), nullable=False, comment="account"),
        sa.Column("removed_at", UtcDateTime(), nullable=True, comment="UTC; null: it holds"),
        sa.Column("removed_by", sa.String(200), nullable=True, comment="account"),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by IS NULL)",
            name=op.f("ck_watched_region_removal_told"),
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_watched_region_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_region")),
    )  # fmt: skip
    op.create_index(op.f(INDEX), "watched_region", ["camera_id"])


def downgrade():
    op.drop_index(op.f(INDEX), "watched_region")
    op.drop_table("watched_region")
