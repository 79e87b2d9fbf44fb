"""Preview addresses: given for a camera, for some minutes, to whoever holds them."""

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256

from portal.shell.rules import MingchuError

GRANT_SECONDS = 300
PREVIEW_HOURS = 12  # however often its page renews the grant; a staff session lasts as long


class GrantRefused(MingchuError):
    """A preview address has expired or was never given; `restaurant` is the way back's code."""

    status = 403
    code = "grant_refused"

    def __init__(self, camera: str, restaurant: str | None = None) -> None:
        super().__init__(f"camera {camera}: the preview address is no longer valid; ask for a new")
        self.camera = camera
        self.restaurant = restaurant


def grant_key(signing_key: str) -> bytes:
    """The key of preview addresses, apart from every other use of the signing key."""
    return hmac.digest(signing_key.encode(), b"mingchu live grant 1", sha256)


def make_grant(key: bytes, camera: str, *, scope: str, expires_at: datetime) -> str:
    """A preview address's last part: scope, expiry, and the proof that we gave both."""
    plain = f"{scope}.{int(expires_at.timestamp())}"
    return f"{plain}.{_proof(key, camera, plain)}"


def granted_scope(key: bytes, camera: str, grant: str, *, now: datetime) -> str:
    """The scope of a valid `grant` for `camera`; raises GrantRefused for any other."""
    plain, _, proof = grant.rpartition(".")
    scope, _, expiry = plain.partition(".")
    genuine = hmac.compare_digest(_proof(key, camera, plain).encode(), proof.encode())
    if not genuine or not expiry.isdecimal():
        raise GrantRefused(camera)
    if datetime.fromtimestamp(int(expiry), UTC) <= now:
        raise GrantRefused(camera)
    return scope


def preview_scope(until: datetime) -> str:
    """The scope of a preview whose renewals end at `until`."""
    return f"preview-{int(until.timestamp())}"


def preview_until(scope: str) -> datetime:
    """The moment at which renewals of this preview end; `scope` is one that was granted."""
    return datetime.fromtimestamp(int(scope.removeprefix("preview-")), UTC)


def _proof(key: bytes, camera: str, plain: str) -> str:
    digest = hmac.digest(key, f"{camera}\n{plain}".encode(), sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
