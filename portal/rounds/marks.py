"""Turns a camera's address into marks that can be compared and tell nothing."""

import hmac
from urllib.parse import urlsplit

from portal.rounds.rules.refusals import Login

PURPOSE = "refused camera addresses"


class Marker:
    """Makes marks with a secret `key`; with another key they are others. Never prints it."""

    def __init__(self, key: str) -> None:
        self._key = hmac.digest(key.encode(), PURPOSE.encode(), "sha256")

    def login(self, url: str) -> Login:
        """The marks of a camera's full address and of the login in it."""
        parts = urlsplit(url)
        host, user = (parts.hostname or "").lower(), parts.username or ""
        return Login(
            address=self._mark("address", url),
            user=self._mark("user", host, user),
            password=self._mark("password", host, user, parts.password or ""),
        )

    def _mark(self, *words: str) -> str:
        told = "\0".join(words).encode()  # no address holds a null byte
        return hmac.digest(self._key, told, "sha256").hex()
