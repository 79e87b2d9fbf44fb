"""Requests about a Status with their proofs, coverage gaps, licence and display days.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def words(name, *allowed):
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade():
    op.add_column(
        "restaurant",
        sa.Column(
            "licence_until",
            sa.Date(),
            nullable=True,
            comment="last district day on which the licence holds; null: not known",
        ),
    )
    op.add_column(
        "display",
        sa.Column(
            "first_verified_on",
            sa.Date(),
            nullable=True,
            comment="district day on which it was first seen working; null: as verified_on",
        ),
    )
    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=32),
            nullable=False,
            comment="name of the file, and in addresses",
        ),
        sa.Column(
            "kind",
            words(
                "kind_known",
                "image/jpeg",
                "image/png",
                "image/webp",
                "application/pdf",
            ),
            nullable=False,
        ),
        sa.Column("bytes", sa.Integer(), nullable=False, comment="size of the file kept"),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="of the file kept, in hexadecimal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("code", name=op.f("uq_proof_code")),
    )
    create_requests()
    create_gaps()


def create_requests():
    op.create_table(
        "status_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column(
            "ask",
            words("ask_known", "open", "suspend", "resume", "close", "move"),
            nullable=False,
        ),
        sa.Column(
            "state",
            words(
                "state_known",
                "pending",
                "approved",
                "refused",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column("starts_at", UtcDateTime(), nullable=False, comment="UTC, included"),
        sa.Column(
            "ends_at", UtcDateTime(), nullable=True, comment="UTC, excluded; of a suspension alone"
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column(
            "proof",
            sa.String(length=500),
            nullable=False,
            comment="number or name of the document that proves it",
        ),
        sa.Column("proof_file_id", sa.Integer(), nullable=True),
        sa.Column(
            "moves_to",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="of a move: licence_no, address, street, station",
        ),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column(
            "asked_by_id", sa.Integer(), nullable=True, comment="person; null: the system itself"
        ),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True, comment="person; null: nobody yet"),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column(
            "why",
            sa.String(length=500),
            nullable=False,
            comment="of the decision, as the restaurant reads it",
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_status_request_ends_after_start")),
        sa.CheckConstraint(
            "(state = 'pending') = (decided_at IS NULL)",
            name=op.f("ck_status_request_decided_once"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_status_request_reason_given")),
        sa.ForeignKeyConstraint(
            ["restaurant_id"],
            ["restaurant.id"],
            name=op.f("fk_status_request_restaurant_id_restaurant"),
        ),
        sa.ForeignKeyConstraint(
            ["proof_file_id"], ["proof.id"], name=op.f("fk_status_request_proof_file_id_proof")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_request")),
    )
    op.create_index(op.f("ix_status_request_restaurant_id"), "status_request", ["restaurant_id"])
    op.create_index(op.f("ix_status_request_state"), "status_request", ["state"])
    op.create_index(
        "uq_status_request_pending",
        "status_request",
        ["restaurant_id", "ask"],
        unique=True,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )


def create_gaps():
    op.create_table(
        "coverage_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            words(
                "kind_known",
                "not_built",
                "not_connected",
                "few_cameras",
                "no_display",
            ),
            nullable=False,
        ),
        sa.Column(
            "cause",
            words(
                "cause_known",
                "power",
                "network",
                "device",
                "refusal",
                "closed",
                "moved",
                "not_built",
                "unknown",
            ),
            nullable=False,
        ),
        sa.Column(
            "owner",
            words("owner_known", "vendor", "restaurant", "bureau"),
            nullable=True,
            comment="whose turn it is; null: nobody named",
        ),
        sa.Column(
            "due_on",
            sa.Date(),
            nullable=True,
            comment="district day by which it is to be closed; null: none set",
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "cost_fen",
            sa.BigInteger(),
            nullable=True,
            comment="of closing it; null: not known",
        ),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cost_fen >= 0", name=op.f("ck_coverage_gap_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["restaurant_id"],
            ["restaurant.id"],
            name=op.f("fk_coverage_gap_restaurant_id_restaurant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_gap")),
        sa.UniqueConstraint(
            "restaurant_id", "kind", name=op.f("uq_coverage_gap_restaurant_id_kind")
        ),
    )


def downgrade():
    op.drop_table("coverage_gap")
    op.drop_index("uq_status_request_pending", "status_request")
    op.drop_index(op.f("ix_status_request_state"), "status_request")
    op.drop_index(op.f("ix_status_request_restaurant_id"), "status_request")
    op.drop_table("status_request")
    op.drop_table("proof")
    op.drop_column("display", "first_verified_on")
    op.drop_column("restaurant", "licence_until")
