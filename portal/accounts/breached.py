"""Which passwords others are known to have used: `breached.bin`, asked without being loaded.

The file holds no password: of each it has 32 bits of a SHA-256, so it takes some 1 in 3,000 others
for one of its own. Whoever meets that chooses another. First come 65,536 counts, a byte each, by
the first 16 bits; then, in that order, the next 16 bits of each. `python -m deploy.breached` writes
it.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from portal.accounts.rules import normal_password

FILE = Path(__file__).with_name("breached.bin")
DRAWERS = 1 << 16
MOST_IN_ONE = 255
BYTES_OF_EACH = 2


def is_breached(password: str, *, file: Path = FILE) -> bool:
    """Whether `password`, in whatever capitals, is one that `file` knows."""
    drawer, rest = _marks(password)
    with file.open("rb") as stream:
        counts = stream.read(DRAWERS)
        stream.seek(sum(counts[:drawer]) * BYTES_OF_EACH, 1)
        found = stream.read(counts[drawer] * BYTES_OF_EACH)
    return rest in {found[at : at + BYTES_OF_EACH] for at in range(0, len(found), BYTES_OF_EACH)}


def packed(passwords: Iterable[str]) -> bytes:
    """The content of a file that knows `passwords`. Raises ValueError for more than it can hold."""
    marks = sorted(set(map(_marks, passwords)))
    counts = [0] * DRAWERS
    for drawer, _ in marks:
        counts[drawer] += 1
    if max(counts) > MOST_IN_ONE:
        raise ValueError("too many passwords for a file of this form; leave the rare ones out")
    return bytes(counts) + b"".join(rest for _, rest in marks)


def _marks(password: str) -> tuple[int, bytes]:
    """The drawer of a password, and its mark in there."""
    digest = sha256(normal_password(password).casefold().encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:2], "big"), digest[2:4]
