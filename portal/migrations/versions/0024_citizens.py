"""Texts to citizens by SMS, and messages about businesses that are not in the register."""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATES = ("queued", "sent", "failed", "given_up")
TROUBLES = (
    "no_answer", "timed_out", "refused", "overloaded", "gone", "redirected", "address_barred",
    "unreadable", "not_set_up", "channel_closed", "nobody",
)  # fmt: skip
KINDS = ("tip", "complaint")
CATEGORIES = (
    "dirty", "pests", "staff", "smoking", "mixing", "utensils", "waste", "spoiled", "ill",
    "picture", "licence", "other",
)  # fmt: skip
OUTSIDES = ("consumer_line", "city_line", "health", "police", "other_bureau")
WAITS = ("waiting", "attached", "handed_over")


def upgrade():
    op.add_column(
        "citizen_case",
        sa.Column("no_texts", sa.Boolean(), nullable=False, server_default=sa.false(),
                  comment="its sender wants no SMS"),
    )  # fmt: skip
    make_texts()
    make_unlisted()


def make_texts():
    op.create_table(
        "text_message",
        sa.Column("id", sa.Integer(), nullable=False),
        told("key", 200, "the same text is written once"),
        told("kind", 60, "which words it has"),
        told("about_kind", 60, "such as case"),
        told("about_id", 60, "leads to the number to send it to"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="what its words have blanks for"),
        told("language", 12, "zh_Hans_CN or en"),
        told("link", 300, "path within the portal"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        word("state", "state_known", STATES),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("next_at", "UTC, when it is to be tried; null: no more"),
        moment("sent_at", "UTC, when the service took it"),
        word("trouble", "trouble_known", TROUBLES, "of the newest attempt; null: none"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)",
                           name=op.f("ck_text_message_sent_told")),
        sa.CheckConstraint("(state IN ('queued', 'failed')) = (next_at IS NOT NULL)",
                           name=op.f("ck_text_message_open_is_due")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_message")),
        sa.UniqueConstraint("key", name=op.f("uq_text_message_key")),
    )  # fmt: skip
    op.create_index(
        "ix_text_message_about_kind_about_id", "text_message", ["about_kind", "about_id"]
    )
    op.create_index(op.f("ix_text_message_next_at"), "text_message", ["next_at"])


def make_unlisted():
    op.create_table(
        "unlisted_case",
        sa.Column("id", sa.Integer(), nullable=False),
        told("number", 20, "of a Case, kept by it"),
        word("kind", "kind_known", KINDS),
        word("category", "category_known", CATEGORIES),
        told("place_name", 200, "as typed, masked"),
        told("place_address", 300, "as typed, masked"),
        sa.Column("station_id", sa.Integer(), comment="whose street it is; null: not known"),
        sa.Column("seen_on", sa.Date(), comment="district day; null: not told"),
        told("language", 2, "of its sender: zh, en"),
        told("text", 3000, "masked; the Case has it later"),
        told("claim", 3000, "masked; the Case has it later"),
        sa.Column("sealed", sa.Text(), comment=(
            "encrypted JSON as a Case's; null: the Case has it, erased, or none")),
        sa.Column("has_contact", sa.Boolean(), nullable=False),
        sa.Column("no_texts", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("has_work", sa.Boolean(), nullable=False,
                  comment="its sender's browser proved work"),
        sa.Column("code_hash", sa.String(200), comment="as a Case's"),
        sa.Column("link_hash", sa.String(64)),
        sa.Column("key_hash", sa.String(64)),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(),
                  comment="first moment too late, of the term that a Case would have; null: none"),
        word("state", "state_known", WAITS),
        sa.Column("case_id", sa.Integer()),
        word("outside", "outside_known", OUTSIDES, ""),
        told("outside_number", 60),
        told("reason", 2000, "which its sender reads"),
        moment("decided_at"),
        told("decided_by", 200, "account"),
        sa.Column("erase_on", sa.Date(), comment="district day; null: none"),
        moment("erased_at"),
        sa.CheckConstraint("(state = 'attached') = (case_id IS NOT NULL)",
                           name=op.f("ck_unlisted_case_attached_has_case")),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)",
                           name=op.f("ck_unlisted_case_decided_told")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"],
                                name=op.f("fk_unlisted_case_station_id_station")),
        sa.ForeignKeyConstraint(["case_id"], ["citizen_case.id"],
                                name=op.f("fk_unlisted_case_case_id_citizen_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlisted_case")),
        *(sa.UniqueConstraint(each, name=op.f(f"uq_unlisted_case_{each}"))
          for each in ("number", "link_hash", "key_hash")),
    )  # fmt: skip
    for each in ("station_id", "received_at", "case_id", "erase_on"):
        op.create_index(op.f(f"ix_unlisted_case_{each}"), "unlisted_case", [each])
    op.create_index("ix_unlisted_case_state_due_at", "unlisted_case", ["state", "due_at"])


def told(column, length, comment=None):
    return sa.Column(column, sa.String(length), nullable=False, comment=comment)


def moment(column, comment=None):
    return sa.Column(column, UtcDateTime(), comment=comment)


def word(column, name, words, comment=None):
    """A word; one with a comment, even an empty one, may be null."""
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=comment is not None, comment=comment or None)


def downgrade():
    op.drop_table("unlisted_case")
    op.drop_table("text_message")
    op.drop_column("citizen_case", "no_texts")
