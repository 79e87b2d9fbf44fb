"""Folders of drawn pictures with labels, in the form of those that models are trained on.

A head is a bright disc, masked ones are blue below and covered ones red above; a person is a green
rectangle under it.
"""

import csv
from pathlib import Path

import cv2
import numpy as np

FIELDS = (
    "file", "split", "source", "width", "height", "kind", "label", "x1", "y1", "x2", "y2",
    "mask", "cover", "origin",
)  # fmt: skip
SIZE = (160, 120)


def row(file: str, label: str, box=(10, 20, 30, 50), **changes) -> dict[str, str]:
    """One row of labels.csv."""
    values = dict.fromkeys(FIELDS, "")
    values |= {"file": file, "split": "train", "source": "voc", "kind": "box", "label": label}
    values |= {"width": str(SIZE[0]), "height": str(SIZE[1]), "origin": "source"}
    values |= dict(zip(("x1", "y1", "x2", "y2"), map(str, box), strict=True))
    return values | changes


def write_labels(folder: Path, rows) -> Path:
    """A labels.csv with these rows; the folder comes back."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, FIELDS)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def draw_folder(folder: Path, count: int, *, source: str = "voc", val_every: int = 5) -> Path:
    """`count` pictures with one to three people each, labelled in full."""
    rng = np.random.default_rng(11)
    (folder / "images").mkdir(parents=True)
    rows = []
    for number in range(count):
        file = f"images/{source}_{number:03d}.jpg"
        split = "val" if number % val_every == 0 else "train"
        image = cv2.resize(rng.integers(30, 120, (6, 8, 3), np.uint8), SIZE)
        for place in range(int(rng.integers(1, 4))):
            mask, cover = (bool(flag) for flag in rng.integers(0, 2, 2))
            side = int(rng.integers(14, 26))
            left, top = 8 + 50 * place + int(rng.integers(0, 10)), int(rng.integers(12, 40))
            rows += _person(image, file, (left, top, side), mask=mask, cover=cover)
        for one in rows:
            if one["file"] == file:
                one |= {"split": split, "source": source}
        cv2.imwrite(str(folder / file), image)
    return write_labels(folder, rows)


def _person(image, file, place, *, mask: bool, cover: bool):
    left, top, side = place
    middle, radius = (left + side // 2, top + side // 2), side // 2
    cv2.rectangle(
        image, (left - 4, top + side), (left + side + 4, top + 3 * side), (40, 160, 40), -1
    )
    cv2.circle(image, middle, radius, (190, 210, 230), -1)
    if mask:
        cv2.rectangle(image, (left, middle[1]), (left + side, top + side), (220, 120, 60), -1)
    if cover:
        cv2.rectangle(image, (left, top - 8), (left + side, top + 2), (40, 40, 220), -1)
    words = {True: "yes", False: "no"}
    body = (left - 4, top, left + side + 4, min(SIZE[1], top + 3 * side))
    return [
        row(file, "face", (left, top, left + side, top + side), mask=words[mask],
            cover=words[cover]),
        row(file, "person", body),
    ]  # fmt: skip
