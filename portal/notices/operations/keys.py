"""Encrypts the stored addresses and keys anew, after a new key was put first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices.models import NoticeChannel, NoticePreference
from portal.shell.cipher import Cipher, SecretUnreadable

_COLUMNS = (
    (NoticeChannel, ("address_encrypted", "keys_encrypted")),
    (NoticePreference, ("mail_encrypted", "phone_encrypted")),
)


@dataclass(slots=True)
class RotationReport:
    """How many secrets now need the newest key only, and how many no key reads."""

    rotated: int = 0
    unreadable: int = 0


def rotate_secrets(session: Session, *, cipher: Cipher) -> RotationReport:
    """Encrypt every address and key with the newest key of `cipher`; unreadable ones stay."""
    report = RotationReport()
    for table, columns in _COLUMNS:
        for row in session.scalars(select(table)):
            for column in columns:
                _rotate(row, column, cipher, report)
    session.flush()
    return report


def _rotate(row: Any, column: str, cipher: Cipher, report: RotationReport) -> None:  # noqa: ANN401 - any table
    token = getattr(row, column)
    if token is None:
        return
    try:
        setattr(row, column, cipher.rotate(token))
    except SecretUnreadable:
        report.unreadable += 1
    else:
        report.rotated += 1
