"""What somebody may wish about how they are told."""

import re
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from portal.shell.rules import MingchuError

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(\+86)?1[3-9][0-9]{9}")
LONGEST_MAIL = 200


class WishFault(StrEnum):
    """Why a wish cannot be."""

    MAIL_MALFORMED = "mail_malformed"
    PHONE_MALFORMED = "phone_malformed"
    QUIET_HALF = "quiet_half"


class WishRefused(MingchuError):
    """A wish about notices cannot be; `fault` says why."""

    status = 422
    code = "wish_refused"

    def __init__(self, fault: WishFault) -> None:
        super().__init__(f"the wish cannot be: {fault.value}; correct it and try again")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to be told; addresses do not print. Empty ones: not by that means."""

    language: str
    mail: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    quiet_from: time | None = None
    quiet_until: time | None = None

    @property
    def quiet_minutes(self) -> tuple[int, int] | None:
        """The quiet hours in minutes of the day; None for none, and for equal ends."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        start, end = _minute(self.quiet_from), _minute(self.quiet_until)
        return None if start == end else (start, end)


def check_wish(wish: Wish) -> None:
    """Let a wish be kept, or raise WishRefused."""
    if wish.mail and (len(wish.mail) > LONGEST_MAIL or _MAIL.fullmatch(wish.mail) is None):
        raise WishRefused(WishFault.MAIL_MALFORMED)
    if wish.phone and _PHONE.fullmatch(wish.phone) is None:
        raise WishRefused(WishFault.PHONE_MALFORMED)
    if (wish.quiet_from is None) != (wish.quiet_until is None):
        raise WishRefused(WishFault.QUIET_HALF)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
