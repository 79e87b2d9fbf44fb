"""Tables of the rounds: minute maps, first pictures.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "camera_day",
        sa.Column("day", sa.Date(), nullable=False, comment="of the district"),
        sa.Column("camera_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "looked",
            sa.LargeBinary(),
            nullable=False,
            comment="minutes looked at, packed as in rules/minutes.py, 180 bytes or less",
        ),
        sa.Column(
            "good",
            sa.LargeBinary(),
            nullable=False,
            comment="those of them with a good picture, packed likewise",
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_camera_day_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("day", "camera_id", name=op.f("pk_camera_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "first_picture",
        sa.Column("camera_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="of the district"),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_first_picture_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_first_picture")),
    )


def downgrade():
    op.drop_table("first_picture")
    op.drop_table("camera_day")
