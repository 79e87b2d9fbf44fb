"""Filters of lists that people keep under names of their own.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "kept_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(60), nullable=False, comment="the endpoint of the list"),
        sa.Column("name", sa.String(40), nullable=False, comment="as its owner calls it"),
        sa.Column("asked", sa.JSON(), nullable=False, comment="what the list is asked for"),
        sa.CheckConstraint("name <> ''", name=op.f("ck_kept_filter_name_given")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_filter_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_filter")),
        sa.UniqueConstraint(
            "person_id", "view", "name", name=op.f("uq_kept_filter_person_id_view_name")
        ),
    )


def downgrade():
    op.drop_table("kept_filter")
