"""People, their roles, sign-ins, recovery codes and invitations.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLES = (
    "restaurant_staff", "restaurant_owner", "inspector", "station_head", "bureau_officer",
    "moderator", "auditor", "vendor", "sysadmin",
)  # fmt: skip


def upgrade():
    create_people()
    create_grants()
    create_sign_ins()
    create_recovery_codes()
    create_invitations()


def create_people():
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "login",
            sa.String(length=100),
            nullable=False,
            comment="what is typed to sign in, in lower case",
        ),
        sa.Column(
            "name", sa.String(length=100), nullable=False, comment="as colleagues know this person"
        ),
        sa.Column(
            "password",
            sa.String(length=200),
            nullable=True,
            comment="argon2id hash; null: invited, and not yet chosen",
        ),
        sa.Column(
            "totp_secret",
            sa.String(length=500),
            nullable=True,
            comment="encrypted; null: no second factor is set up",
        ),
        sa.Column(
            "totp_counter",
            sa.Integer(),
            nullable=True,
            comment="30 s step of the newest code accepted; that one and older ones are refused",
        ),
        sa.Column("active", sa.Boolean(), nullable=False, comment="whether signing in is possible"),
        sa.Column(
            "is_demo",
            sa.Boolean(),
            nullable=False,
            comment="made by `seed demo`; only ever signs in on loopback without TLS",
        ),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_sign_in_at", UtcDateTime(), nullable=True, comment="null: never"),
        sa.CheckConstraint("login <> ''", name=op.f("ck_person_login_given")),
        sa.CheckConstraint("login = lower(login)", name=op.f("ck_person_login_in_lower_case")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_person_name_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
    )


def create_grants():
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                *ROLES, name="role_known", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "station", sa.String(length=20), nullable=True, comment="its code; null: not bound"
        ),
        sa.Column(
            "restaurant", sa.String(length=10), nullable=True, comment="its code; null: not bound"
        ),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "station IS NULL OR restaurant IS NULL", name=op.f("ck_role_grant_one_bound")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"])


def create_sign_ins():
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "key_hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the key in the signed cookie",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False, comment="to the minute"),
        sa.Column("expires_at", UtcDateTime(), nullable=False, comment="however busy it is"),
        sa.Column(
            "ended_at",
            UtcDateTime(),
            nullable=True,
            comment="signed out or revoked; null: not so",
        ),
        sa.Column(
            "browser", sa.String(length=20), nullable=False, comment="a family such as firefox"
        ),
        sa.Column(
            "system", sa.String(length=20), nullable=False, comment="a family such as android"
        ),
        sa.Column(
            "network", sa.String(length=50), nullable=False, comment="the client's /24 or /48"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_sign_in_key_hash")),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])


def create_recovery_codes():
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "code_hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256; the code itself has 80 random bits",
        ),
        sa.Column("used_at", UtcDateTime(), nullable=True, comment="null: still good"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"])


def create_invitations():
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "token_hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of what the link holds",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column(
            "used_at",
            UtcDateTime(),
            nullable=True,
            comment="used, or replaced by a newer one; null: still good",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"])


def downgrade():
    for name in ("invitation", "recovery_code", "sign_in", "role_grant"):
        op.drop_index(f"ix_{name}_person_id", table_name=name)
        op.drop_table(name)
    op.drop_table("person")
