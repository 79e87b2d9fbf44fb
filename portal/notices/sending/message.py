"""What a sender is given, and what it says when it could not."""

from dataclasses import dataclass, field
from datetime import datetime

from portal.notices.kinds import Severity, Trouble
from portal.notices.rules.news import About
from portal.shell.rules import MingchuError


class NotSent(MingchuError):
    """A message was not taken, because of `trouble`; when it is final, trying again is no use."""

    status = 502
    code = "notice_not_sent"

    def __init__(self, trouble: Trouble, *, is_final: bool = False) -> None:
        super().__init__(f"not sent: {trouble.value}")
        self.trouble = trouble
        self.is_final = is_final


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in one language on its way to one address.

    `code` stays the same when it is tried again; `link` is a whole web address. `address` and
    `keys` are secret, and do not print.
    """

    code: str
    kind: str
    severity: Severity
    about: About
    title: str
    body: str
    short: str
    link: str
    occurred_at: datetime
    sent_at: datetime
    footer: str = ""
    address: str = field(default="", repr=False)
    keys: tuple[str, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """Title, body and link, as chat groups show them."""
        return "\n".join(part for part in (self.title, self.body, self.link) if part)
