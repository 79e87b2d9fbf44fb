"""The file of a Case as a chain: each step carries a hash over the former and over itself.

Whoever keeps one hash can later show that nothing up to that step was rewritten, also after its
words were erased: a step's digest stays, and without its salt tells nothing of the words.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

FIRST = "0" * 64
SHOWN = 16  # letters of a receipt that people compare


@dataclass(frozen=True, slots=True)
class Said:
    """What a step says; `facts` are plain JSON."""

    number: int
    act: str
    at: datetime
    side: str
    becomes: str
    text: str
    is_public: bool
    due_at: datetime | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A step as the chain sees it; `said` and `salt` are None where they may not be shown."""

    digest: str
    hash: str
    said: Said | None = None
    salt: str | None = None


def digest_of(said: Said, salt: str) -> str:
    """The digest of a step: SHA-256 over its salt and its words as canonical JSON."""
    return sha256(f"{salt}\n{canonical(said)}".encode()).hexdigest()


def hash_of(former: str, digest: str) -> str:
    """The hash of a step, given that of the former; the first one follows `FIRST`."""
    return sha256(f"{former}{digest}".encode()).hexdigest()


def canonical(said: Said) -> str:
    """What a step says as JSON that is the same wherever it is written."""
    whole = {
        "number": said.number, "act": said.act, "at": _iso(said.at), "side": said.side,
        "becomes": said.becomes, "text": said.text, "is_public": said.is_public,
        "due_at": _iso(said.due_at), "facts": dict(said.facts),
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def first_broken(chain: Sequence[Link]) -> int | None:
    """The number of the first step that does not fit those before it, None where all do."""
    former = FIRST
    for number, link in enumerate(chain, start=1):
        fits = link.hash == hash_of(former, link.digest)
        if link.said is not None and link.salt is not None:
            fits = fits and link.digest == digest_of(link.said, link.salt)
        if not fits:
            return number
        former = link.hash
    return None


def holds(chain: Iterable[Link], receipt: str) -> int | None:
    """The number of the step whose receipt somebody kept, None where the file has no such."""
    plain = "".join(receipt.lower().split()).replace("-", "")
    if len(plain) < SHOWN:
        return None
    return next(
        (number for number, link in enumerate(chain, start=1) if link.hash.startswith(plain)), None
    )


def short(receipt: str) -> str:
    """A receipt as people keep it: sixteen letters in groups of four."""
    return "-".join(receipt[start : start + 4] for start in range(0, SHOWN, 4))


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")
