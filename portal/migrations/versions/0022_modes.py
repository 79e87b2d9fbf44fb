"""How an answer was taken down; who is invited; reasons.

Revision ID: 0023
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COUNTED = "ix_answer_counted"
BEFORE = ("instrument", "day", "restaurant_id", "set_aside_id", "tier", "satisfaction")
AFTER = (*BEFORE[:-1], "mode", "satisfaction", "is_complete")
REASONS = (
    "too_fast", "burst", "one_network", "staff_network", "same_throughout", "even_timing",
    "closed_hours", "more_than_scans",
)  # fmt: skip
MODES = ("screen", "paper", "phone")


REMARKED = "ix_answer_remarked"
HAS_REMARK = sa.text("remark <> ''")


def upgrade():
    mode = sa.Enum(*MODES, name="mode_known", native_enum=False, create_constraint=True, length=20)
    op.drop_index(COUNTED, "answer")
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("mode", mode, nullable=False, server_default="screen"))
        answer.alter_column("remark", existing_type=sa.String(length=1200), existing_nullable=False,
                            comment="masked, never published")  # fmt: skip
    with op.batch_alter_table("answer") as answer:
        answer.alter_column("mode", server_default=None)
    op.create_index(COUNTED, "answer", AFTER)
    op.create_index(REMARKED, "answer", ["day"],
                    sqlite_where=HAS_REMARK, postgresql_where=HAS_REMARK)  # fmt: skip
    count_scans()
    name_reasons(*REASONS, "more_than_usual")


def name_reasons(*reasons):
    names = ", ".join(f"'{reason}'" for reason in reasons)
    with op.batch_alter_table("set_aside") as aside:
        aside.drop_constraint("reason_known", type_="check")
        aside.create_check_constraint("reason_known", f"reason IN ({names})")


def count_scans():
    scanned = "openings with the Display's code, of which one in so many is invited"
    with op.batch_alter_table("survey_slot") as slot:
        slot.add_column(number("scanned", scanned))
        slot.add_column(number("picked", "diners so invited, counted by us"))
    with op.batch_alter_table("survey_slot") as slot:
        slot.alter_column("scanned", server_default=None)
        slot.alter_column("picked", server_default=None)
        slot.create_check_constraint("picks_known", "picked >= 0 AND picked <= scanned")


def number(name, comment):
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0", comment=comment)


def downgrade():
    op.execute("UPDATE set_aside SET reason = 'burst' WHERE reason = 'more_than_usual'")
    name_reasons(*REASONS)
    with op.batch_alter_table("survey_slot") as slot:
        slot.drop_constraint("picks_known", type_="check")
        slot.drop_column("picked")
        slot.drop_column("scanned")
    op.drop_index(REMARKED, "answer")
    op.drop_index(COUNTED, "answer")
    with op.batch_alter_table("answer") as answer:
        answer.drop_constraint("mode_known", type_="check")
        answer.drop_column("mode")
        answer.alter_column("remark", existing_type=sa.String(length=1200), existing_nullable=False,
                            comment="never published")  # fmt: skip
    op.create_index(COUNTED, "answer", BEFORE)
