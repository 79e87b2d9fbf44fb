"""Encrypts all that is stored anew, after a new key was put first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Select, inspect, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.accounts.binding import second_factors
from portal.accounts.models import Person
from portal.notices.models import NoticeChannel, NoticePreference
from portal.participation.models import Case, UnlistedCase
from portal.registry.models import Camera
from portal.settings import Settings
from portal.shell.cipher import Cipher, SecretUnreadable

BATCH = 500  # rows between two commits: others write meanwhile

Stored = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


@dataclass(frozen=True, slots=True)
class Lock:
    """What the keys of one setting encrypt; `renew` gives a token as the newest of them writes it.

    `renew` raises SecretUnreadable for a token that none of them reads.
    """

    setting: str
    columns: tuple[Stored, ...]
    renew: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many secrets need the newest key alone now, and where those lie that no key reads."""

    setting: str
    rotated: int
    unreadable: tuple[str, ...]


def locks(settings: Settings) -> tuple[Lock, ...]:
    """All that is stored encrypted, by the setting that names its keys."""
    return (
        Lock("MINGCHU_CAMERA_KEYS", (Camera.url_encrypted,),
             Cipher(settings.encryption_keys()).rotate),
        Lock("MINGCHU_ACCOUNT_KEYS", (Person.totp_secret,), second_factors().renewed),
        Lock("MINGCHU_CASE_KEYS", (Case.sealed, UnlistedCase.sealed),
             Cipher(settings.case_encryption_keys()).rotate),
        Lock("MINGCHU_NOTICE_KEYS", (
            NoticeChannel.address_encrypted, NoticeChannel.keys_encrypted,
            NoticePreference.mail_encrypted, NoticePreference.phone_encrypted,
        ), Cipher(settings.notice_encryption_keys()).rotate),
    )  # fmt: skip


def rotate(session: Session, lock: Lock) -> Rotation:
    """Encrypt all that `lock` holds with its newest key; what no key reads stays as it is.

    The portal may run meanwhile: a secret that somebody changes at the same moment is left as
    they wrote it. Commits as it goes.
    """
    rotated = 0
    unreadable: list[str] = []
    for attribute in lock.columns:
        column = inspect(attribute.class_).columns[attribute.key]
        key = column.table.primary_key.columns[0]
        for number, token in _tokens(session, key, column):
            try:
                renewed = lock.renew(token)
            except SecretUnreadable:
                unreadable.append(f"{column.table} {number}: {column.name}")
                continue
            unchanged = update(column.table).where(key == number, column == token)
            session.execute(unchanged.values({column: renewed}))
            rotated += 1
        session.commit()
    return Rotation(lock.setting, rotated, tuple(unreadable))


def _tokens(session: Session, key: Column[int], column: Column[str]) -> Iterator[tuple[int, str]]:
    """Number and token of each row that has one; commits between two batches."""
    last = 0
    while found := [
        (number, token) for number, token in session.execute(_after(last, key, column))
    ]:
        yield from found
        last, _ = found[-1]
        session.commit()


def _after(last: int, key: Column[int], column: Column[str]) -> Select[int, str]:
    return select(key, column).where(key > last, column.is_not(None)).order_by(key).limit(BATCH)
