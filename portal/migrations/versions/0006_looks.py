"""Looking: rounds set out, Cameras that refused, reference pictures.

Revision ID: 0006
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    _create_rounds()
    _create_refusals()
    _create_references()


def _create_rounds():
    op.create_table(
        "round",
        sa.Column("minute", UtcDateTime(), nullable=False, comment="UTC, whole"),
        sa.Column("begun_at", UtcDateTime(), nullable=False, comment="UTC, when it was claimed"),
        sa.Column("cameras", sa.Integer(), nullable=False, comment="that were to be looked at"),
        sa.PrimaryKeyConstraint("minute", name=op.f("pk_round")),
    )


def _create_refusals():
    op.create_table(
        "camera_refusal",
        sa.Column("camera_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "bad_password",
                "no_such_path",
                name="cause_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "address_mark",
            sa.String(length=64),
            nullable=False,
            comment="keyed digest of the refused address",
        ),
        sa.Column(
            "user_mark",
            sa.String(length=64),
            nullable=False,
            comment="keyed digest of host and user",
        ),
        sa.Column(
            "password_mark",
            sa.String(length=64),
            nullable=False,
            comment="keyed digest of host, user and password",
        ),
        sa.Column("refused_at", UtcDateTime(), nullable=False, comment="UTC, the last time"),
        sa.Column(
            "released_at",
            UtcDateTime(),
            nullable=True,
            comment="UTC, when a person last asked to try again",
        ),
        sa.Column(
            "is_bearing",
            sa.Boolean(),
            nullable=False,
            comment="counts against the user at this host, who was not accepted since",
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_camera_refusal_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_camera_refusal")),
    )
    op.create_index(op.f("ix_camera_refusal_user_mark"), "camera_refusal", ["user_mark"])


def _create_references():
    op.create_table(
        "reference_picture",
        sa.Column("camera_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "packed",
            sa.LargeBinary(),
            nullable=False,
            comment="as the detector packs a reference, about 4 kB",
        ),
        sa.Column("accepted_at", UtcDateTime(), nullable=False, comment="UTC"),
        sa.Column(
            "accepted_by",
            sa.String(length=200),
            nullable=False,
            comment="account, or part of the system",
        ),
        sa.Column(
            "is_automatic",
            sa.Boolean(),
            nullable=False,
            comment="made of the first good looks, accepted by no person",
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_reference_picture_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_reference_picture")),
    )


def downgrade():
    op.drop_table("reference_picture")
    op.drop_index(op.f("ix_camera_refusal_user_mark"), table_name="camera_refusal")
    op.drop_table("camera_refusal")
    op.drop_table("round")
