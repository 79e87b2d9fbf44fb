"""Proof that somebody is on the premises, and marks of what was spent that tell nothing else."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from unicodedata import normalize

from portal.participation.kinds import Tier
from portal.shell.rules import MingchuError

WINDOW = timedelta(minutes=10)
LATE_WINDOWS = 1  # a code read off the Display may be typed in the window after
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, which omits i, l, o, u
ROTATING_LENGTH = 6
SLIP_LENGTH = 10
GROUP = 5
MOST_SLIPS = 200  # on one sheet
LONGEST_VALID_DAYS = 92
_LIKE_DIGITS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})

HEADLINE_TIERS = frozenset({Tier.DISPLAY, Tier.SLIP})
"""The tiers that count in the headline; the printed sign is shown beside it."""


class CodeUnknown(MingchuError):
    """A code is no slip's that is still good, and not the one that the Display shows."""

    status = 422
    code = "code_unknown"

    def __init__(self) -> None:
        super().__init__("this code is used, too old or misread; leave it out or take another")


def new_key() -> str:
    """256 fresh random bits in hexadecimal."""
    return secrets.token_hex(32)


def new_slip() -> str:
    """A fresh code for a slip: 50 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(SLIP_LENGTH))


def plain_code(text: str) -> str:
    """A code as it was made, whatever capitals, dashes, wide letters and look-alikes were typed."""
    return normalize("NFKC", text).strip().lower().translate(_LIKE_DIGITS)


def grouped(code: str) -> str:
    """A code as people copy it: abcde-fghjk."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def is_slip(code: str) -> bool:
    """Whether a plain code has the length of a slip's."""
    return len(code) == SLIP_LENGTH


def keyed_hash(key: str, *parts: object) -> str:
    """What is stored of something secret: without `key` it matches nothing."""
    text = "\x1f".join(map(str, parts))
    return hmac.new(key.encode(), text.encode(), sha256).hexdigest()


def window_of(moment: datetime) -> datetime:
    """The beginning of the ten minutes in which `moment` lies, in UTC."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(WINDOW.total_seconds()), UTC)


def rotating_code(key: str, restaurant: str, window: datetime) -> str:
    """The code that the Display of `restaurant` (its code) shows in `window`: 30 bits."""
    text = f"{restaurant}\x1f{int(window.timestamp())}"
    digest = hmac.new(key.encode(), text.encode(), sha256).digest()
    return "".join(LETTERS[byte % 32] for byte in digest[:ROTATING_LENGTH])


def is_on_display(key: str, restaurant: str, code: str, *, now: datetime) -> bool:
    """Whether `code` is what the Display shows now, or showed in the window before."""
    windows = [window_of(now) - back * WINDOW for back in range(LATE_WINDOWS + 1)]
    # Every one is compared, so that the time it takes tells nothing.
    matches = [
        hmac.compare_digest(rotating_code(key, restaurant, window).encode(), code.encode())
        for window in windows
    ]
    return any(matches)


def next_window(moment: datetime) -> datetime:
    """When the Display's code changes next."""
    return window_of(moment) + WINDOW
