"""Opens, closes and rekeys channels."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.notices.kinds import PERSONAL, DeliveryState, Means, Severity, Trouble
from portal.notices.models import Delivery, Notice, NoticeChannel
from portal.notices.operations.announcing import new_code
from portal.notices.rules.webhooks import (
    KEY_BYTES,
    ChannelFault,
    ChannelRefused,
    check_address,
    new_key,
)
from portal.shell.cipher import Cipher

LONGEST_NAME = 100
KEYS_HELD = 2
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,200}")


@dataclass(frozen=True, slots=True)
class NewChannel:
    """A channel as it is asked for; `address` is a webhook's, or a robot's token."""

    means: Means
    name: str
    least: Severity
    language: str
    station: str | None = None
    address: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


def open_channel(
    session: Session, wanted: NewChannel, *, cipher: Cipher, actor: Actor, now: datetime
) -> NoticeChannel:
    """Add a channel; a webhook gets a signing key, a robot keeps the secret it was given.

    Raises ChannelRefused.
    """
    name = " ".join(wanted.name.split())[:LONGEST_NAME]
    if not name:
        raise ChannelRefused(ChannelFault.NAME_MISSING)
    if wanted.means in PERSONAL:
        raise ChannelRefused(ChannelFault.MEANS_UNKNOWN)
    if wanted.means is Means.WEBHOOK:
        check_address(wanted.address)
        key = fresh_key()
    else:
        if not (_TOKEN.fullmatch(wanted.address) and _SECRET.fullmatch(wanted.secret)):
            raise ChannelRefused(ChannelFault.TOKEN_MALFORMED)
        key = wanted.secret
    row = NoticeChannel(
        means=wanted.means,
        name=name,
        address_encrypted=cipher.encrypt(wanted.address),
        keys_encrypted=cipher.encrypt(key) if key else None,
        least=wanted.least,
        station=wanted.station,
        language=wanted.language,
        is_active=True,
        created_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, actor, "channel.opened", row, now=now)
    return row


def renew_key(
    session: Session, row: NoticeChannel, *, cipher: Cipher, actor: Actor, now: datetime
) -> None:
    """Put a fresh signing key before a webhook's present one; both sign, older ones no more."""
    if row.means is not Means.WEBHOOK:
        raise ChannelRefused(ChannelFault.MEANS_UNKNOWN)
    keys = [fresh_key(), *keys_of(row, cipher)][:KEYS_HELD]
    row.keys_encrypted = cipher.encrypt(",".join(keys))
    session.flush()
    _record(session, actor, "channel.key_renewed", row, now=now)


def close_channel(
    session: Session, row: NoticeChannel, *, why: Trouble | None, actor: Actor, now: datetime
) -> None:
    """Send nothing there any more: a person says so (`why` None), or the other side did."""
    if not row.is_active:
        return
    row.is_active, row.closed_why = False, why
    session.flush()
    _record(session, actor, "channel.closed", row, now=now)


def reopen_channel(session: Session, row: NoticeChannel, *, actor: Actor, now: datetime) -> None:
    """Send there again, from the next news on."""
    if row.is_active:
        return
    row.is_active, row.closed_why = True, None
    session.flush()
    _record(session, actor, "channel.reopened", row, now=now)


def keys_of(row: NoticeChannel, cipher: Cipher) -> tuple[str, ...]:
    """The keys of a channel, newest first. Raises SecretUnreadable."""
    if row.keys_encrypted is None:
        return ()
    return tuple(cipher.decrypt(row.keys_encrypted).split(","))


def fresh_key() -> str:
    """A signing key drawn by chance."""
    return new_key(secrets.token_bytes(KEY_BYTES))


def _record(session: Session, actor: Actor, act: str, row: NoticeChannel, *, now: datetime) -> None:
    facts = {"means": row.means.value, "name": row.name, "station": row.station}
    if row.closed_why is not None:
        facts["trouble"] = row.closed_why.value
    record(session, actor, act, f"channel {row.id}", at=now, facts=facts)


def send_test(session: Session, row: NoticeChannel, *, actor: Actor, now: datetime) -> Delivery:
    """Leave a test message for a channel, which the job sends; nobody's inbox hears of it.

    Raises ChannelRefused where the channel is closed.
    """
    if not row.is_active:
        raise ChannelRefused(ChannelFault.CLOSED)
    code = new_code()
    notice = Notice(
        key=f"notices.test {code}",
        kind="notices.test",
        severity=row.least,
        fields={"channel": row.name},
        link="/notices",
        about_kind="channel",
        about_id=str(row.id),
        occurred_at=now,
        created_at=now,
    )
    session.add(notice)
    session.flush()
    sent = Delivery(
        code=code, notice_id=notice.id, channel_id=row.id, means=row.means, is_digest=False,
        state=DeliveryState.QUEUED, attempts=0, next_at=now,
    )  # fmt: skip
    session.add(sent)
    session.flush()
    _record(session, actor, "channel.tested", row, now=now)
    return sent
