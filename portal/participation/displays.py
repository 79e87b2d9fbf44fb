"""The addresses that Displays open: who has one may show the changing code, and tell of itself."""

from collections.abc import Iterable
from hmac import compare_digest

from portal.participation.public.blueprint import derived
from portal.participation.rules.presence import keyed_hash

SECRET_LENGTH = 32


def display_secret(key: str, display_id: int | None = None) -> str:
    """The secret part of the address that a Restaurant's Display opens.

    With an id it is that one Display's, else one for all of the Restaurant.
    """
    parts = [key] if display_id is None else [key, str(display_id)]
    return keyed_hash(derived("displays"), *parts)[:SECRET_LENGTH]


def may_show(key: str, secret: str, display_ids: Iterable[int]) -> bool:
    """Whether `secret` is one of this Restaurant's."""
    return _is(display_secret(key), secret) or screen_of(key, secret, display_ids) is not None


def screen_of(key: str, secret: str, display_ids: Iterable[int]) -> int | None:
    """The Display that opened this address, None where that cannot be told.

    The address for all is the only Display's where the register holds just one.
    """
    known = list(display_ids)
    if len(known) == 1 and _is(display_secret(key), secret):
        return known[0]
    return next((each for each in known if _is(display_secret(key, each), secret)), None)


def _is(wanted: str, secret: str) -> bool:
    return compare_digest(wanted.encode(), secret.encode())
