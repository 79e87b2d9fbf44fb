"""Texts to telephones that belong to no account, as values that a floor above builds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.notices.rules.news import About, FieldValue
from portal.notices.rules.times import Quiet, wait_after
from portal.shell.rules import is_own_path

QUIET_HOURS = Quiet(21 * 60, 8 * 60)
"""When nobody is sent a text who could not choose hours of their own."""


@dataclass(frozen=True, slots=True)
class NewText:
    """A text to whoever `about` leads to; the number itself stays where it is kept.

    `kind` names the words, worded by `name_kinds`; `language` is a locale; `link` a path of the
    portal without a language. `key` tells the same text from others.
    """

    kind: str
    about: About
    key: str
    language: str
    link: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not is_own_path(self.link):
            raise ValueError("a text links to a path of the portal")


def next_try(attempts: int, *, drawn: float, now: datetime) -> datetime | None:
    """When a text that failed `attempts` times is tried again, never by night; None: give up."""
    wait: timedelta | None = wait_after(attempts, drawn=drawn)
    return None if wait is None else QUIET_HOURS.ends_after(now + wait)
