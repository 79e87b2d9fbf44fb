"""Sends what is due: one delivery after another, each in its own transaction."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal.notices import forms, queries
from portal.notices.kinds import OPEN_STATES, RANKS, Means, Severity, Trouble
from portal.notices.models import Delivery
from portal.notices.operations.channels import keys_of
from portal.notices.operations.delivering import note_sent, note_trouble, put_off
from portal.notices.rules.news import About
from portal.notices.sending import Message, NotSent, Sender
from portal.shell.cipher import Cipher, SecretUnreadable
from portal.shell.languages import ENGLISH
from portal.shell.sweeping import LEASE, sweep

PILE = 5
"""From how many waiting notices on somebody gets them in one message."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Post:
    """What it takes to send: the means, the cipher of addresses, the portal's own address.

    `clock` tells the moment; `draw` a number from 0 to 1.
    """

    senders: Mapping[Means, Sender]
    cipher: Cipher
    public_url: str
    clock: Callable[[], datetime]
    draw: Callable[[], float] = random.random


@dataclass(slots=True)
class _Run:
    """One sweep: channels that failed in it are left alone until the next."""

    session: Session
    post: Post
    tired: set[int] = field(default_factory=set)

    def act(self, delivery_id: int) -> None:
        """Send one delivery, and what goes in the same message."""
        row = queries.delivery_by_id(self.session, delivery_id)
        if row is None or row.state not in OPEN_STATES:
            return
        if row.channel_id is not None and row.channel_id in self.tired:
            put_off(self.session, row, now=self.post.clock())
            return
        rows = self._with(row)
        if not rows:
            return
        self._send(rows)

    def _with(self, row: Delivery) -> Sequence[Delivery]:
        """What goes in the same message as `row`, itself first; nothing if another one leads.

        A digest is one message. So is what piles up for one person: when a network goes down,
        nobody reads two hundred mails.
        """
        if row.person_id is None or row.notice.severity is Severity.I:
            return [row]
        rows = queries.due_together(self.session, row, until=self.post.clock() + LEASE)
        if not row.is_digest and len(rows) < PILE:
            return [row]
        return rows if rows and rows[0].id == row.id else []

    def _send(self, rows: Sequence[Delivery]) -> None:
        numbers, means = [row.id for row in rows], rows[0].means
        try:
            message = self._message(rows)
            self.session.commit()  # no transaction waits for the other side
            self.post.senders[means].send(message)
        except NotSent as error:
            self._failed(queries.open_deliveries(self.session, numbers), error)
            return
        note_sent(
            self.session, queries.open_deliveries(self.session, numbers), now=self.post.clock()
        )

    def _failed(self, rows: Sequence[Delivery], error: NotSent) -> None:
        for row in rows[:1]:
            if row.channel_id is not None:
                self.tired.add(row.channel_id)
            facts = {
                "delivery": row.id, "means": row.means.value, "trouble": error.trouble.value,
                "attempt": row.attempts + 1,
            }  # fmt: skip
            log.warning("notice_not_sent", extra=facts)
        note_trouble(
            self.session, rows, error.trouble, is_final=error.is_final,
            drawn=self.post.draw(), now=self.post.clock(),
        )  # fmt: skip

    def _message(self, rows: Sequence[Delivery]) -> Message:
        """The message of `rows` in the language of whoever gets it. Raises NotSent."""
        first = rows[0]
        try:
            address, keys, language = self._whereto(first)
        except SecretUnreadable:
            raise NotSent(Trouble.UNREADABLE) from None
        now = self.post.clock()
        with force_locale(language):
            prefix = self.post.public_url + ("/en" if language == ENGLISH else "")
            if first.is_digest or len(rows) > 1:
                message = digest(rows, prefix=prefix, now=now)
            else:
                message = single(first, prefix=prefix, now=now)
        return replace(message, address=address, keys=keys)

    def _whereto(self, row: Delivery) -> tuple[str, tuple[str, ...], str]:
        """Address, keys and language of a delivery. Raises NotSent where it has none any more."""
        cipher = self.post.cipher
        if row.channel is not None:
            if not row.channel.is_active:
                raise NotSent(Trouble.CHANNEL_CLOSED, is_final=True)
            address = cipher.decrypt(row.channel.address_encrypted)
            return address, keys_of(row.channel, cipher), row.channel.language
        wish = queries.preference_of(self.session, row.person_id or 0)
        token = None
        if wish is not None and row.person is not None and row.person.active:
            token = wish.mail_encrypted if row.means is Means.MAIL else wish.phone_encrypted
        if wish is None or token is None:
            raise NotSent(Trouble.NOBODY, is_final=True)
        return cipher.decrypt(token), (), wish.language


def deliver_due(session: Session, post: Post) -> int:
    """Send every delivery that is due; returns how many were looked at. Commits after each."""
    run = _Run(session, post)
    return sweep(
        session, Delivery.next_at, run.act, now=post.clock(),
        where=[Delivery.state.in_(OPEN_STATES)],
    )  # fmt: skip


def single(row: Delivery, *, prefix: str, now: datetime) -> Message:
    """The message of one Notice in the present language, with no address yet.

    `prefix` is what comes before its path in a whole web address.
    """
    notice = row.notice
    return Message(
        code=row.code,
        kind=notice.kind,
        severity=notice.severity,
        about=About(notice.about_kind, notice.about_id),
        title=forms.title_of(notice),
        body=forms.body_of(notice),
        short=forms.short_of(notice),
        link=prefix + notice.link,
        occurred_at=notice.occurred_at,
        sent_at=now,
        footer=forms.footer(f"{prefix}/notices/preferences"),
    )


def digest(rows: Sequence[Delivery], *, prefix: str, now: datetime) -> Message:
    """The message of several Notices in the present language, with no address yet."""
    first = rows[0]
    title, body = forms.digest_words([row.notice for row in rows])
    return Message(
        code=first.code,
        kind="notices.digest",
        severity=min((row.notice.severity for row in rows), key=RANKS.__getitem__),
        about=About("digest", str(first.id)),
        title=title,
        body=body,
        short=title,
        link=f"{prefix}/notices",
        occurred_at=first.notice.occurred_at,
        sent_at=now,
        footer=forms.footer(f"{prefix}/notices/preferences"),
    )
