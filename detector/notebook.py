"""Keeps the memory of cameras in files, so that any process on this machine can go on with it.

<directory>/            mode 0700
    <camera>            its memory, mode 0600
    <camera>.first      its first good looks, until they make a reference

Losing one costs an hour of history. It would cost a database 70 GB of writing a day.
"""

import logging
import os
import secrets
import struct
from contextlib import suppress
from pathlib import Path

from detector.measures import Picture
from detector.memory import REFERENCE_BYTES, Memory, Reference, UnreadableMemory

# A reference is made of so many good looks, each some minutes from the next, so that people and
# steam fall out.
FIRST_LOOKS = 3
APART_SECONDS = 110.0
_TAKEN_AT = struct.Struct("<d")

log = logging.getLogger(__name__)


class Notebook:
    """The memories below `directory`, which is made when first written to.

    `code` is a checked camera code: it becomes a path. One writer a camera at a time.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def memory(self, code: str) -> Memory:
        """What is remembered of the camera; a new memory when nothing can be read."""
        try:
            return Memory.unpacked((self._directory / code).read_bytes())
        except (OSError, UnreadableMemory):
            return Memory()

    def remember(self, code: str, memory: Memory) -> None:
        """Keep `memory` instead of the former; without room nothing is kept, and it is logged."""
        self._write(code, memory.packed())

    def learn(self, code: str, image: Picture, *, taken_at: float) -> Reference | None:
        """Add a good picture to the camera's first ones; returns the reference they make.

        None until there are enough of them, far enough apart.
        """
        looks = self._first_looks(code)
        if looks and 0 <= taken_at - looks[-1][0] < APART_SECONDS:
            return None
        looks.append((taken_at, Reference.of([image])))
        if len(looks) >= FIRST_LOOKS:
            return Reference.merged([reference for _, reference in looks])
        packed = [_TAKEN_AT.pack(at) + reference.packed() for at, reference in looks]
        self._write(f"{code}.first", b"".join(packed))
        return None

    def forget_first(self, code: str) -> None:
        """Begin anew to learn what the camera shows, or stop, since it is known."""
        (self._directory / f"{code}.first").unlink(missing_ok=True)

    def _first_looks(self, code: str) -> list[tuple[float, Reference]]:
        try:
            data = (self._directory / f"{code}.first").read_bytes()
            size = _TAKEN_AT.size + REFERENCE_BYTES
            parts = [data[start : start + size] for start in range(0, len(data), size)]
            return [
                (_TAKEN_AT.unpack_from(part)[0], Reference.unpacked(part[_TAKEN_AT.size :]))
                for part in parts
            ]
        except (OSError, struct.error, UnreadableMemory):
            return []

    def _write(self, name: str, data: bytes) -> None:
        beside = self._directory / f"{name}.{secrets.token_hex(4)}.tmp"
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(data)
            beside.replace(self._directory / name)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            log.warning("memory_not_kept", extra={"camera": name, "reason": error.strerror})
