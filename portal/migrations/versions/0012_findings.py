"""Findings with their history and pictures, and the decision about publishing each.

Revision ID: 0012
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = (
    "pushed", "answered", "appealed", "rectified", "escalated", "closed", "annulled", "withdrawn",
)  # fmt: skip
CODES = (
    "PPE-CAP", "PPE-MASK", "PPE-UNIF", "PPE-TORSO", "PPE-GLOVE", "BEH-SMOKE", "BEH-PHONE",
    "BEH-EAT", "BEH-PICK", "BEH-HAND", "PST-RAT", "PST-PET", "PST-BUG", "ENV-BIN", "ENV-OVER",
    "ENV-WATER", "ENV-FLOOR", "ENV-CLUT", "XCT-BOARD", "XCT-COVER", "SPR-STAFF", "SPR-DOOR",
    "WSH-DIS", "FIR-LEAVE", "FIR-SMOKE", "INT-STRANGE",
)  # fmt: skip
ACTS = (
    "open", "reply", "prove", "ask_extension", "grant_extension", "refuse_extension", "appeal",
    "allow_appeal", "reject_appeal", "recheck", "verify", "return", "escalate", "withdraw",
    "assign", "remind", "publish", "keep_private", "unpublish",
)  # fmt: skip
ZONES = ("ST", "RP", "CU", "CK", "SP", "DO", "WD", "PA", "SA", "WS", "EN")
REASONS = ("duplicate", "wrong_restaurant", "wrong_picture", "no_basis", "closed_restaurant")


def word(name, allowed, known, comment=None, *, nullable=False):
    kind = sa.Enum(*allowed, name=known, native_enum=False, create_constraint=True, length=20)
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def text(name, length, comment=None, *, nullable=False):
    return sa.Column(name, sa.String(length=length), nullable=nullable, comment=comment)


def moment(name, comment=None, *, nullable=False):
    return sa.Column(name, UtcDateTime(), nullable=nullable, comment=comment)


def number(name, comment=None, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable, comment=comment)


def refers(table, column, other):
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def index(table, *columns):
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade():
    op.create_table(
        "finding_count",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        number("last", "the newest number"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_finding_count")),
    )
    op.create_table(
        "finding",
        number("id"),
        *what_was_found(),
        *what_was_done(),
        sa.CheckConstraint("due_at > opened_at", name=op.f("ck_finding_due_after_opening")),
        refers("finding", "restaurant_id", "restaurant"),
        refers("finding", "camera_id", "camera"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("number", name=op.f("uq_finding_number")),
    )
    index("finding", "camera_id")
    index("finding", "assigned_to_id")
    index("finding", "next_at")
    index("finding", "state", "due_at")
    index("finding", "restaurant_id", "opened_at")
    create_steps()
    create_pictures()
    create_publications()


def what_was_found():
    return (
        text("number", 20, "such as V-2026-000123"),
        number("restaurant_id"),
        number("camera_id", "null: no Camera saw it", nullable=True),
        word("code", CODES, "code_known"),
        word("severity", ("I", "II", "III"), "severity_known",
             "by the table of the day it was opened"),
        word("zone", ZONES, "zone_known", nullable=True),
        moment("seen_at", "UTC, when it was seen"),
        word("origin", ("machine", "patrol", "case", "manual"), "origin_known"),
        text("origin_id", 40, "of the Detection, Visit or Case; empty: an officer's own"),
        sa.Column("facts", sa.JSON(), nullable=False,
                  comment="what its origin knows: model, version, score, item"),
        text("note", 1000, "what is to be put right, as the officer wrote it"),
        moment("opened_at", "UTC, when confirmed"),
        text("confirmed_by", 200, "account"),
        number("confirmed_by_id", "person; null: seeded or imported", nullable=True),
    )  # fmt: skip


def what_was_done():
    return (
        moment("pushed_at", "UTC, into its inbox"),
        word("state", STATES, "state_known"),
        number("version", "grows with each act"),
        moment("reply_due_at", "null: no plan due", nullable=True),
        moment("due_at", "UTC, to be put right by"),
        moment("publish_due_at", "UTC, to decide about publishing by; null: not counted yet",
               nullable=True),
        moment("replied_at", "UTC, first reply", nullable=True),
        moment("rectified_at", "UTC, when the proof came that was not sent back", nullable=True),
        moment("appealed_at", "UTC; once alone, so it stays when the Appeal is decided",
               nullable=True),
        word("before_appeal", STATES, "before_appeal_known", "to which a rejected Appeal returns",
             nullable=True),
        moment("asked_until", "UTC, extension that waits for a decision; null: none does",
               nullable=True),
        moment("escalated_at", "UTC, the last time", nullable=True),
        moment("closed_at", "UTC, verified, annulled or withdrawn", nullable=True),
        word("withdrawal", REASONS, "withdrawal_known", nullable=True),
        number("assigned_to_id", "person; null: nobody", nullable=True),
        text("assigned_to", 200, "account"),
        moment("next_at", "UTC, when the portal looks at its clock again", nullable=True),
        text("changed_by", 200, "account of the newest act"),
        moment("changed_at", "UTC, of the newest act"),
    )  # fmt: skip


def create_steps():
    op.create_table(
        "finding_step",
        number("id"),
        number("finding_id"),
        word("act", ACTS, "act_known"),
        moment("at", "UTC"),
        text("author", 200, "account, or part of the system"),
        number("author_id", "person; null: part of the system", nullable=True),
        word("becomes", STATES, "becomes_known"),
        text("text", 1000),
        moment("until", "UTC, the time that was asked for, granted or set", nullable=True),
        text("token", 40, "of the form that was sent, so that twice is once", nullable=True),
        refers("finding_step", "finding_id", "finding"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_step")),
        sa.UniqueConstraint("token", name=op.f("uq_finding_step_token")),
    )
    index("finding_step", "finding_id")


def create_pictures():
    moments = ("seen", "before", "after", "appeal", "recheck")
    op.create_table(
        "finding_picture",
        number("id"),
        number("finding_id"),
        number("step_id", "with which it came", nullable=True),
        word("moment", moments, "moment_known"),
        moment("taken_at", "UTC, or when it was sent"),
        text("code", 32, "its file's name"),
        text("sha256", 64, "of the file, in hexadecimal"),
        number("size_bytes"),
        text("source", 200, "camera's code or the account that sent it"),
        moment("removed_at", "UTC, when the file was deleted by rule; null: it is kept",
               nullable=True),
        refers("finding_picture", "finding_id", "finding"),
        refers("finding_picture", "step_id", "finding_step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_picture")),
        sa.UniqueConstraint("code", name=op.f("uq_finding_picture_code")),
    )  # fmt: skip
    index("finding_picture", "finding_id")
    index("finding_picture", "step_id")


def create_publications():
    op.create_table(
        "publication",
        number("id"),
        number("finding_id"),
        sa.Column("is_public", sa.Boolean(), nullable=False,
                  comment="false: decided to keep it private"),
        word("kind", ("result", "minor_penalty", "penalty"), "kind_known", nullable=True),
        text("decision", 500, "what was decided, as the public reads it"),
        text("reply", 500, "the Restaurant's, beside it; without personal data"),
        moment("decided_at", "UTC"),
        text("decided_by", 200, "account"),
        sa.Column("expires_on", sa.Date(), nullable=True,
                  comment="first district day on which it is public no more"),
        moment("withdraw_due_at", "UTC, by when it must be gone; null: nothing speaks against it",
               nullable=True),
        moment("withdrawn_at", "UTC; null: not taken back", nullable=True),
        text("withdrawn_why", 500),
        sa.CheckConstraint("is_public = (kind IS NOT NULL)",
                           name=op.f("ck_publication_kind_of_public")),
        sa.CheckConstraint("is_public = (expires_on IS NOT NULL)",
                           name=op.f("ck_publication_expiry_of_public")),
        refers("publication", "finding_id", "finding"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_publication_finding_id")),
    )  # fmt: skip
    index("publication", "expires_on")


def downgrade():
    for table in ("publication", "finding_picture", "finding_step", "finding", "finding_count"):
        op.drop_table(table)
