"""Cases: what citizens send, their steps, pictures, clips and clocks; pictures said to be wrong.

Revision ID: 0016
Revises: 0013 and 0015
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# fmt: off
STATES = (
    "received", "screening", "need_info", "accepted", "checking", "mediating", "rectifying",
    "decided", "merged", "withdrawn", "refused", "transferred",
)
ACTS = (
    "file", "edit", "add", "secure", "withdraw", "reopen", "rate", "screen", "ask_info",
    "resume", "accept", "refuse", "transfer", "check", "mediate", "rectify", "decide", "merge",
    "split", "part", "assign", "note", "reply", "extend", "confirm", "redact", "respond",
    "show_response", "hide_response", "escalate", "hold", "release", "ask_deletion", "delete",
    "erase",
)


def words(name, *allowed):
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def column(name, kind, *, is_null=False, note=None, **more):
    return sa.Column(name, kind, nullable=is_null, comment=note, **more)


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
        column("kind", words("kind_known", "tip", "complaint")),
        column("year", sa.Integer, autoincrement=False),
        column("last", sa.Integer, note="the newest number"),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_case_count")),
    )


def first_columns_of_citizen_case():
    return (
        column("id", sa.Integer),
        column("number", sa.String(20), note="such as TS-2026-000123 (Complaint), XS-… (Tip)"),
        column("kind", words("kind_known", "tip", "complaint")),
        column("channel", words("channel_known", "page", "picture", "insider")),
        column("category", words("category_known", "dirty", "pests", "staff", "smoking",
            "mixing", "utensils", "waste", "spoiled", "ill", "picture", "licence", "other")),
        column("risk", words("risk_known", "I", "II", "III")),
        column("restaurant_id", sa.Integer),
        column("camera_id", sa.Integer, is_null=True, note="whose picture it is about; null: none"),
        column("doubt", words("doubt_known", "dark", "frozen", "wrong_place", "dirty"),
            is_null=True),
        column("seen_on", sa.Date, is_null=True, note="district day; null: not told"),
        column("language", sa.String(2), note="of its sender: zh, en"),
        column("text", sa.String(3000), note="masked"),
        column("claim", sa.String(3000), note="what is asked for, masked"),
        column("sealed", sa.Text, is_null=True,
            note="encrypted JSON: words as typed, name, phone, address; null: erased or none"),
        column("has_contact", sa.Boolean, note="whether its sender can be reached"),
        column("code_hash", sa.String(200), is_null=True,
            note="argon2id of the secret code; null: none was given, or erased"),
        column("link_hash", sa.String(64), is_null=True, note="SHA-256 of the secret link"),
        column("key_hash", sa.String(64), is_null=True,
            note="of the form's random key, so that a retry is no second Case"),
        column("received_at", UtcDateTime),
        column("state", words("state_known", *STATES)),
        column("before_pause", words("before_pause_known", *STATES), is_null=True,
            note="to which it returns when told more"),
        column("version", sa.Integer, note="grows with each act"),
        column("steps_count", sa.Integer, note="steps in its file"),
        column("head", sa.String(64), note="hash of the newest step"),
        column("clock_step", sa.String(40),
            note="the term that runs, as in the table of terms; empty: none"),
        column("clock_from", UtcDateTime, note="when that term began"),
        column("due_at", UtcDateTime, is_null=True,
            note="first moment too late; null: the clock stands still or has ended"),
        column("is_due_certain", sa.Boolean),
        column("announced_at", UtcDateTime, is_null=True,
            note="when those who work on it were told; null: not yet"),
        column("escalated", sa.Integer, note="highest step told, per cent"),
    )


def create_citizen_case():
    op.create_table(
        "citizen_case",
        *first_columns_of_citizen_case(),
        column("overdue_since", UtcDateTime, is_null=True,
            note="public mark, set by the clock alone and never taken back"),
        column("next_at", UtcDateTime, is_null=True,
            note="when the portal looks at its clock again"),
        column("assigned_to_id", sa.Integer, is_null=True, note="person; null: nobody"),
        column("assigned_to", sa.String(200), note="account"),
        column("merged_into_id", sa.Integer, is_null=True),
        column("supporters", sa.Integer, note="merged Cases of other senders"),
        column("finding_number", sa.String(20), note="Finding that it led to; empty: none"),
        column("refusal", words("refusal_known", "not_food", "other_place", "too_old",
            "no_facts", "in_court", "abuse"), is_null=True),
        column("outside", words("outside_known", "consumer_line", "city_line", "health",
            "police", "other_bureau"), is_null=True),
        column("outside_number", sa.String(60)),
        column("accepted_at", UtcDateTime, is_null=True),
        column("closed_at", UtcDateTime, is_null=True),
        column("reopened_at", UtcDateTime, is_null=True, note="once at most"),
        column("is_held", sa.Boolean, note="legal hold: nothing is erased"),
        column("erase_on", sa.Date, is_null=True,
            note="district day on which what names people is erased; null: not yet"),
        column("erased_at", UtcDateTime, is_null=True),
        column("deletion_asked_by_id", sa.Integer, is_null=True, note="person; null: nobody asked"),
        column("deletion_asked_by", sa.String(200), note="account"),
        sa.CheckConstraint("(merged_into_id IS NOT NULL) = (state = 'merged')",
            name=op.f("ck_citizen_case_merged_has_one")),
        sa.CheckConstraint("channel <> 'insider' OR kind = 'tip'",
            name=op.f("ck_citizen_case_insiders_send_tips")),
        sa.CheckConstraint("escalated IN (0, 50, 80, 100, 150)",
            name=op.f("ck_citizen_case_escalation_known")),
        sa.CheckConstraint("merged_into_id <> id",
            name=op.f("ck_citizen_case_not_merged_into_itself")),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"],
            name=op.f("fk_citizen_case_camera_id_camera")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["citizen_case.id"],
            name=op.f("fk_citizen_case_merged_into_id_citizen_case")),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurant.id"],
            name=op.f("fk_citizen_case_restaurant_id_restaurant")),
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
    op.create_index("ix_citizen_case_restaurant_id_category", "citizen_case", ["restaurant_id",
        "category", "received_at"])
    op.create_index("ix_citizen_case_state_due_at", "citizen_case", ["state", "due_at"])


def create_picture_report():
    op.create_table(
        "picture_report",
        column("id", sa.Integer),
        column("camera_id", sa.Integer),
        column("doubt", words("doubt_known", "dark", "frozen", "wrong_place", "dirty")),
        column("day", sa.Date, note="district day"),
        column("times", sa.Integer, note="taps"),
        column("first_at", UtcDateTime),
        column("last_at", UtcDateTime),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"],
            name=op.f("fk_picture_report_camera_id_camera")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_report")),
        sa.UniqueConstraint("camera_id", "doubt", "day",
            name=op.f("uq_picture_report_camera_id_doubt_day")),
    )
    op.create_index(op.f("ix_picture_report_day"), "picture_report", ["day"])


def create_case_clip():
    op.create_table(
        "case_clip",
        column("id", sa.Integer),
        column("case_id", sa.Integer),
        column("camera_id", sa.Integer),
        column("marked_at", UtcDateTime, note="the moment its sender named"),
        column("secured_at", UtcDateTime),
        column("files", sa.JSON,
            note="name, sha256, bytes, written_at of each; empty: none was there"),
        column("removed_at", UtcDateTime, is_null=True, note="files deleted"),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"],
            name=op.f("fk_case_clip_camera_id_camera")),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"],
            name=op.f("fk_case_clip_case_id_citizen_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clip")),
        sa.UniqueConstraint("case_id", "camera_id", "marked_at",
            name=op.f("uq_case_clip_case_id_camera_id_marked_at")),
    )
    op.create_index(op.f("ix_case_clip_camera_id"), "case_clip", ["camera_id"])


def create_case_pause():
    op.create_table(
        "case_pause",
        column("id", sa.Integer),
        column("case_id", sa.Integer),
        column("starts_at", UtcDateTime),
        column("ends_at", UtcDateTime, is_null=True, note="null: it lasts"),
        column("reason", sa.String(2000)),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_case_pause_reason_given")),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_case_pause_ends_after_start")),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"],
            name=op.f("fk_case_pause_case_id_citizen_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause")),
    )
    op.create_index(op.f("ix_case_pause_case_id"), "case_pause", ["case_id"])


def create_case_picture():
    op.create_table(
        "case_picture",
        column("id", sa.Integer),
        column("case_id", sa.Integer),
        column("step_number", sa.Integer, note="with which it came"),
        column("code", sa.String(32), note="its file's name"),
        column("sha256", sa.String(64), note="of the file that is kept"),
        column("size_bytes", sa.Integer),
        column("original_sha256", sa.String(64), note="of what was sent"),
        column("original_bytes", sa.Integer),
        column("original_kind", sa.String(10), note="such as jpeg, heic"),
        column("boxes", sa.JSON, note="blacked out: left, top, right, bottom from 0 to 1"),
        column("redacted_code", sa.String(32), is_null=True,
            note="the file with black boxes; null: none drawn"),
        column("removed_at", UtcDateTime, is_null=True, note="files deleted"),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"],
            name=op.f("fk_case_picture_case_id_citizen_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_picture")),
        sa.UniqueConstraint("code", name=op.f("uq_case_picture_code")),
        sa.UniqueConstraint("redacted_code", name=op.f("uq_case_picture_redacted_code")),
    )
    op.create_index(op.f("ix_case_picture_case_id"), "case_picture", ["case_id"])


def create_case_rating():
    op.create_table(
        "case_rating",
        column("case_id", sa.Integer),
        column("round", sa.Integer, autoincrement=False),
        column("at", UtcDateTime),
        column("solved", words("solved_known", "yes", "partly", "no"), is_null=True),
        column("handling", words("handling_known", "very_good", "good", "fair", "poor",
            "very_poor", "dont_know"), is_null=True),
        sa.CheckConstraint("round IN (1, 2)", name=op.f("ck_case_rating_round_known")),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"],
            name=op.f("fk_case_rating_case_id_citizen_case")),
        sa.PrimaryKeyConstraint("case_id", "round", name=op.f("pk_case_rating")),
    )


def create_case_response():
    op.create_table(
        "case_response",
        column("case_id", sa.Integer),
        column("text", sa.String(500)),
        column("at", UtcDateTime),
        column("author", sa.String(200), note="account"),
        column("author_id", sa.Integer, is_null=True),
        column("state", words("state_known", "waiting", "shown", "hidden")),
        column("due_at", UtcDateTime, note="to be looked at by"),
        column("moderated_by", sa.String(200)),
        column("moderated_at", UtcDateTime, is_null=True),
        column("why", sa.String(500)),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"],
            name=op.f("fk_case_response_case_id_citizen_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_response")),
    )


def create_case_step():
    op.create_table(
        "case_step",
        column("id", sa.Integer),
        column("case_id", sa.Integer),
        column("number", sa.Integer, note="within the Case, from 1"),
        column("act", words("act_known", *ACTS)),
        column("at", UtcDateTime),
        column("side", words("side_known", "citizen", "officer", "restaurant", "system")),
        column("author", sa.String(200), note="account, or nobody's name"),
        column("author_id", sa.Integer, is_null=True, note="person; null: citizen or the portal"),
        column("becomes", words("becomes_known", *STATES)),
        column("text", sa.String(2000), note="masked"),
        column("is_public", sa.Boolean, note="whether its sender reads it"),
        column("due_at", UtcDateTime, is_null=True, note="promised with it"),
        column("facts", sa.JSON),
        column("token", sa.String(40), is_null=True,
            note="of the form that was sent, so that twice is once"),
        column("salt", sa.String(32),
            note="without it the digest tells nothing; empty: the words were erased"),
        column("digest", sa.String(64), note="of what the step says"),
        column("hash", sa.String(64), note="over the former and digest"),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"],
            name=op.f("fk_case_step_case_id_citizen_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_step_case_id_number")),
        sa.UniqueConstraint("token", name=op.f("uq_case_step_token")),
    )


def downgrade():
    for table in (
        "case_step", "case_response", "case_rating", "case_picture", "case_pause", "case_clip",
        "picture_report", "citizen_case", "case_count",
    ):
        op.drop_table(table)
