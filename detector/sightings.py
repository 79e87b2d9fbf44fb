"""Makes of what the models saw what the rules understand: plain numbers in parts of the picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from detector.flame import flames_in
from detector.heads import PERSON, Answer, Image, Scene
from detector.motion import Changed, Plain, is_restless, share_in
from detector.rules.sightings import Box, Flame, Head, Sighting, Thing

WORN: Mapping[Answer, bool | None] = {Answer.YES: True, Answer.NO: False, Answer.UNCERTAIN: None}


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One look: when (Unix seconds), the picture (BGR), what the models saw in it."""

    moment: float
    image: Image
    scene: Scene


def sightings_of(looks: Sequence[Seen]) -> list[Sighting]:
    """The looks at one camera, oldest first, as the rules take them; a minute's or a burst's.

    What moved is measured between each look and the one before, so that the first says nothing of
    it, nor one after a picture of another size.
    """
    flames = flames_in([look.image for look in looks])
    sightings: list[Sighting] = []
    before: Plain | None = None
    boxes: list[Box] = []
    for look, flame in zip(looks, flames, strict=True):
        plain, boxes_before, boxes = Plain.of(look.image), boxes, _boxes(look)
        changed = None if before is None else plain.changed_from(before)
        is_calm = changed is not None and not is_restless(changed, [*boxes_before, *boxes])
        sighting = _sighting(look, changed if is_calm else None)
        motion = None if changed is None else _motion(changed, flame)
        sightings.append(replace(sighting, flame=flame, motion=motion))
        before = plain
    return sightings


def box_in(box: Iterable[float], size: tuple[int, int]) -> Box:
    """`box` (pixels, x1 y1 x2 y2) in parts of a picture of `size` (width, height)."""
    width, height = size
    x1, y1, x2, y2 = (float(side) for side in box)
    return Box(x1 / width, y1 / height, x2 / width, y2 / height)


def _size(look: Seen) -> tuple[int, int]:
    height, width = look.image.shape[:2]
    return width, height


def _boxes(look: Seen) -> list[Box]:
    """Where anything was found."""
    size = _size(look)
    heads = [box_in(head.box, size) for head in look.scene.heads]
    persons = [box_in(box, size) for box in look.scene.persons]
    things = [box_in(thing.box, size) for thing in look.scene.things]
    return heads + persons + things


def _sighting(look: Seen, changed: Changed | None) -> Sighting:
    size, scene = _size(look), look.scene

    def stir(box: Box) -> float | None:
        return None if changed is None else share_in(changed, box)

    heads = [(head, box_in(head.box, size)) for head in scene.heads]
    persons = zip(scene.persons, scene.person_scores, strict=True)
    things = [(thing, box_in(thing.box, size)) for thing in scene.things]
    return Sighting(
        moment=look.moment,
        width_px=size[0],
        height_px=size[1],
        heads=tuple(
            Head(box, head.score, WORN[head.mask], WORN[head.cover], stir(box))
            for head, box in heads
        ),
        persons=tuple(_person(box_in(box, size), score, stir) for box, score in persons),
        things=tuple(Thing(thing.label, box, thing.score, stir(box)) for thing, box in things),
    )


def _person(box: Box, score: float, stir: Callable[[Box], float | None]) -> Thing:
    return Thing(PERSON, box, float(score), stir(box))


def _motion(changed: Changed, flame: Flame | None) -> float:
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
