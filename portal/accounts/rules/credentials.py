"""Links and codes that are good once, and what is refused of them."""

from datetime import datetime, timedelta
from typing import Protocol

from portal.shell.rules import MingchuError

INVITATION_HOLDS = timedelta(hours=72)
RECOVERY_CODES = 10
CODE_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, which omits i, l, o, u
CODE_LENGTH = 24  # of 5 bits each: 120, so that a plain hash of it tells nothing
GROUP = 4
_LIKE_DIGITS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


class InvitationSpent(MingchuError):
    """The link was used, replaced by a newer one, is too old, or never existed."""

    status = 410
    code = "invitation_spent"

    def __init__(self) -> None:
        super().__init__("this invitation is not good any more; ask for a new one")


class CodeWrong(MingchuError):
    """A code of the second factor, or a recovery code, is wrong, used or too old."""

    status = 401
    code = "code_wrong"

    def __init__(self) -> None:
        super().__init__("the code is wrong, used or too old; take the next one")


class Invited(Protocol):
    """The moments of an invitation."""

    expires_at: datetime
    used_at: datetime | None


def is_good(invitation: Invited, *, now: datetime) -> bool:
    """Whether the link may still be used."""
    return invitation.used_at is None and now < invitation.expires_at


def grouped(code: str) -> str:
    """A recovery code as people copy it: abcd-efgh-jkmn-pqrs-tvwx-yz01."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def plain_code(text: str) -> str:
    """A recovery code as it was made, whatever dashes, capitals and look-alikes were typed."""
    return text.strip().lower().translate(_LIKE_DIGITS)


def digits_of(text: str) -> str:
    """The digits of a code that was typed, blanks left away."""
    return "".join(text.split())
