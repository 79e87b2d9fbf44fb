"""Encrypts what must be stored but not read by whoever sees the database."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.shell.rules import MingchuError


class SecretUnreadable(MingchuError):
    """Something stored was encrypted with a key that is no longer in the settings."""

    status = 500
    code = "secret_unreadable"

    def __init__(self) -> None:
        super().__init__("no key in the settings reads this; add the former key")


class Cipher:
    """Encrypts with the first of `keys`, reads with any of them. Keys never print.

    Raises ValueError when a key is none of Fernet's. `unreadable` is raised for what no key
    reads.
    """

    unreadable: type[MingchuError] = SecretUnreadable

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        """The token to store for `text`; another one each time."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """The text inside `token`. Raises `unreadable`."""
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken:
            raise self.unreadable from None

    def rotate(self, token: str) -> str:
        """The same text, encrypted with the newest key. Raises `unreadable`."""
        try:
            return self._fernet.rotate(token).decode()
        except InvalidToken:
            raise self.unreadable from None
