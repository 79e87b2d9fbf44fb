"""Tables of this floor."""

import secrets
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.kinds import Role
from portal.extensions import Model
from portal.shell.models import UtcDateTime

HASH_LENGTH = 64  # SHA-256 in hexadecimal

# A query says what it loads; a row never asks the database by itself.
LAZY: Final = "raise_on_sql"


def new_uniquifier() -> str:
    """A fresh value that a session must repeat; changing it ends all of a person's sessions."""
    return secrets.token_urlsafe(32)


class Person(Model):
    """Somebody with an account; leaving makes it inactive, since the audit chain names it.

    `password`, `active` and `fs_uniquifier` are called as Flask-Security wants them.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("login <> ''", name="login_given"),
        CheckConstraint("login = lower(login)", name="login_in_lower_case"),
        CheckConstraint("name <> ''", name="name_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(
        String(100), unique=True, comment="what is typed to sign in, in lower case"
    )
    name: Mapped[str] = mapped_column(String(100), comment="as colleagues know this person")
    password: Mapped[str | None] = mapped_column(
        String(200), comment="argon2id hash; null: invited, and not yet chosen"
    )
    totp_secret: Mapped[str | None] = mapped_column(
        String(500), comment="encrypted; null: no second factor is set up"
    )
    totp_counter: Mapped[int | None] = mapped_column(
        comment="30 s step of the newest code accepted; that one and older ones are refused"
    )
    active: Mapped[bool] = mapped_column(default=True, comment="whether signing in is possible")
    is_demo: Mapped[bool] = mapped_column(
        default=False, comment="made by `seed demo`; only ever signs in on loopback without TLS"
    )
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_uniquifier)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null: never")

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", order_by="RoleGrant.id", cascade="all, delete-orphan", lazy=LAZY
    )


class RoleGrant(Model):
    """A role that a Person has: everywhere, or within one Station or one Restaurant."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("station IS NULL OR restaurant IS NULL", name="one_bound"),
        Index("ix_role_grant_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(
        Enum(
            Role,
            name="role_known",
            native_enum=False,
            create_constraint=True,
            length=20,
            values_callable=lambda members: [member.value for member in members],
        )
    )
    # Plain codes: the register is a floor above, and outlives nobody's account.
    station: Mapped[str | None] = mapped_column(String(20), comment="its code; null: not bound")
    restaurant: Mapped[str | None] = mapped_column(String(10), comment="its code; null: not bound")
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(back_populates="grants", lazy=LAZY)


class SignIn(Model):
    """One browser in which a Person is signed in; the cookie holds the key, this row its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key_hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), unique=True, comment="SHA-256 of the key in the signed cookie"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="to the minute")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="however busy it is")
    ended_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="signed out or revoked; null: not so"
    )
    browser: Mapped[str] = mapped_column(String(20), comment="a family such as firefox")
    system: Mapped[str] = mapped_column(String(20), comment="a family such as android")
    network: Mapped[str] = mapped_column(String(50), comment="the client's /24 or /48")

    person: Mapped[Person] = relationship(lazy=LAZY)


class RecoveryCode(Model):
    """A code that stands in for the second factor once."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), unique=True, comment="SHA-256; the code itself has 80 random bits"
    )
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="null: still good")


class Invitation(Model):
    """A link, good once, by which a Person chooses a password."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), unique=True, comment="SHA-256 of what the link holds"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="used, or replaced by a newer one; null: still good"
    )

    person: Mapped[Person] = relationship(lazy=LAZY)


class KeptFilter(Model):
    """What a Person asks of a list again and again, under a name of their own."""

    __tablename__ = "kept_filter"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        UniqueConstraint("person_id", "view", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    view: Mapped[str] = mapped_column(String(60), comment="the endpoint of the list")
    name: Mapped[str] = mapped_column(String(40), comment="as its owner calls it")
    asked: Mapped[dict[str, str]] = mapped_column(JSON, comment="what the list is asked for")


class AuditEntry(Model):
    """One act, linked by hash to the one before it; rows are only ever added."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="place in the chain, from 1, without gaps"
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    person_id: Mapped[int | None] = mapped_column(comment="null: the system itself")
    act: Mapped[str] = mapped_column(String(60), comment="such as restaurant.suspended")
    subject: Mapped[str] = mapped_column(
        String(100), index=True, comment="kind and code of what it was done to"
    )
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what else must be known of it")
    hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), unique=True, comment="SHA-256 over this row and the former hash"
    )


class AuditHead(Model):
    """The newest entry of the chain, in one row that every writer locks before adding."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(comment="of the newest entry; 0: none yet")
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH), comment="of the newest entry")
