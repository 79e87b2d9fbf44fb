"""Makes of what the models saw what the rules understand: plain numbers in parts of the picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.boxes import Found
from detector.flame import flames_in
from detector.heads import PERSON, Answer, Image, Scene
from detector.motion import Plain, share_in
from detector.rules.sightings import Box, Flame, Head, Sighting, Thing, Trace

WORN: Mapping[Answer, bool | None] = {Answer.YES: True, Answer.NO: False, Answer.UNCERTAIN: None}


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One look: when (Unix seconds), the picture (BGR), what the models saw in it.

    `things` are those of plugged-in models, see `things_of`.
    """

    moment: float
    image: Image
    scene: Scene
    things: tuple[Thing, ...] = ()


def sightings_of(looks: Sequence[Seen]) -> list[Sighting]:
    """The looks at one camera, oldest first, as the rules take them; a minute's or a burst's.

    What moved is measured between each look and the one before, so that the first says nothing of
    it, nor one after a picture of another size.
    """
    flames = flames_in([look.image for look in looks])
    sightings = []
    before: Plain | None = None
    for look, flame in zip(looks, flames, strict=True):
        plain = Plain.of(look.image)
        changed = None if before is None else plain.changed_from(before)
        sightings.append(_sighting(look, plain, changed, flame))
        before = plain
    return sightings


def things_of(found: Found, labels: Mapping[int, str], *, size: tuple[int, int]) -> list[Thing]:
    """What a plugged-in model found, under the codes that `labels` gives for its channels.

    `size` is the picture's width and height in pixels.
    """
    return [
        Thing(labels[int(label)], box_in(box, size), float(score))
        for box, score, label in zip(found.boxes, found.scores, found.labels, strict=True)
        if int(label) in labels
    ]


def box_in(box: Iterable[float], size: tuple[int, int]) -> Box:
    """`box` (pixels, x1 y1 x2 y2) in parts of a picture of `size` (width, height)."""
    width, height = size
    x1, y1, x2, y2 = (float(side) for side in box)
    return Box(x1 / width, y1 / height, x2 / width, y2 / height)


def _sighting(
    look: Seen, plain: Plain, changed: NDArray[np.bool_] | None, flame: Flame | None
) -> Sighting:
    height, width = look.image.shape[:2]
    size = (width, height)

    def traced(box: Box) -> Trace:
        return Trace(None if changed is None else share_in(changed, box), plain.around(box))

    return Sighting(
        moment=look.moment,
        width_px=width,
        height_px=height,
        heads=_heads(look.scene, size, traced),
        persons=_persons(look.scene, size, traced),
        things=tuple(
            Thing(thing.label, thing.box, thing.score, traced(thing.box)) for thing in look.things
        ),
        flame=flame,
        motion=None if changed is None else _motion(changed, flame),
    )


def _heads(scene: Scene, size: tuple[int, int], traced: Callable[[Box], Trace]) -> tuple[Head, ...]:
    boxes = [box_in(head.box, size) for head in scene.heads]
    return tuple(
        Head(box, head.score, WORN[head.mask], WORN[head.cover], traced(box))
        for head, box in zip(scene.heads, boxes, strict=True)
    )


def _persons(
    scene: Scene, size: tuple[int, int], traced: Callable[[Box], Trace]
) -> tuple[Thing, ...]:
    boxes = [box_in(box, size) for box in scene.persons]
    return tuple(
        Thing(PERSON, box, float(score), traced(box))
        for box, score in zip(boxes, scene.person_scores, strict=True)
    )


def _motion(changed: NDArray[np.bool_], flame: Flame | None) -> float:
    """The share of the picture that changed, the flame's own leaping left out."""
    if flame is not None:
        changed = changed.copy()
        height, width = changed.shape
        box = flame.box
        changed[
            int(box.upper * height) : round(box.lower * height),
            int(box.left * width) : round(box.right * width),
        ] = False
    return float(changed.mean())
