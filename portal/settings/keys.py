"""The keys that sign and encrypt."""

import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.fernet import Fernet

from portal.settings import parsing
from portal.settings.field import setting
from portal.settings.place import Place


@dataclass(frozen=True, kw_only=True)
class Keys(Place):
    """Keys, made at the first start where none is named."""

    secret_key: str = setting(
        "MINGCHU_SECRET_KEY", "", str,
        "Key that signs sessions and grants; empty means one made at first start and kept in "
        "the data directory.",
        repr=False,
    )  # fmt: skip
    camera_keys: str = setting(
        "MINGCHU_CAMERA_KEYS", "", str,
        "Fernet keys, comma separated, newest first, that encrypt camera addresses; empty means "
        "one made at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip
    account_keys: str = setting(
        "MINGCHU_ACCOUNT_KEYS", "", str,
        "Keys, comma separated, newest first, that encrypt second factors; empty means one made "
        "at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip
    case_keys: str = setting(
        "MINGCHU_CASE_KEYS", "", str,
        "Fernet keys, comma separated, newest first, that encrypt what citizens write and who "
        "they are; empty means one made at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip
    notice_keys: str = setting(
        "MINGCHU_NOTICE_KEYS", "", str,
        "Fernet keys, comma separated, newest first, that encrypt addresses and keys of notices; "
        "empty means one made at first start and kept in the data directory.",
        repr=False,
    )  # fmt: skip

    def signing_key(self) -> str:
        """The key that signs sessions and grants, made on first use."""
        return self.secret_key or self._kept("secret_key", _words)

    def encryption_keys(self) -> tuple[str, ...]:
        """The Fernet keys of camera addresses, newest first, made on first use."""
        return parsing.parts(self.camera_keys or self._kept("camera_keys", _fernet_key))

    def notice_encryption_keys(self) -> tuple[str, ...]:
        """The Fernet keys of what notices store encrypted, newest first, made on first use."""
        return parsing.parts(self.notice_keys or self._kept("notice_keys", _fernet_key))

    def second_factor_keys(self) -> tuple[str, ...]:
        """The keys that encrypt second factors, newest first, made on first use."""
        return parsing.parts(self.account_keys or self._kept("account_keys", _words))

    def case_encryption_keys(self) -> tuple[str, ...]:
        """The Fernet keys of what citizens write, newest first, made on first use."""
        return parsing.parts(self.case_keys or self._kept("case_keys", _fernet_key))

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        """The content of the secret file `name`, written once; safe with several processes."""
        directory = self.data / "secrets"
        path = directory / name
        if not path.exists():
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=directory, delete=False) as beside:
                beside.write(make())
            try:
                os.link(beside.name, path)  # unlike rename, fails if another process was first
            except FileExistsError:
                pass
            finally:
                os.unlink(beside.name)
        return path.read_text(encoding="utf-8").strip()


def _words() -> str:
    return secrets.token_urlsafe(48)


def _fernet_key() -> str:
    return Fernet.generate_key().decode()
