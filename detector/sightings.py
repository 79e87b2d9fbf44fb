"""Makes of what the models saw what the rules understand: plain numbers in parts of the picture."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from detector.boxes import Found
from detector.heads import PERSON, Answer, Scene
from detector.rules.sightings import Box, Flame, Head, Sighting, Thing

WORN: Mapping[Answer, bool | None] = {Answer.YES: True, Answer.NO: False, Answer.UNCERTAIN: None}


def sighting_of(
    scene: Scene,
    *,
    moment: float,
    size: tuple[int, int],
    things: Iterable[Thing] = (),
    flame: Flame | None = None,
    motion: float | None = None,
) -> Sighting:
    """The Sighting of `scene` in a picture of `size` (width, height; pixels) taken at `moment`.

    `things`, `flame` and `motion` come from plugged-in models and from detector.flame.
    """
    return Sighting(
        moment=moment,
        width_px=size[0],
        height_px=size[1],
        heads=tuple(
            Head(box_in(head.box, size), head.score, WORN[head.mask], WORN[head.cover])
            for head in scene.heads
        ),
        persons=tuple(
            Thing(PERSON, box_in(box, size), float(score))
            for box, score in zip(scene.persons, scene.person_scores, strict=True)
        ),
        things=tuple(things),
        flame=flame,
        motion=motion,
    )


def things_of(found: Found, labels: Mapping[int, str], *, size: tuple[int, int]) -> list[Thing]:
    """What a plugged-in model found, under the codes that `labels` gives for its channels."""
    return [
        Thing(labels[int(label)], box_in(box, size), float(score))
        for box, score, label in zip(found.boxes, found.scores, found.labels, strict=True)
        if int(label) in labels
    ]


def box_in(
    box: tuple[float, float, float, float] | NDArray[np.float32], size: tuple[int, int]
) -> Box:
    """`box` (pixels, x1 y1 x2 y2) in parts of a picture of `size` (width, height)."""
    width, height = size
    x1, y1, x2, y2 = (float(side) for side in box)
    return Box(x1 / width, y1 / height, x2 / width, y2 / height)
