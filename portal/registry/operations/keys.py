"""Encrypts the stored camera addresses anew, after a new key was put first."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.registry.cipher import AddressCipher, AddressUnreadable
from portal.registry.models import Camera


@dataclass(frozen=True, slots=True)
class RotationReport:
    """How many addresses now need the newest key only, and the codes of those no key reads."""

    rotated: int
    unreadable: tuple[str, ...]


def rotate_addresses(session: Session, *, cipher: AddressCipher) -> RotationReport:
    """Encrypt every camera address with the newest key of `cipher`; unreadable ones stay."""
    rotated = 0
    unreadable: list[str] = []
    for camera in session.scalars(select(Camera).order_by(Camera.id)):
        try:
            camera.url_encrypted = cipher.rotate(camera.url_encrypted)
            rotated += 1
        except AddressUnreadable:
            unreadable.append(camera.code)
    session.flush()
    return RotationReport(rotated, tuple(unreadable))
