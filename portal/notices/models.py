"""Tables of the notices: what was announced, to whom, by which means, and how far it came."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.extensions import Model
from portal.notices.kinds import DeliveryState, Means, Severity, Trouble
from portal.shell.models import UtcDateTime, word_of

# A query says what it loads; a row never asks the database by itself.
LAZY: Final = "raise_on_sql"

KEY_LENGTH = 200
LINK_LENGTH = 300
KIND_LENGTH = 60


class Notice(Model):
    """Something that people were told; a row never changes, and goes after two years."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_about_kind_about_id", "about_kind", "about_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(
        String(KEY_LENGTH), unique=True, comment="the same news is announced once"
    )
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH), comment="such as fault.opened")
    severity: Mapped[Severity] = mapped_column(word_of(Severity, "severity_known"))
    fields: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="what the words of this kind have blanks for, as in rules/news.py"
    )
    link: Mapped[str] = mapped_column(String(LINK_LENGTH), comment="path within the portal")
    about_kind: Mapped[str] = mapped_column(String(KIND_LENGTH), comment="such as fault")
    about_id: Mapped[str] = mapped_column(String(60), comment="its number or code")
    occurred_at: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="UTC, of what it tells: the first bad look, the decision"
    )
    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, comment="UTC, from when it stands in inboxes"
    )


class InboxEntry(Model):
    """That a Notice lies in somebody's inbox."""

    __tablename__ = "inbox_entry"
    __table_args__ = (
        Index("uq_inbox_entry_person_id_notice_id", "person_id", "notice_id", unique=True),
        Index(
            "ix_inbox_entry_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="UTC; null: unread")

    notice: Mapped[Notice] = relationship(lazy=LAZY)


class NoticeChannel(Model):
    """A robot of a chat group or a webhook: where notices go that are nobody's own."""

    __tablename__ = "notice_channel"
    __table_args__ = (CheckConstraint("name <> ''", name="name_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    means: Mapped[Means] = mapped_column(word_of(Means, "means_known"))
    name: Mapped[str] = mapped_column(String(100), comment="as those who look after it call it")
    address_encrypted: Mapped[str] = mapped_column(
        Text, comment="a robot's token or a webhook's address"
    )
    keys_encrypted: Mapped[str | None] = mapped_column(
        Text, comment="signing keys, newest first, comma separated; null: the means has none"
    )
    least: Mapped[Severity] = mapped_column(
        word_of(Severity, "severity_known"), comment="less severe news does not go here"
    )
    station: Mapped[str | None] = mapped_column(
        String(20), comment="code of the Station whose news alone go here; null: all"
    )
    language: Mapped[str] = mapped_column(String(12), comment="zh_Hans_CN or en")
    is_active: Mapped[bool] = mapped_column(default=True)
    closed_why: Mapped[Trouble | None] = mapped_column(
        word_of(Trouble, "trouble_known"), comment="null: open, or closed by a person"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Delivery(Model):
    """One Notice on its way to one Person or channel; due when `next_at` has come."""

    __tablename__ = "notice_delivery"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (channel_id IS NULL)", name="one_recipient"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_told"),
        CheckConstraint(
            "(state IN ('queued', 'failed')) = (next_at IS NOT NULL)", name="open_is_due"
        ),
        Index(
            "uq_notice_delivery_person", "notice_id", "person_id", "means", unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "uq_notice_delivery_channel", "notice_id", "channel_id", unique=True,
            sqlite_where=text("channel_id IS NOT NULL"),
            postgresql_where=text("channel_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(40), unique=True, comment="the other side's key against doubles: webhook-id"
    )
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("notice_channel.id"), index=True)
    means: Mapped[Means] = mapped_column(word_of(Means, "means_known"))
    is_digest: Mapped[bool] = mapped_column(comment="goes in one message a day with others")
    state: Mapped[DeliveryState] = mapped_column(
        word_of(DeliveryState, "state_known"), default=DeliveryState.QUEUED
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="UTC, when it is to be tried; null: no more"
    )
    sent_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when the other side took it"
    )
    trouble: Mapped[Trouble | None] = mapped_column(
        word_of(Trouble, "trouble_known"), comment="of the newest attempt; null: none"
    )

    notice: Mapped[Notice] = relationship(lazy=LAZY)
    person: Mapped[Person | None] = relationship(lazy=LAZY)
    channel: Mapped[NoticeChannel | None] = relationship(lazy=LAZY)


class TextMessage(Model):
    """A text on its way to a telephone of no account; the number stays with what it is about."""

    __tablename__ = "text_message"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_told"),
        CheckConstraint(
            "(state IN ('queued', 'failed')) = (next_at IS NOT NULL)", name="open_is_due"
        ),
        Index("ix_text_message_about_kind_about_id", "about_kind", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(
        String(KEY_LENGTH), unique=True, comment="the same text is written once"
    )
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH), comment="which words it has")
    about_kind: Mapped[str] = mapped_column(String(KIND_LENGTH), comment="such as case")
    about_id: Mapped[str] = mapped_column(String(60), comment="leads to the number to send it to")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what its words have blanks for")
    language: Mapped[str] = mapped_column(String(12), comment="zh_Hans_CN or en")
    link: Mapped[str] = mapped_column(String(LINK_LENGTH), comment="path within the portal")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[DeliveryState] = mapped_column(
        word_of(DeliveryState, "state_known"), default=DeliveryState.QUEUED
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="UTC, when it is to be tried; null: no more"
    )
    sent_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when the service took it"
    )
    trouble: Mapped[Trouble | None] = mapped_column(
        word_of(Trouble, "trouble_known"), comment="of the newest attempt; null: none"
    )


class NoticePreference(Model):
    """How a Person wants to be told; without a row: in Chinese, in the inbox alone."""

    __tablename__ = "notice_preference"
    __table_args__ = (
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_whole"),
        CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="quiet_from_in_day"),
        CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="quiet_until_in_day"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    language: Mapped[str] = mapped_column(String(12), comment="zh_Hans_CN or en")
    mail_encrypted: Mapped[str | None] = mapped_column(Text, comment="null: no mail")
    phone_encrypted: Mapped[str | None] = mapped_column(Text, comment="null: no SMS")
    quiet_from: Mapped[int | None] = mapped_column(
        comment="minute of the district's day; null: no quiet hours"
    )
    quiet_until: Mapped[int | None] = mapped_column(comment="first minute no more quiet")
