"""An authenticator app, as a phone holds it."""

from passlib.totp import TOTP

from portal.accounts.binding import second_factors
from portal.shell import clock


class Authenticator:
    """Shows codes of one key; the first step differs from one to the next by 30 seconds."""

    def __init__(self, key: str | None = None) -> None:
        self._totp = TOTP(key) if key else TOTP.new()

    def code(self, *, late_by: float = 0) -> str:
        """The code shown now on a phone whose clock is late by so many seconds."""
        return self._totp.generate(int(clock.now().timestamp() - late_by)).token

    def stored(self, app) -> str:
        """The secret as the portal keeps it."""
        with app.app_context():
            factory = second_factors()._totp
        return factory(key=self._totp.key, format="raw").to_json(encrypt=True)
