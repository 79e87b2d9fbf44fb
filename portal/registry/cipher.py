"""Encrypts camera addresses, which hold passwords, for storing."""

from portal.shell.cipher import Cipher
from portal.shell.rules import MingchuError


class AddressUnreadable(MingchuError):
    """A stored camera address was encrypted with a key that is not among MINGCHU_CAMERA_KEYS."""

    status = 500
    code = "camera_address_unreadable"

    def __init__(self) -> None:
        super().__init__("no key in MINGCHU_CAMERA_KEYS reads this address; add the former key")


class AddressCipher(Cipher):
    """Encrypts addresses with the first of its keys; raises AddressUnreadable."""

    unreadable = AddressUnreadable
