"""What is kept of a camera's earlier looks, so that judging needs no state of its own.

About 22 kB for an hour of looks. Nobody can be recognised in it: pictures are kept as 10×10 means
and as single, scattered pixels.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from detector.measures import (
    BLOCKS_ACROSS,
    BLOCKS_DOWN,
    MAP_HEIGHT,
    MAP_WIDTH,
    SAMPLES_ACROSS,
    SAMPLES_DOWN,
    THUMBNAIL,
    Floats,
    Measures,
    Picture,
    measure,
)

HISTORY = 60
STILL_LEVELS = 1  # by which the mean luma of a field may differ in a picture that stands still
# Of the samples kept of the last look, every third row and fifth column is kept in the history.
FEW_ROWS, FEW_COLUMNS = slice(1, None, 3), slice(2, None, 5)
FEW_DOWN, FEW_ACROSS = SAMPLES_DOWN // 3, SAMPLES_ACROSS // 5
T = TypeVar("T", bound=np.generic)
_VERSION = b"mem1"
_HEAD = struct.Struct("<4sBBHHHdf")


_REFERENCE_HEAD = struct.Struct("<4sf")
_REFERENCE_VERSION = b"ref1"
REFERENCE_BYTES = _REFERENCE_HEAD.size + MAP_HEIGHT * MAP_WIDTH + 4 * BLOCKS_DOWN * BLOCKS_ACROSS


class UnreadableMemory(ValueError):
    """The bytes are no memory, or one of another version: begin a new one."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A camera's picture as it should be, reduced as in `Measures`."""

    likeness_map: NDArray[np.int8]
    structure: Floats
    edge_px: float | None

    @classmethod
    def of(cls, images: Sequence[Picture]) -> Self:
        """The reference from good pictures, uint8 [height, width, 3], BGR; at least one.

        What moves falls out when there are several: three or more are better than one.
        """
        measured = [measure(image) for image in images]
        return cls.merged(
            [cls(each.likeness_map, each.structure, each.edge_px) for each in measured]
        )

    @classmethod
    def merged(cls, references: Sequence["Reference"]) -> Self:
        """The reference of all the pictures that these were made of, each of one; at least one."""
        widths = [each.edge_px for each in references if each.edge_px is not None]
        maps = np.median([each.likeness_map for each in references], axis=0)
        return cls(
            likeness_map=np.round(maps).astype(np.int8),
            structure=np.median([each.structure for each in references], axis=0).astype(np.float32),
            edge_px=float(np.median(widths)) if widths else None,
        )

    def packed(self) -> bytes:
        """The reference as bytes, for `unpacked`; 4 kB."""
        head = _REFERENCE_HEAD.pack(
            _REFERENCE_VERSION, np.nan if self.edge_px is None else self.edge_px
        )
        return b"".join([head, self.likeness_map.tobytes(), self.structure.tobytes()])

    @classmethod
    def unpacked(cls, data: bytes) -> "Reference":
        """The reference that `packed` gave as `data`; raises UnreadableMemory."""
        reader = _Reader(data, at=_REFERENCE_HEAD.size)
        try:
            version, edge_px = _REFERENCE_HEAD.unpack_from(data)
            if version != _REFERENCE_VERSION:
                raise UnreadableMemory("another version")
            reference = reader.reference(edge_px)
        except (struct.error, ValueError) as error:
            raise UnreadableMemory("not whole") from error
        if reader.at != len(data):
            raise UnreadableMemory("too long")
        return reference


