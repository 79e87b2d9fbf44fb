"""Reads folders of labelled pictures and decides what each label is to a finder.

Sources box different parts of a head. Our target is the *face-like box*, from forehead to chin:
most labels are such, it is what must be hidden, and what a mask is judged on. A box from hair or
helmet to chin is brought to it by taking its top off; where only the hat or only the mouth is
boxed, the head is somewhere about and its extent not known: neither rewarded nor punished there.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.training.subjects import HEAD, PEOPLE, PERSON, Subject

Boxes = NDArray[np.float32]
Row = Mapping[str, str]

# The part of a box from hair or helmet to chin that lies above the forehead (seen in `css`, where
# the lower box of a joined pair begins there).
ABOVE_FOREHEAD = 0.3
_TEACHERS = {"teacher:yunet": HEAD, "teacher:yolox": PERSON}
_MASK = {"yes": True, "no": False, "incorrect": False}
_COVER = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Head:
    """A face-like box (pixels, x1 y1 x2 y2) with its attributes, None where not known.

    `is_whole` is false where the box was guessed from a hat or a mouth. `is_wrong` is true for a
    mask below the nose or over the eyes; `mask` is then False, since it does not do its work.
    """

    box: tuple[float, float, float, float]
    mask: bool | None
    cover: bool | None
    is_whole: bool = True
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """One labelled picture.

    `boxes` and `ignores` hold for each class of the subject float32 [n, 4], pixels, x1 y1 x2 y2;
    `annotated` the classes of which every instance is in one of them.
    """

    path: Path
    source: str
    split: str
    width: int
    height: int
    boxes: tuple[Boxes, ...]
    ignores: tuple[Boxes, ...]
    annotated: frozenset[int]
    heads: tuple[Head, ...]


def read_folder(folder: Path, subject: Subject = PEOPLE) -> list[Picture]:
    """The pictures of `folder`/labels.csv in its order. Raises OSError, KeyError, ValueError."""
    rows: dict[str, list[Row]] = defaultdict(list)
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            rows[row["file"]].append(row)
    if subject == PEOPLE:
        return [_picture(folder / name, of_file) for name, of_file in rows.items()]
    return [_with_things(folder / name, of_file, subject) for name, of_file in rows.items()]


def read_folders(folder: Path, subject: Subject = PEOPLE) -> list[Picture]:
    """The pictures of `folder` or, where it has no labels of its own, of each folder in it."""
    if (folder / "labels.csv").is_file():
        return read_folder(folder, subject)
    tables = sorted(folder.glob("*/labels.csv"))
    if not tables:
        raise FileNotFoundError(f"{folder} holds no labels.csv, nor does a folder in it")
    return [picture for table in tables for picture in read_folder(table.parent, subject)]


def _with_things(path: Path, rows: Sequence[Row], subject: Subject) -> Picture:
    """A picture of which only the boxes of `subject` are of interest."""
    first = rows[0]
    boxes = tuple(
        _array([_corners(row) for row in rows if row["kind"] == "box" and row["label"] == label])
        for label in subject.classes
    )
    return Picture(
        path=path,
        source=first["source"],
        split=first["split"],
        width=int(first["width"]),
        height=int(first["height"]),
        boxes=boxes,
        ignores=tuple(_array([]) for _ in boxes),
        annotated=subject.known_in(first["source"]),
        heads=(),
    )


def _picture(path: Path, rows: Sequence[Row]) -> Picture:
    first = rows[0]
    source = first["source"]
    annotated = PEOPLE.known_in(source)
    boxes: tuple[list[tuple[float, ...]], ...] = ([], [])
    ignores: tuple[list[tuple[float, ...]], ...] = ([], [])
    heads = tuple(_with_hats(list(_heads(rows)), rows))
    for row in rows:
        if row["kind"] != "box":
            continue
        box = _corners(row)
        if row["label"] == "person":
            boxes[PERSON].append(box)
        elif row["label"] == "ignore":
            ignores[_TEACHERS.get(row["origin"], HEAD)].append(box)
    boxes[HEAD].extend(head.box for head in heads if head.is_whole)
    ignores[HEAD].extend(head.box for head in heads if not head.is_whole)
    if HEAD not in annotated:
        ignores[HEAD].extend(boxes[PERSON])  # heads are where persons are
        annotated |= {HEAD} if PERSON in annotated else set()
    return Picture(
        path=path,
        source=source,
        split=first["split"],
        width=int(first["width"]),
        height=int(first["height"]),
        boxes=tuple(map(_array, boxes)),
        ignores=tuple(map(_array, ignores)),
        annotated=annotated,
        heads=heads,
    )


def _heads(rows: Iterable[Row]) -> Iterator[Head]:
    """Each labelled head as a face-like box."""
    for row in rows:
        label = row["label"]
        if row["kind"] != "box" or label not in {"face", "head", "head_top", "face_lower"}:
            continue
        x1, y1, x2, y2 = _corners(row)
        height, is_whole = y2 - y1, label in {"face", "head"}
        if label == "head":
            y1 += ABOVE_FOREHEAD * height
        elif label == "head_top":
            y1, y2 = y1 + 0.5 * height, y1 + 0.5 * height + 1.2 * (x2 - x1)
        elif label == "face_lower":
            y1 -= 0.8 * height
        yield Head(
            (x1, y1, x2, y2),
            _MASK.get(row["mask"]),
            _COVER.get(row["cover"]),
            is_whole=is_whole,
            is_wrong=row["mask"] == "incorrect",
        )


def _with_hats(heads: Sequence[Head], rows: Sequence[Row]) -> Iterator[Head]:
    """The heads, those under a separately boxed hat told to be covered."""
    hats = [_corners(row) for row in rows if row["label"] == "head_top" and row["cover"] == "yes"]
    for head in heads:
        if head.is_whole and head.cover is None and any(_wears(head.box, hat) for hat in hats):
            yield replace(head, cover=True)
        else:
            yield head


def _wears(face: Sequence[float], hat: Sequence[float]) -> bool:
    """Whether a hat sits on a face: centres in line, the hat's lower edge about the forehead."""
    width, height = face[2] - face[0], face[3] - face[1]
    is_in_line = abs((face[0] + face[2]) - (hat[0] + hat[2])) / 2 < 0.4 * width
    is_above = hat[1] < face[1] and abs(hat[3] - face[1]) < 0.4 * height
    return is_in_line and is_above and 0.6 < (hat[2] - hat[0]) / max(width, 1e-6) < 2.2


def _corners(row: Row) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(row[name]) for name in ("x1", "y1", "x2", "y2"))
    return x1, y1, x2, y2


def _array(boxes: Sequence[Sequence[float]]) -> Boxes:
    return np.asarray(boxes, dtype=np.float32).reshape(-1, 4)
