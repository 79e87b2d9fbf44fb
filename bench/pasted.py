"""How many bare faces lead at all: labelled ones, cut out and moved over a drawn kitchen.

A rule that never leads raises no false leads either. Pasted people are no people at work: the
figure tells whether the chain from pixels to lead holds, and little of real kitchens.
"""

import argparse
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure
from bench.leads import CODES, drawn
from detector.heads import Watcher, shipped_watcher
from detector.rules.history import History
from detector.rules.leads import lead_of
from detector.rules.sightings import Setting
from detector.sightings import Seen, sightings_of

Image = NDArray[np.uint8]
Person = tuple[Image, Image]

FACES, LOOKS, APART_SECONDS = 60, 6, 2.5
FACE_PX, LEAST_PX = 52.0, 40.0
STEP_PX, SHAKE_PX = 9, 3
HERE = Setting("SP", True, CODES)


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """The share of faces with and without a mask that come to a lead of PPE-MASK."""
    del directory
    if options.labelled is None:
        return
    cv2.setNumThreads(1)
    watcher, kitchen = shipped_watcher(), drawn("SP", is_empty=True)[0]
    for mask, name in (("no", "bare"), ("yes", "masked")):
        people = list(islice(_people(options.labelled, mask), FACES))
        leads = sum(_leads(watcher, kitchen, *person, seed=n) for n, person in enumerate(people))
        yield Figure(
            name=f"leads.pasted.{name}", value=leads / max(1, len(people)),
            unit=f"share of {len(people)} faces that lead",
        )  # fmt: skip


def _people(folder: Path, mask: str) -> Iterator[Person]:
    """Heads with shoulders of the judging part in a shuffled order, with how opaque they are."""
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["split"], row["kind"], row["label"]) == ("val", "box", "face")
            and row["mask"] == mask
        ]
    np.random.default_rng(3).shuffle(rows)
    for row in rows:
        x1, y1, x2, y2 = (float(row[side]) for side in ("x1", "y1", "x2", "y2"))
        if min(x2 - x1, y2 - y1) >= LEAST_PX:
            image = np.asarray(cv2.imread(str(folder / row["file"])), np.uint8)
            yield _cut(image, (x1, y1, x2, y2))


def _cut(image: Image, box: tuple[float, float, float, float]) -> Person:
    x1, y1, x2, y2 = box
    width, height = x2 - x1, y2 - y1
    left, top = max(0, int(x1 - 1.2 * width)), max(0, int(y1 - 0.9 * height))
    part = image[top : int(y2 + 2.2 * height), left : int(x2 + 1.2 * width)]
    scale = FACE_PX / height
    person = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x, y, across = scale * ((x1 + x2) / 2 - left), scale * ((y1 + y2) / 2 - top), scale * width
    shape = np.zeros(person.shape[:2], np.uint8)
    middle, radii = (int(x), int(y - 0.1 * FACE_PX)), (int(0.72 * across), int(0.85 * FACE_PX))
    cv2.ellipse(shape, middle, radii, 0, 0, 360, 255, -1)
    shoulders = [(-0.4, 0.5), (0.4, 0.5), (1.3, 1.2), (1.3, 9.0), (-1.3, 9.0), (-1.3, 1.2)]
    corners = [(x + right * across, y + down * FACE_PX) for right, down in shoulders]
    cv2.fillPoly(shape, [np.array(corners, np.int32)], 255)
    return np.asarray(person, np.uint8), np.asarray(cv2.GaussianBlur(shape, (7, 7), 0), np.uint8)


def _leads(watcher: Watcher, kitchen: Image, person: Image, shape: Image, *, seed: int) -> bool:
    rng, looks = np.random.default_rng(seed), []
    down, across = (min(a, b) for a, b in zip(shape.shape, (300, 400), strict=True))
    opaque = shape[:down, :across, None] / 255
    for number in range(LOOKS):
        picture = kitchen.astype(np.float32)
        x, y = np.array([300 + STEP_PX * number, 150]) + rng.integers(-SHAKE_PX, SHAKE_PX + 1, 2)
        place = picture[y : y + down, x : x + across]
        place += opaque * (person[:down, :across] - place)
        picture += rng.normal(0, 1.3, picture.shape)
        seen = np.clip(picture, 0, 255).astype(np.uint8)
        looks.append(Seen(number * APART_SECONDS, seen, watcher.scenes([seen])[0]))
    return lead_of("PPE-MASK", sightings_of(looks), HERE, History()) is not None
