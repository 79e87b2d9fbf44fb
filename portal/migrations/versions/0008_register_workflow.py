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


def text(name, length, comment=None):
    return sa.Column(name, sa.String(length=length), nullable=False, comment=comment)


def moment(name, comment=None, *, nullable=False):
    return sa.Column(name, UtcDateTime(), nullable=nullable, comment=comment)


def day(name, comment):
    return sa.Column(name, sa.Date(), nullable=True, comment=comment)


def number(name, comment=None, *, nullable=True):
    return sa.Column(name, sa.Integer(), nullable=nullable, comment=comment)


def upgrade():
    until = "last district day on which the licence holds; null: not known"
    first = "district day on which it was first seen working; null: as verified_on"
    op.add_column("restaurant", day("licence_until", until))
    op.add_column("display", day("first_verified_on", first))
    kinds = words("kind_known", "image/jpeg", "image/png", "image/webp", "application/pdf")
    op.create_table(
        "proof",
        number("id", nullable=False),
        text("code", 32, "name of the file, and in addresses"),
        sa.Column("kind", kinds, nullable=False),
        number("bytes", "size of the file kept", nullable=False),
        text("sha256", 64, "of the file kept, in hexadecimal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("code", name=op.f("uq_proof_code")),
    )
    create_requests()
    create_gaps()


def create_requests():
    asks = words("ask_known", "open", "suspend", "resume", "close", "move")
    states = words("state_known", "pending", "approved", "refused", "withdrawn")
    place = "of a move: licence_no, address, street, station"
    op.create_table(
        "status_request",
        number("id", nullable=False),
        number("restaurant_id", nullable=False),
        sa.Column("ask", asks, nullable=False),
        sa.Column("state", states, nullable=False),
        moment("starts_at", "UTC, included"),
        moment("ends_at", "UTC, excluded; of a suspension alone", nullable=True),
        text("reason", 500),
        text("proof", 500, "number or name of the document that proves it"),
        number("proof_file_id"),
        sa.Column("moves_to", sa.JSON(none_as_null=True), nullable=True, comment=place),
        text("asked_by", 200),
        number("asked_by_id", "person; null: the system itself"),
        moment("asked_at"),
        text("decided_by", 200),
        number("decided_by_id", "person; null: nobody yet"),
        moment("decided_at", nullable=True),
        text("why", 500, "of the decision, as the restaurant reads it"),
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
    is_pending = sa.text("state = 'pending'")
    op.create_index(
        "uq_status_request_pending", "status_request", ["restaurant_id", "ask"], unique=True,
        sqlite_where=is_pending, postgresql_where=is_pending,
    )  # fmt: skip


def create_gaps():
    kinds = words("kind_known", "not_built", "not_connected", "few_cameras", "no_display")
    causes = words(
        "cause_known", "power", "network", "device", "refusal", "closed", "moved", "not_built",
        "unknown",
    )  # fmt: skip
    owners = words("owner_known", "vendor", "restaurant", "bureau")
    op.create_table(
        "coverage_gap",
        number("id", nullable=False),
        number("restaurant_id", nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("cause", causes, nullable=False),
        sa.Column("owner", owners, nullable=True, comment="whose turn it is; null: nobody named"),
        day("due_on", "district day by which it is to be closed; null: none set"),
        text("note", 500),
        sa.Column(
            "cost_fen", sa.BigInteger(), nullable=True, comment="of closing it; null: not known"
        ),
        text("noted_by", 200),
        moment("noted_at"),
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
