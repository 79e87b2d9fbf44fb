"""Seals what citizens write, and hashes the codes that open it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.participation.rules import codes
from portal.settings import Settings
from portal.shell.rules import MingchuError

SECRECY = "mingchu_case_secrecy"  # where the application keeps its Secrecy

# A code has 53 random bits, so the hash need not be slow to be safe: at 0.5 ms a try, 10^16 tries
# are 150,000 years of a core. What it must not do is hold up two hundred senders a second.
_HASHER = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
_HASH_OF_NOTHING = _HASHER.hash("no code at all")


class SealBroken(MingchuError):
    """What a citizen wrote was sealed with a key that is not among MINGCHU_CASE_KEYS."""

    status = 500
    code = "case_seal_broken"

    def __init__(self) -> None:
        super().__init__("no key in MINGCHU_CASE_KEYS reads this case; add the former key")


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The portal's own secrets about Cases. They never print."""

    secret: str = field(repr=False)
    seal_keys: Sequence[str] = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "Secrecy":
        """The secrets of a portal with these settings."""
        return cls(settings.signing_key(), settings.case_encryption_keys())

    def link(self, key: str) -> str:
        """The secret link of the Case that the form of `key` makes."""
        return codes.link_of(key, secret=self.secret)

    def code(self, link: str) -> str:
        """The secret code of the Case behind `link`."""
        return codes.code_of(link, secret=self.secret)

    def seal(self, words: Mapping[str, str]) -> str | None:
        """`words` encrypted, another token each time; None where there are none."""
        given = {name: text for name, text in words.items() if text}
        if not given:
            return None
        return self._fernet().encrypt(json.dumps(given, ensure_ascii=False).encode()).decode()

    def unseal(self, token: str | None) -> dict[str, str]:
        """What `seal` was given; nothing for None. Raises SealBroken."""
        if token is None:
            return {}
        try:
            found: dict[str, str] = json.loads(self._fernet().decrypt(token))
        except InvalidToken:
            raise SealBroken from None
        return found

    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.seal_keys])


def hashed_code(code: str) -> str:
    """The argon2id hash to keep of a secret code."""
    return _HASHER.hash(code)


def is_code(stored: str | None, code: str) -> bool:
    """Whether `code` is the one that was hashed; takes as long where none was."""
    try:
        _HASHER.verify(stored or _HASH_OF_NOTHING, code)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return stored is not None
