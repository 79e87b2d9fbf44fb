"""The pictures of a training, read and parted; what every command here begins with."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from detector.training.augment import Reader
from detector.training.labels import Picture, read_folders
from detector.training.samples import in_memory
from detector.training.sources import terms_of
from detector.training.splits import Splits, split
from detector.training.subjects import PEOPLE, Subject


@dataclass(frozen=True, slots=True)
class Shelf:
    """The parts of a collection, and what reads its pictures."""

    splits: Splits
    read: Reader

    def counts(self) -> dict[str, dict[str, int]]:
        """Pictures of each source in each part."""
        parts = {
            "learning": self.splits.learning,
            "choosing": self.splits.choosing,
            "judging": self.splits.judging,
        }
        tables = {name: Counter(one.source for one in part) for name, part in parts.items()}
        sources = sorted({source for table in tables.values() for source in table})
        return {
            source: {name: table[source] for name, table in tables.items()} for source in sources
        }


def open_shelf(folder: Path, *, subject: Subject = PEOPLE, licensed_only: bool = False) -> Shelf:
    """The labelled pictures of `folder` of which something of `subject` is told.

    `licensed_only` leaves sources without a stated licence out of learning and choosing; judged is
    on the same pictures. Raises OSError, KeyError, ValueError.
    """
    pictures = [picture for picture in read_folders(folder, subject) if picture.annotated]
    if not pictures:
        raise ValueError(
            f"{folder} holds no picture of which {' or '.join(subject.classes)} is labelled"
        )
    read = in_memory(pictures)
    parts = split(pictures, read)
    if licensed_only:
        parts = Splits(
            tuple(filter(_is_licensed, parts.learning)),
            tuple(filter(_is_licensed, parts.choosing)),
            parts.judging,
            parts.dropped,
        )
    return Shelf(parts, read)


def _is_licensed(picture: Picture) -> bool:
    return terms_of(picture.source).is_licensed
