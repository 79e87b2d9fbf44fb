"""Answers of Poll and Survey, proof of presence, waves, what was set aside, scans.

Revision ID: 0015
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RATINGS = ("very_good", "good", "fair", "poor", "very_poor", "dont_know")


def words(name, *allowed):
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def digest(name, comment):
    return sa.Column(name, sa.String(length=64), nullable=False, comment=comment)


def number(name, comment):
    return sa.Column(name, sa.Integer(), nullable=False, comment=comment)


def upgrade():
    create_presence_key()
    create_spent_challenge()
    create_survey_wave()
    create_display_key()
    create_scan_day()
    create_set_aside()
    create_spent_token()
    create_survey_slot()
    create_answer()
    create_slip_sheet()
    create_answer_trace()
    create_slip()


def create_presence_key():
    op.create_table(
        "presence_key",
        sa.Column("day", sa.Date(), nullable=False, comment="district day"),
        digest("key", "256 random bits in hexadecimal; the row is deleted"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_presence_key")),
    )


def create_spent_challenge():
    op.create_table(
        "spent_challenge",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_spent_challenge")),
    )
    op.create_index(op.f("ix_spent_challenge_expires_at"), "spent_challenge", ["expires_at"])


def create_survey_wave():
    op.create_table(
        "survey_wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="first district day"),
        sa.Column("until", sa.Date(), nullable=False, comment="first district day after it"),
        sa.Column("question_set", sa.String(length=20), nullable=False),
        sa.Column("state", words("state_known", "committed", "drawn", "closed"), nullable=False),
        number("restaurants", "how many are to be drawn"),
        number("every", "one of how many diners of a slot is invited"),
        digest("commitment", "SHA-256 of the seed, public from the beginning"),
        digest("seed", "256 random bits in hexadecimal, public once closed"),
        digest("frame_hash", "SHA-256 of the frame drawn from; empty: not yet"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "every > 0 AND restaurants > 0", name=op.f("ck_survey_wave_counts_positive")
        ),
        sa.CheckConstraint("until > starts_on", name=op.f("ck_survey_wave_days_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_wave")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_survey_wave_starts_on")),
    )


def create_display_key():
    op.create_table(
        "display_key",
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        digest("key", "256 random bits in hexadecimal; shown to the Display alone"),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restaurant_id"],
            ["restaurant.id"],
            name=op.f("fk_display_key_restaurant_id_restaurant"),
        ),
        sa.PrimaryKeyConstraint("restaurant_id", name=op.f("pk_display_key")),
    )


def create_scan_day():
    op.create_table(
        "scan_day",
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="district day"),
        sa.Column("scans", sa.Integer(), nullable=False),
        number("declined", "said no to the questions"),
        sa.ForeignKeyConstraint(
            ["restaurant_id"], ["restaurant.id"], name=op.f("fk_scan_day_restaurant_id_restaurant")
        ),
        sa.PrimaryKeyConstraint("restaurant_id", "day", name=op.f("pk_scan_day")),
    )


def create_set_aside():
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="district day of the answers"),
        sa.Column(
            "reason",
            words(
                "reason_known",
                "too_fast",
                "burst",
                "one_network",
                "staff_network",
                "same_throughout",
                "even_timing",
                "closed_hours",
                "more_than_scans",
            ),
            nullable=False,
        ),
        sa.Column(
            "state", words("state_known", "aside", "appealed", "upheld", "released"), nullable=False
        ),
        number("number", "answers"),
        number("praise", "answers of the two best words"),
        number("blame", "answers of the two worst words"),
        sa.Column("appeal", sa.String(length=500), nullable=False, comment="of the Restaurant"),
        sa.Column("appealed_by", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False, comment="of the decision"),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "number > 0 AND praise >= 0 AND blame >= 0", name=op.f("ck_set_aside_counts_known")
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id"], ["restaurant.id"], name=op.f("fk_set_aside_restaurant_id_restaurant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index(op.f("ix_set_aside_day"), "set_aside", ["day"])
    op.create_index(op.f("ix_set_aside_restaurant_id"), "set_aside", ["restaurant_id"])


def create_spent_token():
    op.create_table(
        "spent_token",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column(
            "window_at", UtcDateTime(), nullable=False, comment="UTC, the beginning of ten minutes"
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id"],
            ["restaurant.id"],
            name=op.f("fk_spent_token_restaurant_id_restaurant"),
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_spent_token")),
    )
    op.create_index(op.f("ix_spent_token_restaurant_id"), "spent_token", ["restaurant_id"])
    op.create_index(op.f("ix_spent_token_window_at"), "spent_token", ["window_at"])


def create_survey_slot():
    op.create_table(
        "survey_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column(
            "stratum",
            sa.String(length=60),
            nullable=False,
            comment="Station and kind of Restaurant",
        ),
        sa.Column(
            "probability", sa.Double(), nullable=False, comment="of the Restaurant to be drawn"
        ),
        sa.Column("starts_at", UtcDateTime(), nullable=False, comment="UTC, included"),
        sa.Column("ends_at", UtcDateTime(), nullable=False, comment="UTC, excluded"),
        number("invited", "diners asked, as told afterwards"),
        number("refused", "those who did not take a slip"),
        sa.CheckConstraint(
            "invited >= 0 AND refused >= 0", name=op.f("ck_survey_slot_counts_known")
        ),
        sa.CheckConstraint(
            "probability > 0 AND probability <= 1", name=op.f("ck_survey_slot_probability_known")
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id"],
            ["restaurant.id"],
            name=op.f("fk_survey_slot_restaurant_id_restaurant"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("fk_survey_slot_wave_id_survey_wave")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_slot")),
        sa.UniqueConstraint(
            "wave_id",
            "restaurant_id",
            "starts_at",
            name=op.f("uq_survey_slot_wave_id_restaurant_id_starts_at"),
        ),
    )
    op.create_index(op.f("ix_survey_slot_restaurant_id"), "survey_slot", ["restaurant_id"])


def rating(name):
    return sa.Column(name, words(f"{name}_known", *RATINGS), nullable=True)


def answered():
    """The columns of what was said."""
    pictures = ("clear", "black", "frozen", "wrong_place", "too_slow", "not_tried")
    ages = ("under_18", "from_18", "from_35", "from_50", "from_65")
    visits = ("here", "takeaway", "neither")
    return (
        rating("satisfaction"),
        rating("trust"),
        rating("ease"),
        sa.Column("picture", words("picture_known", *pictures), nullable=True),
        rating("openness"),
        sa.Column("visit", words("visit_known", *visits), nullable=True),
        sa.Column("age", words("age_known", *ages), nullable=True),
        sa.Column("remark", sa.String(length=1200), nullable=False, comment="never published"),
    )


def create_answer():
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "key_hash",
            sa.String(length=64),
            nullable=True,
            comment="of the form's random key, so that a retry is no second answer; forgotten soon",
        ),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("instrument", words("instrument_known", "poll", "survey"), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("tier", words("tier_known", "sign", "display", "slip"), nullable=False),
        sa.Column(
            "occasion",
            words("occasion_known", "watched", "failed", "case", "asked"),
            nullable=False,
        ),
        sa.Column("question_set", sa.String(length=20), nullable=False, comment="such as diners-1"),
        sa.Column(
            "language", sa.String(length=2), nullable=False, comment="in which it was asked: zh, en"
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="district day; no time is kept"),
        sa.Column("is_complete", sa.Boolean(), nullable=False, comment="went to the last question"),
        *answered(),
        sa.Column("set_aside_id", sa.Integer(), nullable=True, comment="null: it counts"),
        sa.CheckConstraint(
            "(instrument = 'survey') = (slot_id IS NOT NULL)",
            name=op.f("ck_answer_survey_has_slot"),
        ),
        sa.ForeignKeyConstraint(
            ["restaurant_id"], ["restaurant.id"], name=op.f("fk_answer_restaurant_id_restaurant")
        ),
        sa.ForeignKeyConstraint(
            ["set_aside_id"], ["set_aside.id"], name=op.f("fk_answer_set_aside_id_set_aside")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["survey_slot.id"], name=op.f("fk_answer_slot_id_survey_slot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_answer_key_hash")),
    )
    op.create_index(
        op.f("ix_answer_counted"),
        "answer",
        ["instrument", "day", "restaurant_id", "set_aside_id", "tier", "satisfaction"],
    )
    op.create_index(op.f("ix_answer_restaurant_id_day"), "answer", ["restaurant_id", "day"])
    op.create_index(op.f("ix_answer_set_aside_id"), "answer", ["set_aside_id"])
    op.create_index(op.f("ix_answer_slot_id"), "answer", ["slot_id"])


def create_slip_sheet():
    op.create_table(
        "slip_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True, comment="null: slips of the Poll"),
        sa.Column("printed_on", sa.Date(), nullable=False, comment="district day"),
        sa.Column(
            "valid_until",
            sa.Date(),
            nullable=False,
            comment="last district day on which they are good",
        ),
        number("number", "slips printed"),
        number("spent", "slips used"),
        sa.ForeignKeyConstraint(
            ["restaurant_id"],
            ["restaurant.id"],
            name=op.f("fk_slip_sheet_restaurant_id_restaurant"),
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["survey_slot.id"], name=op.f("fk_slip_sheet_slot_id_survey_slot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_sheet")),
    )
    op.create_index(op.f("ix_slip_sheet_restaurant_id"), "slip_sheet", ["restaurant_id"])
    op.create_index(op.f("ix_slip_sheet_slot_id"), "slip_sheet", ["slot_id"])


def create_answer_trace():
    op.create_table(
        "answer_trace",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        number("seconds", "from the first question to the last answer"),
        digest("network", "hash of the /24 or /48"),
        sa.Column("has_work", sa.Boolean(), nullable=False, comment="brought proof of work"),
        sa.Column("is_screened", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_trace_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answer_trace")),
    )
    op.create_index(op.f("ix_answer_trace_started_at"), "answer_trace", ["started_at"])


def create_slip():
    op.create_table(
        "slip",
        digest("hash", "of the code, under the portal's key"),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["slip_sheet.id"], name=op.f("fk_slip_sheet_id_slip_sheet")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_slip")),
    )
    op.create_index(op.f("ix_slip_sheet_id"), "slip", ["sheet_id"])


def downgrade():
    for table in (
        "slip",
        "answer_trace",
        "slip_sheet",
        "answer",
        "survey_slot",
        "spent_token",
        "set_aside",
        "scan_day",
        "display_key",
        "survey_wave",
        "spent_challenge",
        "presence_key",
    ):
        op.drop_table(table)
