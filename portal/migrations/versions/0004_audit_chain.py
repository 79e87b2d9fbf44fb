"""The audit chain.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "audit_entry",
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="place in the chain, from 1, without gaps",
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "actor", sa.String(length=200), nullable=False, comment="account, or part of the system"
        ),
        sa.Column("person_id", sa.Integer(), nullable=True, comment="null: the system itself"),
        sa.Column(
            "act", sa.String(length=60), nullable=False, comment="such as restaurant.suspended"
        ),
        sa.Column(
            "subject",
            sa.String(length=100),
            nullable=False,
            comment="kind and code of what it was done to",
        ),
        sa.Column("facts", sa.JSON(), nullable=False, comment="what else must be known of it"),
        sa.Column(
            "hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 over this row and the former hash",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])
    op.create_index(op.f("ix_audit_entry_subject"), "audit_entry", ["subject"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="of the newest entry; 0: none yet"
        ),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="of the newest entry"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64}])


def downgrade():
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_subject"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
