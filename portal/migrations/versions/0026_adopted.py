"""Whose a closed Period is, where it was adopted; until when Statements may be objected to."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CHECK = "ck_closed_period_district_in_both_languages"
REASON = "of an amendment; of an adopted one what is to be known of it"


def upgrade():
    with op.batch_alter_table("closed_period") as table:
        table.add_column(
            sa.Column(
                "district", sa.String(200), nullable=True,
                comment="whose it is, where adopted; null: this district's own",
            )
        )  # fmt: skip
        table.add_column(
            sa.Column("district_en", sa.String(200), nullable=True, comment="the same in English")
        )
        table.create_check_constraint(op.f(CHECK), "(district IS NULL) = (district_en IS NULL)")
        table.alter_column(
            "reason", existing_type=sa.String(1000), existing_nullable=False, comment=REASON,
            existing_comment="of an amendment",
        )  # fmt: skip
    with op.batch_alter_table("service_statement") as table:
        table.add_column(
            sa.Column(
                "object_until", sa.Date(), nullable=True,
                comment="last district day for objections; null: until it is settled",
            )
        )  # fmt: skip


def downgrade():
    with op.batch_alter_table("service_statement") as table:
        table.drop_column("object_until")
    with op.batch_alter_table("closed_period") as table:
        table.alter_column(
            "reason", existing_type=sa.String(1000), existing_nullable=False,
            comment="of an amendment", existing_comment=REASON,
        )  # fmt: skip
        table.drop_constraint(op.f(CHECK), type_="check")
        table.drop_column("district_en")
        table.drop_column("district")
