"""That a Display's page runs, as it tells by itself.

Revision ID: 0025
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "display_beat",
        sa.Column("display_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="district day of the newest sign"),
        sa.Column("beats", sa.Integer(), nullable=False, comment="signs of that day, one a minute"),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.ForeignKeyConstraint(
            ["display_id"], ["display.id"], name=op.f("fk_display_beat_display_id_display")
        ),
        sa.PrimaryKeyConstraint("display_id", name=op.f("pk_display_beat")),
    )


def downgrade():
    op.drop_table("display_beat")
