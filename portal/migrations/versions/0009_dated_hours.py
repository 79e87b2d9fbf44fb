"""Former business hours with the day on which they ended.

What was changed before this revision is not known any more: today's hours count for all days.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GRAMMAR = "grammar in rules/hours.py"


def upgrade():
    op.create_table(
        "hours_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column(
            "until", sa.Date(), nullable=False,
            comment="first district day on which they do not hold",
        ),
        sa.Column(
            "hours", sa.String(length=500), nullable=False,
            comment=f"weekly business hours, {GRAMMAR}",
        ),
        sa.Column(
            "recorded_at", UtcDateTime(), nullable=False, comment="UTC, when they ended here"
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id"], ["restaurant.id"],
            name=op.f("fk_hours_span_restaurant_id_restaurant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_span")),
        sa.UniqueConstraint(
            "restaurant_id", "until", name=op.f("uq_hours_span_restaurant_id_until")
        ),
    )  # fmt: skip


def downgrade():
    op.drop_table("hours_span")