def _none_yet(*shape: int) -> Picture:
    return np.zeros((0, *shape), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Earlier looks of one camera, the newest last, and its reference.

    `samples` and `size` (width, height) are the last look's, as in `Measures`; `equal_looks`
    counts how many looks in a row equalled the one before. `thumbnails` uint8 [n, 10, 10],
    `few` uint8 [n, 12, 12] and `repeats` bool [n] (whether it repeated an older one) hold the last
    60 looks at most.
    """

    reference: Reference | None = None
    taken_at: float | None = None
    size: tuple[int, int] = (0, 0)
    equal_looks: int = 0
    samples: Picture | None = None
    thumbnails: Picture = field(default_factory=lambda: _none_yet(THUMBNAIL, THUMBNAIL))
    few: Picture = field(default_factory=lambda: _none_yet(FEW_DOWN, FEW_ACROSS))
    repeats: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def with_reference(self, reference: Reference | None) -> "Memory":
        """The same looks, judged from now on against another reference."""
        return replace(self, reference=reference)

    @property
    def is_still(self) -> bool:
        """Whether the last look showed what the one before did, by the means of 100 fields.

        A head of 20 px in a picture of 640×360 changes its field by some levels; noise does not.
        """
        if len(self.thumbnails) < 2:
            return False
        before, last = self.thumbnails[-2:].astype(np.int16)
        return bool((np.abs(last - before) <= STILL_LEVELS).all())

    def after(
        self, seen: Measures, *, taken_at: float, equal_looks: int, is_repeat: bool
    ) -> "Memory":
        """This memory with one more look, the oldest being forgotten."""
        return replace(
            self,
            taken_at=taken_at,
            size=(seen.width, seen.height),
            equal_looks=equal_looks,
            samples=seen.samples,
            thumbnails=np.concatenate([self.thumbnails, seen.thumbnail[None]])[-HISTORY:],
            few=np.concatenate([self.few, few_of(seen)[None]])[-HISTORY:],
            repeats=np.append(self.repeats, is_repeat)[-HISTORY:],
        )

    def packed(self) -> bytes:
        """The memory as bytes, for `unpacked`."""
        reference = self.reference
        edge_px = reference.edge_px if reference else None
        samples = self.samples
        parts = [
            _HEAD.pack(
                _VERSION,
                (reference is not None) + 2 * (samples is not None),
                len(self.repeats),
                *self.size,
                min(self.equal_looks, 0xFFFF),
                np.nan if self.taken_at is None else self.taken_at,
                np.nan if edge_px is None else edge_px,
            )
        ]
        if reference is not None:
            parts += [reference.likeness_map.tobytes(), reference.structure.tobytes()]
        if samples is not None:
            parts.append(samples.tobytes())
        parts += [self.thumbnails.tobytes(), self.few.tobytes(), self.repeats.tobytes()]
        return b"".join(parts)

    @classmethod
    def unpacked(cls, data: bytes) -> "Memory":
        """The memory that `packed` gave as `data`; raises UnreadableMemory."""
        reader = _Reader(data)
        try:
            version, flags, count, width, height, equal, taken_at, edge_px = reader.head()
            if version != _VERSION:
                raise UnreadableMemory("another version")
            reference = reader.reference(edge_px) if flags & 1 else None
            memory = cls(
                reference=reference,
                taken_at=None if np.isnan(taken_at) else taken_at,
                size=(width, height),
                equal_looks=equal,
                samples=reader.picture(SAMPLES_DOWN, SAMPLES_ACROSS) if flags & 2 else None,
                thumbnails=reader.picture(count, THUMBNAIL, THUMBNAIL),
                few=reader.picture(count, FEW_DOWN, FEW_ACROSS),
                repeats=reader.picture(count).astype(np.bool_),
            )
        except (struct.error, ValueError) as error:
            raise UnreadableMemory("not whole") from error
        if reader.at != len(data):
            raise UnreadableMemory("too long")
        return memory


def few_of(seen: Measures) -> Picture:
    """The samples of a look that are kept in the history, uint8 [12, 12]."""
    return np.ascontiguousarray(seen.samples[FEW_ROWS, FEW_COLUMNS][:FEW_DOWN, :FEW_ACROSS])


class _Reader:
    """Takes arrays from the front of `data`."""

    def __init__(self, data: bytes, *, at: int = _HEAD.size) -> None:
        self._data = data
        self.at = at

    def head(self) -> tuple[bytes, int, int, int, int, int, float, float]:
        version, flags, count, width, height, equal, taken_at, edge_px = _HEAD.unpack_from(
            self._data
        )
        return version, flags, count, width, height, equal, taken_at, edge_px

    def picture(self, *shape: int) -> Picture:
        return self._take(np.dtype(np.uint8), shape).copy()

    def reference(self, edge_px: float) -> Reference:
        likeness = self._take(np.dtype(np.int8), (MAP_HEIGHT, MAP_WIDTH)).copy()
        structure = self._take(np.dtype(np.float32), (BLOCKS_DOWN, BLOCKS_ACROSS)).copy()
        return Reference(likeness, structure, None if np.isnan(edge_px) else edge_px)

    def _take(self, kind: np.dtype[T], shape: tuple[int, ...]) -> NDArray[T]:
        count = int(np.prod(shape))
        taken = np.frombuffer(self._data, kind, count, self.at)
        self.at += taken.nbytes
        return taken.reshape(shape)
