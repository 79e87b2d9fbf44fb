"""Where things were in earlier looks: what stands still is no person, what lasts has lasted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detector.rules.sightings import Box

HEAD, PERSON = "head", "person"
# Two boxes are one place when no side is further apart, in parts of their sides. A static thing's
# box trembles by a few per cent; a person at work seldom comes back to within 3 cm of a head.
SAME_PLACE = 0.08
# What was found at one place so often, over so long, in such a share of looks, stands still. The
# share is low since a pan is taken for a head now and then, not always.
STILL_SEEN, STILL_SECONDS, STILL_SHARE = 5, 240.0, 0.5
FORGOTTEN_SECONDS = 3600.0
RARE_LOOKS, RARE_SHARE = 20, 0.1
MOST_PLACES = 48


@dataclass(frozen=True, slots=True)
class Place:
    """Where something of `kind` was found: the mean box of the `seen` of `looks` since `first`."""

    kind: str
    box: Box
    first: float
    last: float
    seen: int = 1
    looks: int = 1

    @property
    def share(self) -> float:
        """In which share of the looks since the first it was found."""
        return self.seen / self.looks

    @property
    def is_still(self) -> bool:
        """Whether something stands here that does not live."""
        lasted = self.last - self.first >= STILL_SECONDS
        return lasted and self.seen >= STILL_SEEN and self.share >= STILL_SHARE

    def is_at(self, kind: str, box: Box) -> bool:
        """Whether something of `kind` in `box` would be at this place."""
        return kind == self.kind and self.box.shift_to(box) <= SAME_PLACE

    def again(self, box: Box, moment: float) -> "Place":
        """This place when it was found once more."""
        count = self.seen
        mean = Box(
            (self.box.left * count + box.left) / (count + 1),
            (self.box.upper * count + box.upper) / (count + 1),
            (self.box.right * count + box.right) / (count + 1),
            (self.box.lower * count + box.lower) / (count + 1),
        )
        return replace(self, box=mean, last=moment, seen=count + 1, looks=self.looks + 1)

    def missed(self) -> "Place":
        """This place when a look found nothing there."""
        return replace(self, looks=self.looks + 1)

    def is_worth_keeping(self, moment: float) -> bool:
        """Whether it still says something at `moment`."""
        is_rare = self.looks >= RARE_LOOKS and self.share < RARE_SHARE
        return not is_rare and moment - self.last <= FORGOTTEN_SECONDS


Found = tuple[str, Box]


def noted(places: Sequence[Place], found: Sequence[Found], *, moment: float) -> list[Place]:
    """`places` after a look that found `found`: each counted once, new ones begun."""
    left = list(found)
    after = []
    for place in places:
        here = next((each for each in left if place.is_at(*each)), None)
        if here is None:
            after.append(place.missed())
            continue
        left.remove(here)
        after.append(place.again(here[1], moment))
    return after + [Place(kind, box, moment, moment) for kind, box in left]


def most_telling(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places that are kept where there are too many: seen last, then most often."""
    best = sorted(places, key=lambda place: (place.last, place.seen), reverse=True)
    return tuple(best[:MOST_PLACES])
