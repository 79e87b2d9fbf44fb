"""How an entry of the audit chain, and a secret that is only compared, become hashes."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

EMPTY_HASH = "0" * 64  # what the first entry follows


class Entry(Protocol):
    """What is hashed of an entry."""

    number: int
    at: datetime
    actor: str
    person_id: int | None
    act: str
    subject: str
    facts: dict[str, Any]


def entry_hash(entry: Entry, former: str) -> str:
    """SHA-256, in hexadecimal, over `entry` and the hash `former` of the one before it.

    The text hashed is JSON with sorted keys and no spaces, so that anybody can repeat it.
    """
    told = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor,
        "person_id": entry.person_id,
        "act": entry.act,
        "subject": entry.subject,
        "facts": entry.facts,
        "former": former,
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def hash_of(key: str) -> str:
    """What is stored of a random key: its SHA-256 in hexadecimal."""
    return sha256(key.encode()).hexdigest()
