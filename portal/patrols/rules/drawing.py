"""Chance that can be checked afterwards: a promised seed, and the numbers it gives.

Who draws promises the seed by publishing its SHA-256 before anything is drawn, and shows it
afterwards. A public number that nobody knew at the promise, the beacon, can be mixed in, so that
whoever made the seed cannot have tried many of them for a draw they like.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from re import compile as pattern
from typing import TypeVar

from portal.shell.rules import MingchuError

SEED_BYTES = 32
_SEED = pattern(r"[0-9a-f]{64}")

Thing = TypeVar("Thing")


class SeedMalformed(MingchuError):
    """A text is no seed."""

    code = "seed_malformed"

    def __init__(self) -> None:
        super().__init__("a seed has 64 hexadecimal digits in lower case")


def promise_of(seed: str) -> str:
    """The SHA-256 of the seed's bytes, in hexadecimal: what is published before the draw.

    Raises SeedMalformed.
    """
    if _SEED.fullmatch(seed) is None:
        raise SeedMalformed
    return sha256(bytes.fromhex(seed)).hexdigest()


class Draw:
    """The numbers that a seed and a beacon give; the same for everybody who has both."""

    def __init__(self, seed: str, beacon: str = "") -> None:
        promise_of(seed)
        self._key = hmac.digest(bytes.fromhex(seed), beacon.strip().encode(), "sha256")

    def number(self, *words: object) -> int:
        """A number from 0 up to 2**256 for these words: HMAC-SHA-256 of them, parted by |."""
        return int.from_bytes(hmac.digest(self._key, "|".join(map(str, words)).encode(), "sha256"))

    def order(self, things: Iterable[Thing], *words: object) -> list[Thing]:
        """`things`, which must read differently, in the order drawn for `words`."""
        return sorted(things, key=lambda each: (self.number(*words, each), str(each)))
