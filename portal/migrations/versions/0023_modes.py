"""How an answer was taken down: on a screen, or by staff from paper or the telephone.

Revision ID: 0023
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None

COUNTED = "ix_answer_counted"
BEFORE = ("instrument", "day", "restaurant_id", "set_aside_id", "tier", "satisfaction")
AFTER = (*BEFORE[:-1], "mode", "satisfaction", "is_complete")
MODES = ("screen", "paper", "phone")


def upgrade():
    mode = sa.Enum(*MODES, name="mode_known", native_enum=False, create_constraint=True, length=20)
    op.drop_index(COUNTED, "answer")
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("mode", mode, nullable=False, server_default="screen"))
    with op.batch_alter_table("answer") as answer:
        answer.alter_column("mode", server_default=None)
    op.create_index(COUNTED, "answer", AFTER)


def downgrade():
    op.drop_index(COUNTED, "answer")
    with op.batch_alter_table("answer") as answer:
        answer.drop_constraint("mode_known", type_="check")
        answer.drop_column("mode")
    op.create_index(COUNTED, "answer", BEFORE)
