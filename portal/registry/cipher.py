"""Encrypts camera addresses, which hold passwords, for storing."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.shell.rules import MingchuError


class AddressUnreadable(MingchuError):
    """A stored camera address was encrypted with a key that is not among MINGCHU_CAMERA_KEYS."""

    status = 500
    code = "camera_address_unreadable"

    def __init__(self) -> None:
        super().__init__("no key in MINGCHU_CAMERA_KEYS reads this address; add the former key")


class AddressCipher:
    """Encrypts with the first of `keys`, reads with any of them. Keys never print.

    Raises ValueError when a key is none of Fernet's.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, url: str) -> str:
        """The token to store for `url`; another one each time."""
        return self._fernet.encrypt(url.encode()).decode()

    def decrypt(self, token: str) -> str:
        """The address inside `token`. Raises AddressUnreadable."""
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken:
            raise AddressUnreadable from None

    def rotate(self, token: str) -> str:
        """The same address, encrypted with the newest key. Raises AddressUnreadable."""
        try:
            return self._fernet.rotate(token).decode()
        except InvalidToken:
            raise AddressUnreadable from None
