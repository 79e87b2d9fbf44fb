"""Signed texts that hold for a time, by the clock that all machines share."""

from datetime import datetime, timedelta

from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from portal.shell import shared_clock
from portal.shell.database import CLOCK_MAY_DIFFER


class _Stamp(TimestampSigner):
    """Stamps and judges by the shared clock; one machine's may be a little ahead of another's."""

    def get_timestamp(self) -> int:
        """The present Unix second."""
        return int(shared_clock.now().timestamp())

    def unsign(  # type: ignore[override]  # overloaded there
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> tuple[bytes, datetime] | bytes:
        """What was signed; raises SignatureExpired where that was too long ago, or is to come."""
        value, stamped = super().unsign(signed_value, return_timestamp=True)
        age = shared_clock.now() - stamped
        if max_age is not None and not -CLOCK_MAY_DIFFER <= age <= timedelta(seconds=max_age):
            raise SignatureExpired("this is too old", payload=value, date_signed=stamped)
        return (value, stamped) if return_timestamp else value


def stamped(secret: str, *, salt: str) -> URLSafeTimedSerializer:
    """Signs what holds for a time; `loads(…, max_age=seconds)` judges it."""
    return URLSafeTimedSerializer(secret, salt=salt, signer=_Stamp)
