"""What the machine found and people have to judge, its evidence, and where it is muted.

Revision ID: 0011
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CODES = (
    "PPE-CAP", "PPE-MASK", "PPE-UNIF", "PPE-TORSO", "PPE-GLOVE", "BEH-SMOKE", "BEH-PHONE",
    "BEH-EAT", "BEH-PICK", "BEH-HAND", "PST-RAT", "PST-PET", "PST-BUG", "ENV-BIN", "ENV-OVER",
    "ENV-WATER", "ENV-FLOOR", "ENV-CLUT", "XCT-BOARD", "XCT-COVER", "SPR-STAFF", "SPR-DOOR",
    "WSH-DIS", "FIR-LEAVE", "FIR-SMOKE", "INT-STRANGE",
)  # fmt: skip
ZONES = ("ST", "RP", "CU", "CK", "SP", "DO", "WD", "PA", "SA", "WS", "EN")
REASONS = ("nothing_there", "misjudged", "allowed", "not_to_be_seen", "same_again", "other")
QUEUE = ("state", "severity", "seen_at", "id")
INDEXES = {
    "ix_detection_queue": QUEUE,
    "ix_detection_station_queue": ("station_id", *QUEUE),
    "ix_detection_code_queue": ("code", *QUEUE),
    "ix_detection_camera_queue": ("camera_id", *QUEUE),
    "ix_detection_reviewed": ("camera_id", "code", "reviewed_at"),
    "ix_detection_month": ("reviewed_month", "code", "state", "reject_reason"),
}
HOLDS = sa.text("lifted_at IS NULL")


def word(name, allowed, known, comment=None, *, nullable=False):
    kind = sa.Enum(*allowed, name=known, native_enum=False, create_constraint=True, length=20)
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def text(name, length, comment=None, *, nullable=False):
    return sa.Column(name, sa.String(length=length), nullable=nullable, comment=comment)


def moment(name, comment=None, *, nullable=False):
    return sa.Column(name, UtcDateTime(), nullable=nullable, comment=comment)


def number(name, comment=None, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable, comment=comment)


def json(name, comment):
    return sa.Column(name, sa.JSON(), nullable=False, comment=comment)


def refers(table, column, other):
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade():
    op.create_table(
        "detection",
        number("id"),
        *what_was_found(),
        *what_was_said(),
        sa.CheckConstraint(
            "(state = 'pending') = (reviewed_at IS NULL)", name=op.f("ck_detection_review_told")
        ),
        sa.CheckConstraint(
            "(state = 'rejected') = (reject_reason IS NOT NULL)",
            name=op.f("ck_detection_reject_told"),
        ),
        refers("detection", "camera_id", "camera"),
        refers("detection", "station_id", "station"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection")),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "detection", list(columns))
    create_evidence()
    create_mutes()


def what_was_found():
    return (
        number("camera_id"),
        number("station_id", "whose it was when the lead was found"),
        word("code", CODES, "code_known"),
        word(
            "severity", ("I", "II", "III"), "severity_known",
            "of the class in this zone when it was found",
        ),
        word("zone", ZONES, "zone_known"),
        moment("seen_at", "UTC, of the picture that shows it best"),
        moment("found_at", "UTC, when it was stored"),
        sa.Column("score", sa.Double(), nullable=False, comment="of the models, 0 to 1"),
        json("reason", "the rule's word and its numbers"),
        json("thresholds", "what the numbers were compared with"),
        json("region", "watched part in fractions; empty: the whole picture"),
        text("rule_version", 40),
        json("models", "name, version and SHA-256 of each model that had a say"),
    )  # fmt: skip


def what_was_said():
    return (
        word("state", ("pending", "confirmed", "rejected"), "state_known"),
        moment("reviewed_at", "in UTC", nullable=True),
        text("reviewed_by", 200, "account"),
        number("reviewer_id", "person; null: not reviewed", nullable=True),
        text(
            "reviewed_month", 7, "of the district, such as 2026-03; null: not reviewed",
            nullable=True,
        ),
        word("reject_reason", REASONS, "reason_known", "null: not rejected", nullable=True),
        text("note", 500, "of the reviewer"),
    )  # fmt: skip


def create_evidence():
    op.create_table(
        "evidence",
        number("id"),
        number("detection_id"),
        word("part", ("before", "during", "after", "shown", "clip"), "part_known"),
        moment("taken_at", "UTC, of its first picture"),
        text("file", 60, "name in the directory of evidence"),
        text("sha256", 64, "of the file, in hexadecimal"),
        number("size_bytes"),
        number("width_px"),
        number("height_px"),
        json("marks", "label, score and box in fractions of what was seen in it"),
        moment("removed_at", "UTC, when the file was deleted by rule; null: it is kept",
               nullable=True),
        refers("evidence", "detection_id", "detection"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("file", name=op.f("uq_evidence_file")),
    )  # fmt: skip
    op.create_index(op.f("ix_evidence_detection_id"), "evidence", ["detection_id"])


def create_mutes():
    op.create_table(
        "mute",
        number("id"),
        number("camera_id"),
        word("code", CODES, "code_known"),
        moment("muted_at", "in UTC"),
        number("right", "of the last reviewed ones, those confirmed"),
        number("reviewed", "how many of the last were reviewed, 50 at most"),
        text("looking", 200, "versions of the models and the rule that were muted"),
        moment("lifted_at", "UTC; null: it holds", nullable=True),
        text("lifted_by", 200, "account"),
        text("note", 500, "why it was lifted"),
        refers("mute", "camera_id", "camera"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
    )
    op.create_index(
        "uq_mute_present", "mute", ["camera_id", "code"], unique=True,
        sqlite_where=HOLDS, postgresql_where=HOLDS,
    )  # fmt: skip


def downgrade():
    op.drop_table("mute")
    op.drop_table("evidence")
    op.drop_table("detection")
