"""Cases: what citizens send, their steps, pictures, clips and clocks; pictures said to be wrong.

Revision ID: 0016
Revises: 0012 and 0015
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0016"
down_revision = ("0012", "0015")
branch_labels = None
depends_on = None

STATES = (
    "received",
    "screening",
    "need_info",
    "accepted",
    "checking",
    "mediating",
    "rectifying",
    "decided",
    "merged",
    "withdrawn",
    "refused",
    "transferred",
)
ACTS = (
    "file",
    "edit",
    "add",
    "secure",
    "withdraw",
    "reopen",
    "rate",
    "screen",
    "ask_info",
    "resume",
    "accept",
    "refuse",
    "transfer",
    "check",
    "mediate",
    "rectify",
    "decide",
    "merge",
    "split",
    "assign",
    "note",
    "reply",
    "extend",
    "confirm",
    "redact",
    "respond",
    "show_response",
    "hide_response",
    "escalate",
    "hold",
    "release",
    "ask_deletion",
    "delete",
    "erase",
)


def words(name, *allowed):
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade():
    create_case_count()
    create_citizen_case()
    create_picture_report()
    create_case_clip()
    create_case_pause()
    create_case_picture()
    create_case_rating()
    create_case_response()
    create_case_step()


def create_case_count():
    op.create_table(
        "case_count",
        sa.Column("kind", words("kind_known", "tip", "complaint"), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False, comment="the newest number"),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_case_count")),
    )


def create_citizen_case():
    op.create_table(
        "citizen_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "number",
            sa.String(length=20),
            nullable=False,
            comment="such as TS-2026-000123 (Complaint), XS-… (Tip)",
        ),
        sa.Column("kind", words("kind_known", "tip", "complaint"), nullable=False),
        sa.Column("channel", words("channel_known", "page", "picture", "insider"), nullable=False),
        sa.Column(
            "category",
            words(
                "category_known",
                "dirty",
                "pests",
                "staff",
                "smoking",
                "mixing",
                "utensils",
                "waste",
                "spoiled",
                "ill",
                "picture",
                "licence",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("risk", words("risk_known", "I", "II", "III"), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column(
            "camera_id",
            sa.Integer(),
            nullable=True,
            comment="whose picture it is about; null: none",
        ),
        sa.Column(
            "doubt", words("doubt_known", "dark", "frozen", "wrong_place", "dirty"), nullable=True
        ),
        sa.Column("seen_on", sa.Date(), nullable=True, comment="district day; null: not told"),
        sa.Column("language", sa.String(length=2), nullable=False, comment="of its sender: zh, en"),
        sa.Column("text", sa.String(length=3000), nullable=False, comment="masked"),
        sa.Column(
            "claim", sa.String(length=3000), nullable=False, comment="what is asked for, masked"
        ),
        sa.Column(
            "sealed",
            sa.Text(),
            nullable=True,
            comment="encrypted JSON: words as typed, name, phone, address; null: erased or none",
        ),
        sa.Column(
            "has_contact", sa.Boolean(), nullable=False, comment="whether its sender can be reached"
        ),
        sa.Column(
            "code_hash",
            sa.String(length=200),
            nullable=True,
            comment="argon2id of the secret code; null: none was given, or erased",
        ),
        sa.Column(
            "link_hash", sa.String(length=64), nullable=True, comment="SHA-256 of the secret link"
        ),
        sa.Column(
            "key_hash",
            sa.String(length=64),
            nullable=True,
            comment="of the form's random key, so that a retry is no second Case",
        ),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("state", words("state_known", *STATES), nullable=False),
        sa.Column(
            "before_pause",
            words("before_pause_known", *STATES),
            nullable=True,
            comment="to which it returns when told more",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with each act"),
        sa.Column("steps_count", sa.Integer(), nullable=False, comment="steps in its file"),
        sa.Column("head", sa.String(length=64), nullable=False, comment="hash of the newest step"),
        sa.Column(
            "clock_step",
            sa.String(length=40),
            nullable=False,
            comment="the term that runs, as in the table of terms; empty: none",
        ),
        sa.Column("clock_from", UtcDateTime(), nullable=False, comment="when that term began"),
        sa.Column(
            "due_at",
            UtcDateTime(),
            nullable=True,
            comment="first moment too late; null: the clock stands still or has ended",
        ),
        sa.Column("is_due_certain", sa.Boolean(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False, comment="highest step told, per cent"),
        sa.Column(
            "overdue_since",
            UtcDateTime(),
            nullable=True,
            comment="public mark, set by the clock alone and never taken back",
        ),
        sa.Column(
            "next_at",
            UtcDateTime(),
            nullable=True,
            comment="when the portal looks at its clock again",
        ),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True, comment="person; null: nobody"),
        sa.Column("assigned_to", sa.String(length=200), nullable=False, comment="account"),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column(
            "supporters", sa.Integer(), nullable=False, comment="merged Cases of other senders"
        ),
        sa.Column(
            "finding_number",
            sa.String(length=20),
            nullable=False,
            comment="Finding that it led to; empty: none",
        ),
        sa.Column(
            "refusal",
            words(
                "refusal_known",
                "not_food",
                "other_place",
                "too_old",
                "no_facts",
                "in_court",
                "abuse",
            ),
            nullable=True,
        ),
        sa.Column(
            "outside",
            words(
                "outside_known", "consumer_line", "city_line", "health", "police", "other_bureau"
            ),
            nullable=True,
        ),
        sa.Column("outside_number", sa.String(length=60), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_at", UtcDateTime(), nullable=True, comment="once at most"),
        sa.Column("is_held", sa.Boolean(), nullable=False, comment="legal hold: nothing is erased"),
        sa.Column(
            "erase_on",
            sa.Date(),
            nullable=True,
            comment="district day on which what names people is erased; null: not yet",
        ),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column(
            "deletion_asked_by_id",
            sa.Integer(),
            nullable=True,
            comment="person; null: nobody asked",
        ),
        sa.Column("deletion_asked_by", sa.String(length=200), nullable=False, comment="account"),
        sa.CheckConstraint(
            "(merged_into_id IS NOT NULL) = (state = 'merged')",
            name=op.f("ck_citizen_case_merged_has_one"),
        ),
        sa.CheckConstraint(
            "channel <> 'insider' OR kind = 'tip'", name=op.f("ck_citizen_case_insiders_send_tips")
        ),
        sa.CheckConstraint(
            "escalated IN (0, 50, 80, 100, 150)", name=op.f("ck_citizen_case_escalation_known")
        ),
        sa.CheckConstraint(
            "merged_into_id <> id", name=op.f("ck_citizen_case_not_merged_into_itself")
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_citizen_case_camera_id_camera")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["citizen_case.id"],
            name=op.f("fk_citizen_case_merged_into_id_citizen_case"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id"],
            ["restaurant.id"],
            name=op.f("fk_citizen_case_restaurant_id_restaurant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_case")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_citizen_case_key_hash")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_citizen_case_link_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_citizen_case_number")),
    )
    op.create_index(op.f("ix_citizen_case_assigned_to_id"), "citizen_case", ["assigned_to_id"])
    op.create_index(op.f("ix_citizen_case_camera_id"), "citizen_case", ["camera_id"])
    op.create_index(op.f("ix_citizen_case_erase_on"), "citizen_case", ["erase_on"])
    op.create_index(op.f("ix_citizen_case_merged_into_id"), "citizen_case", ["merged_into_id"])
    op.create_index(op.f("ix_citizen_case_next_at"), "citizen_case", ["next_at"])
    op.create_index(op.f("ix_citizen_case_received_at"), "citizen_case", ["received_at"])
    op.create_index(
        "ix_citizen_case_restaurant_id_category",
        "citizen_case",
        ["restaurant_id", "category", "received_at"],
    )
    op.create_index("ix_citizen_case_state_due_at", "citizen_case", ["state", "due_at"])


def create_picture_report():
    op.create_table(
        "picture_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column(
            "doubt", words("doubt_known", "dark", "frozen", "wrong_place", "dirty"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="district day"),
        sa.Column("times", sa.Integer(), nullable=False, comment="taps"),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_picture_report_camera_id_camera")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_report")),
        sa.UniqueConstraint(
            "camera_id", "doubt", "day", name=op.f("uq_picture_report_camera_id_doubt_day")
        ),
    )
    op.create_index(op.f("ix_picture_report_day"), "picture_report", ["day"])


def create_case_clip():
    op.create_table(
        "case_clip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column(
            "marked_at", UtcDateTime(), nullable=False, comment="the moment its sender named"
        ),
        sa.Column("secured_at", UtcDateTime(), nullable=False),
        sa.Column(
            "files",
            sa.JSON(),
            nullable=False,
            comment="name, sha256, bytes, written_at of each; empty: none was there",
        ),
        sa.Column("removed_at", UtcDateTime(), nullable=True, comment="files deleted"),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_case_clip_camera_id_camera")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["citizen_case.id"], name=op.f("fk_case_clip_case_id_citizen_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clip")),
        sa.UniqueConstraint(
            "case_id",
            "camera_id",
            "marked_at",
            name=op.f("uq_case_clip_case_id_camera_id_marked_at"),
        ),
    )
    op.create_index(op.f("ix_case_clip_camera_id"), "case_clip", ["camera_id"])


def create_case_pause():
    op.create_table(
        "case_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True, comment="null: it lasts"),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_case_pause_reason_given")),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_case_pause_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["citizen_case.id"], name=op.f("fk_case_pause_case_id_citizen_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause")),
    )
    op.create_index(op.f("ix_case_pause_case_id"), "case_pause", ["case_id"])


def create_case_picture():
    op.create_table(
        "case_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_number", sa.Integer(), nullable=False, comment="with which it came"),
        sa.Column("code", sa.String(length=32), nullable=False, comment="its file's name"),
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="of the file that is kept"
        ),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column(
            "original_sha256", sa.String(length=64), nullable=False, comment="of what was sent"
        ),
        sa.Column("original_bytes", sa.Integer(), nullable=False),
        sa.Column(
            "original_kind", sa.String(length=10), nullable=False, comment="such as jpeg, heic"
        ),
        sa.Column(
            "boxes",
            sa.JSON(),
            nullable=False,
            comment="blacked out: left, top, right, bottom from 0 to 1",
        ),
        sa.Column(
            "redacted_code",
            sa.String(length=32),
            nullable=True,
            comment="the file with black boxes; null: none drawn",
        ),
        sa.Column("removed_at", UtcDateTime(), nullable=True, comment="files deleted"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["citizen_case.id"], name=op.f("fk_case_picture_case_id_citizen_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_picture")),
        sa.UniqueConstraint("code", name=op.f("uq_case_picture_code")),
        sa.UniqueConstraint("redacted_code", name=op.f("uq_case_picture_redacted_code")),
    )
    op.create_index(op.f("ix_case_picture_case_id"), "case_picture", ["case_id"])


def create_case_rating():
    op.create_table(
        "case_rating",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("solved", words("solved_known", "yes", "partly", "no"), nullable=True),
        sa.Column(
            "handling",
            words("handling_known", "very_good", "good", "fair", "poor", "very_poor", "dont_know"),
            nullable=True,
        ),
        sa.CheckConstraint("round IN (1, 2)", name=op.f("ck_case_rating_round_known")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["citizen_case.id"], name=op.f("fk_case_rating_case_id_citizen_case")
        ),
        sa.PrimaryKeyConstraint("case_id", "round", name=op.f("pk_case_rating")),
    )


def create_case_response():
    op.create_table(
        "case_response",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False, comment="account"),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", words("state_known", "waiting", "shown", "hidden"), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False, comment="to be looked at by"),
        sa.Column("moderated_by", sa.String(length=200), nullable=False),
        sa.Column("moderated_at", UtcDateTime(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["citizen_case.id"], name=op.f("fk_case_response_case_id_citizen_case")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_response")),
    )


def create_case_step():
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="within the Case, from 1"),
        sa.Column("act", words("act_known", *ACTS), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "side",
            words("side_known", "citizen", "officer", "restaurant", "system"),
            nullable=False,
        ),
        sa.Column(
            "author", sa.String(length=200), nullable=False, comment="account, or nobody's name"
        ),
        sa.Column(
            "author_id", sa.Integer(), nullable=True, comment="person; null: citizen or the portal"
        ),
        sa.Column("becomes", words("becomes_known", *STATES), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False, comment="masked"),
        sa.Column("is_public", sa.Boolean(), nullable=False, comment="whether its sender reads it"),
        sa.Column("due_at", UtcDateTime(), nullable=True, comment="promised with it"),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column(
            "salt",
            sa.String(length=32),
            nullable=False,
            comment="without it the digest tells nothing",
        ),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of what the step says"),
        sa.Column(
            "hash", sa.String(length=64), nullable=False, comment="over the former and digest"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["citizen_case.id"], name=op.f("fk_case_step_case_id_citizen_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_step_case_id_number")),
    )


def downgrade():
    for table in (
        "case_step",
        "case_response",
        "case_rating",
        "case_picture",
        "case_pause",
        "case_clip",
        "picture_report",
        "citizen_case",
        "case_count",
    ):
        op.drop_table(table)
