"""What the forms of this floor ask for, as values."""

from collections.abc import Collection, Mapping
from datetime import time
from typing import Protocol

from portal.notices.forms.words import LANGUAGES
from portal.notices.kinds import Means, Severity
from portal.notices.operations.channels import NewChannel
from portal.notices.rules.webhooks import ChannelFault, ChannelRefused
from portal.notices.rules.wishes import Wish, WishFault, WishRefused
from portal.shell.asked import member
from portal.shell.cipher import Cipher, SecretUnreadable
from portal.shell.languages import CHINESE

WISH_FIELDS = ("language", "mail", "phone", "quiet_from", "quiet_until")
CHANNEL_FIELDS = ("means", "name", "address", "secret", "least", "station", "language")


class Kept(Protocol):
    """A preference, as its form shows it."""

    language: str
    mail_encrypted: str | None
    phone_encrypted: str | None
    quiet_from: int | None
    quiet_until: int | None


class Signed(Protocol):
    """A channel, as far as its key goes."""

    means: Means


def told_wish(row: Kept | None, cipher: Cipher, *, locale: str) -> dict[str, str]:
    """The fields of the form of somebody's wishes; an address that no key reads is left out."""
    if row is None:
        return dict.fromkeys(WISH_FIELDS, "") | {"language": locale}
    return {
        "language": row.language,
        "mail": _read(row.mail_encrypted, cipher),
        "phone": _read(row.phone_encrypted, cipher),
        "quiet_from": _time_text(row.quiet_from),
        "quiet_until": _time_text(row.quiet_until),
    }


def asked_wish(told: Mapping[str, str]) -> Wish:
    """The wish of a form. Raises WishRefused for a time that is none."""
    language = told["language"]
    return Wish(
        language=language if language in LANGUAGES else CHINESE,
        mail=told["mail"],
        phone=told["phone"].replace(" ", "").replace("-", ""),
        quiet_from=_time(told["quiet_from"]),
        quiet_until=_time(told["quiet_until"]),
    )


def asked_channel(told: Mapping[str, str], *, stations: Collection[str]) -> NewChannel:
    """The channel of a form. Raises ChannelRefused."""
    means = member(Means, told["means"])
    if means is None:
        raise ChannelRefused(ChannelFault.MEANS_UNKNOWN)
    if told["station"] and told["station"] not in stations:
        raise ChannelRefused(ChannelFault.STATION_UNKNOWN)
    least = member(Severity, told["least"]) or Severity.II
    return NewChannel(
        means=means,
        name=told["name"],
        least=least,
        language=told["language"] if told["language"] in LANGUAGES else CHINESE,
        station=told["station"] or None,
        address=told["address"],
        secret=told["secret"],
    )


def is_signed(row: Signed) -> bool:
    """Whether a channel has a key of ours that its receiver must be told."""
    return row.means is Means.WEBHOOK


def _read(token: str | None, cipher: Cipher) -> str:
    if token is None:
        return ""
    try:
        return cipher.decrypt(token)
    except SecretUnreadable:
        return ""


def _time_text(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def _time(text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise WishRefused(WishFault.QUIET_HALF) from None
