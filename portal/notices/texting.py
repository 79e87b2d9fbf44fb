"""Sends texts to telephones of no account, whose numbers other floors keep."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal.notices import forms
from portal.notices.delivering import Post
from portal.notices.kinds import OPEN_STATES, Means, Severity, Trouble
from portal.notices.models import TextMessage
from portal.notices.operations.texting import (
    note_text_sent,
    note_text_trouble,
    put_off_text,
)
from portal.notices.queries.texts import text_by_id
from portal.notices.rules.news import About
from portal.notices.sending import Message, NotSent
from portal.shell.languages import ENGLISH
from portal.shell.sweeping import sweep

BOOKS = "mingchu_phone_books"  # where the application keeps them

log = logging.getLogger(__name__)


class PhoneBook(Protocol):
    """What knows the telephone behind things of one kind."""

    def phone(self, session: Session, about_id: str) -> str | None:
        """The number to send texts to; None where there is none, or none is wanted any more."""


def add_phone_book(app: Flask, kind: str, book: PhoneBook) -> None:
    """Let texts about things of `kind` go to the numbers that `book` knows."""
    books: dict[str, PhoneBook] = app.extensions.setdefault(BOOKS, {})
    books[kind] = book


def deliver_texts(session: Session, post: Post, books: Mapping[str, PhoneBook]) -> int:
    """Send every text that is due; returns how many were looked at. Commits after each."""

    def act(text_id: int) -> None:
        row = text_by_id(session, text_id)
        if row is None or row.state not in OPEN_STATES:
            return
        if not put_off_text(session, row, now=post.clock()):
            _send(session, row, post, books)

    return sweep(
        session, TextMessage.next_at, act, now=post.clock(),
        where=[TextMessage.state.in_(OPEN_STATES)],
    )  # fmt: skip


def _send(session: Session, row: TextMessage, post: Post, books: Mapping[str, PhoneBook]) -> None:
    """Send one text; its number is read for it alone and kept nowhere."""
    number = row.id
    try:
        book = books.get(row.about_kind)
        phone = book.phone(session, row.about_id) if book is not None else None
        if phone is None:
            raise NotSent(Trouble.NOBODY, is_final=True)
        message = _message(row, phone, post, now=post.clock())
        session.commit()  # no transaction waits for the service
        post.senders[Means.SMS].send(message)
    except NotSent as error:
        _failed(session, number, error, post)
        return
    found = text_by_id(session, number)
    if found is not None:
        note_text_sent(session, found, now=post.clock())


def _failed(session: Session, number: int, error: NotSent, post: Post) -> None:
    row = text_by_id(session, number)
    if row is None:  # what it was about has been erased meanwhile
        return
    facts = {"text": row.id, "trouble": error.trouble.value, "attempt": row.attempts + 1}
    log.warning("text_not_sent", extra=facts)
    note_text_trouble(
        session, row, error.trouble, is_final=error.is_final, drawn=post.draw(), now=post.clock()
    )


def _message(row: TextMessage, phone: str, post: Post, *, now: datetime) -> Message:
    """The text in the language of whoever gets it."""
    prefix = post.public_url + ("/en" if row.language == ENGLISH else "")
    with force_locale(row.language):
        words = forms.short_of(row)
    return Message(
        code=f"text_{row.id}",
        kind=row.kind,
        severity=Severity.II,
        about=About(row.about_kind, row.about_id),
        title=words,
        body="",
        short=words,
        link=prefix + row.link,
        occurred_at=row.created_at,
        sent_at=now,
        address=phone,
    )
