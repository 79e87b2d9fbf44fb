"""Notices: what people are told, and how far it came; and the calendar's special days.

Revision ID: 0014
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SEVERITIES = ("I", "II", "III")
MEANS = ("mail", "sms", "wecom", "dingtalk", "feishu", "webhook")
STATES = ("queued", "sent", "failed", "given_up")
TROUBLES = (
    "no_answer", "timed_out", "refused", "overloaded", "gone", "redirected", "address_barred",
    "unreadable", "not_set_up", "channel_closed", "nobody",
)  # fmt: skip
DAY_KINDS = ("holiday", "make_up")


def _word(words, name):
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade():
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False, comment="of the district"),
        sa.Column("kind", _word(DAY_KINDS, "kind_known"), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False, comment="the announcement"),
        sa.Column(
            "is_verified", sa.Boolean(), nullable=False, comment="whether somebody read it there"
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    _notice()
    _inbox()
    _channel()
    _preference()
    _delivery()
    _fault_told()


def _fault_told():
    """What failed before this revision counts as told: nobody is woken for last year."""
    with op.batch_alter_table("fault") as batch:
        batch.add_column(
            sa.Column(
                "opening_told_at",
                UtcDateTime(),
                nullable=True,
                comment="UTC, when vendor and restaurant were told of it; null: not yet",
            )
        )
        batch.add_column(
            sa.Column(
                "end_told_at",
                UtcDateTime(),
                nullable=True,
                comment="UTC, when they were told that it ended; null: not yet",
            )
        )
    op.execute("UPDATE fault SET opening_told_at = opened_at, end_told_at = ended_at")


def _notice():
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "key", sa.String(length=200), nullable=False,
            comment="the same news is announced once",
        ),
        sa.Column(
            "kind", sa.String(length=60), nullable=False, comment="such as fault.opened"
        ),
        sa.Column("severity", _word(SEVERITIES, "severity_known"), nullable=False),
        sa.Column(
            "fields", sa.JSON(), nullable=False,
            comment="what the words of this kind have blanks for, as in rules/news.py",
        ),
        sa.Column(
            "link", sa.String(length=300), nullable=False, comment="path within the portal"
        ),
        sa.Column("about_kind", sa.String(length=60), nullable=False, comment="such as fault"),
        sa.Column(
            "about_id", sa.String(length=60), nullable=False, comment="its number or code"
        ),
        sa.Column(
            "occurred_at", UtcDateTime(), nullable=False,
            comment="UTC, of what it tells: the first bad look, the decision",
        ),
        sa.Column(
            "created_at", UtcDateTime(), nullable=False,
            comment="UTC, from when it stands in inboxes",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )  # fmt: skip
    op.create_index(op.f("ix_notice_created_at"), "notice", ["created_at"])
    op.create_index("ix_notice_about_kind_about_id", "notice", ["about_kind", "about_id"])


def _inbox():
    op.create_table(
        "inbox_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True, comment="UTC; null: unread"),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_inbox_entry_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_inbox_entry_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_entry")),
    )
    op.create_index(op.f("ix_inbox_entry_notice_id"), "inbox_entry", ["notice_id"])
    op.create_index(
        "uq_inbox_entry_person_id_notice_id", "inbox_entry", ["person_id", "notice_id"],
        unique=True,
    )  # fmt: skip
    op.create_index(
        "ix_inbox_entry_unread", "inbox_entry", ["person_id"],
        sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL"),
    )  # fmt: skip


def _channel():
    op.create_table(
        "notice_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("means", _word(MEANS, "means_known"), nullable=False),
        sa.Column(
            "name", sa.String(length=100), nullable=False,
            comment="as those who look after it call it",
        ),
        sa.Column(
            "address_encrypted", sa.Text(), nullable=False,
            comment="a robot's token or a webhook's address",
        ),
        sa.Column(
            "keys_encrypted", sa.Text(), nullable=True,
            comment="signing keys, newest first, comma separated; null: the means has none",
        ),
        sa.Column(
            "least", _word(SEVERITIES, "severity_known"), nullable=False,
            comment="less severe news does not go here",
        ),
        sa.Column(
            "station", sa.String(length=20), nullable=True,
            comment="code of the Station whose news alone go here; null: all",
        ),
        sa.Column(
            "language", sa.String(length=12), nullable=False, comment="zh_Hans_CN or en"
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column(
            "closed_why", _word(TROUBLES, "trouble_known"), nullable=True,
            comment="null: open, or closed by a person",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_notice_channel_name_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_channel")),
    )  # fmt: skip


def _preference():
    op.create_table(
        "notice_preference",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "language", sa.String(length=12), nullable=False, comment="zh_Hans_CN or en"
        ),
        sa.Column("mail_encrypted", sa.Text(), nullable=True, comment="null: no mail"),
        sa.Column("phone_encrypted", sa.Text(), nullable=True, comment="null: no SMS"),
        sa.Column(
            "quiet_from", sa.Integer(), nullable=True,
            comment="minute of the district's day; null: no quiet hours",
        ),
        sa.Column(
            "quiet_until", sa.Integer(), nullable=True, comment="first minute no more quiet"
        ),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)",
            name=op.f("ck_notice_preference_quiet_whole"),
        ),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439", name=op.f("ck_notice_preference_quiet_from_in_day")
        ),
        sa.CheckConstraint(
            "quiet_until BETWEEN 0 AND 1439",
            name=op.f("ck_notice_preference_quiet_until_in_day"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_preference_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_preference")),
    )  # fmt: skip


def _delivery():
    op.create_table(
        "notice_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "code", sa.String(length=40), nullable=False,
            comment="the other side's key against doubles: webhook-id",
        ),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("means", _word(MEANS, "means_known"), nullable=False),
        sa.Column(
            "is_digest", sa.Boolean(), nullable=False,
            comment="goes in one message a day with others",
        ),
        sa.Column("state", _word(STATES, "state_known"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "next_at", UtcDateTime(), nullable=True,
            comment="UTC, when it is to be tried; null: no more",
        ),
        sa.Column(
            "sent_at", UtcDateTime(), nullable=True, comment="UTC, when the other side took it"
        ),
        sa.Column(
            "trouble", _word(TROUBLES, "trouble_known"), nullable=True,
            comment="of the newest attempt; null: none",
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (channel_id IS NULL)",
            name=op.f("ck_notice_delivery_one_recipient"),
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notice_delivery_sent_told")
        ),
        sa.CheckConstraint(
            "(state IN ('queued', 'failed')) = (next_at IS NOT NULL)",
            name=op.f("ck_notice_delivery_open_is_due"),
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["notice_channel.id"],
            name=op.f("fk_notice_delivery_channel_id_notice_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_delivery_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_delivery_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_delivery")),
        sa.UniqueConstraint("code", name=op.f("uq_notice_delivery_code")),
    )  # fmt: skip
    _delivery_indexes()


def _delivery_indexes():
    for column in ("next_at", "person_id", "channel_id"):
        op.create_index(op.f(f"ix_notice_delivery_{column}"), "notice_delivery", [column])
    op.create_index(
        "uq_notice_delivery_person", "notice_delivery", ["notice_id", "person_id", "means"],
        unique=True, sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "uq_notice_delivery_channel", "notice_delivery", ["notice_id", "channel_id"],
        unique=True, sqlite_where=sa.text("channel_id IS NOT NULL"),
        postgresql_where=sa.text("channel_id IS NOT NULL"),
    )  # fmt: skip


def downgrade():
    with op.batch_alter_table("fault") as batch:
        batch.drop_column("end_told_at")
        batch.drop_column("opening_told_at")
    for table in (
        "notice_delivery", "notice_preference", "notice_channel", "inbox_entry", "notice",
        "calendar_day",
    ):  # fmt: skip
        op.drop_table(table)
