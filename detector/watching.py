"""Heads, persons and things with the models that are shipped and those that a site plugged in.

A plugged-in model that fails is switched off, and the rest goes on: heads are then found by the
next one, in the end by the shipped one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detector.boxes import Found
from detector.cards import Card
from detector.errors import BadInput, ModelFault
from detector.heads import (
    HEAD,
    PERSON,
    Boxes,
    Image,
    PeopleFinder,
    Scene,
    SeenThing,
    Watcher,
    find_people,
    find_people_quickly,
    shipped_watcher,
    sure_of,
)
from detector.plugs import Plugged, Plugs


@dataclass(slots=True)
class PluggedWatcher(Watcher):
    """A Watcher that asks plugged-in models as well."""

    plugs: Plugs | None = None

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of the models that speak here."""
        mine = (self.detector.network.card, self.judge.network.card)
        return (*mine, *(each.plug.card for each in self._working()))

    def scenes(self, images: Sequence[Image]) -> list[Scene]:
        """What is in each picture. Raises ModelFault where shipped models fail."""
        # Not super(): a dataclass with slots is another class than the one it is written in.
        scenes = Watcher.scenes(self, images)
        for plugged in self._working():
            if plugged.plug.codes:
                scenes = _joined(scenes, plugged, images)
        return scenes

    def people(self, images: Sequence[Image]) -> tuple[list[Found], list[Found]]:
        """The heads by the first plugged-in finder that works; persons too, where it knows any."""
        for plugged in self._working():
            card = plugged.plug.card
            seen = _asked(plugged, images) if plugged.plug.finds_heads else None
            if seen is None:
                continue
            heads = [sure_of(found, card, HEAD) for found in seen]
            if PERSON in card.labels:
                return heads, [sure_of(found, card, PERSON) for found in seen]
            return heads, Watcher.people(self, images)[1]
        return Watcher.people(self, images)

    def _working(self) -> tuple[Plugged, ...]:
        return () if self.plugs is None else self.plugs.working()


def watcher_in(folder: Path) -> PluggedWatcher:
    """The shipped models with those plugged in below `folder`. Raises BadCard."""
    shipped = shipped_watcher()
    return PluggedWatcher(shipped.detector, shipped.judge, plugs=Plugs(folder))


@dataclass(frozen=True, slots=True)
class SiteFinder:
    """A finder for protection: the heads by a finder plugged in, else by the `shipped` one.

    Whatever goes wrong with the shipped one is raised.
    """

    plugs: Plugs
    shipped: Callable[[Image], tuple[Boxes, Boxes]]
    quick: Callable[[Image], tuple[Boxes, Boxes]]

    @property
    def moving(self) -> "SiteFinder":
        """The same for a moving picture, in which there is less time and what moves helps."""
        return SiteFinder(self.plugs, self.quick, self.quick)

    def __call__(self, image: Image) -> tuple[Boxes, Boxes]:
        """The heads and the persons in `image` (BGR)."""
        for plugged in self.plugs.working():
            if plugged.plug.finds_heads:
                try:
                    return PeopleFinder(plugged)(image)
                except BadInput:
                    raise
                except ModelFault:  # it is switched off, and logged, by now
                    continue
        return self.shipped(image)


def people_finder(folder: str) -> SiteFinder:
    """A finder for protection with the models plugged in below `folder`."""
    return SiteFinder(Plugs(Path(folder)), find_people, find_people_quickly)


def _asked(plugged: Plugged, images: Sequence[Image]) -> list[Found] | None:
    """What it found, None where it failed and is switched off. Raises BadInput."""
    try:
        return plugged.found(images)
    except BadInput:
        raise
    except ModelFault:
        return None


def _joined(scenes: list[Scene], plugged: Plugged, images: Sequence[Image]) -> list[Scene]:
    """`scenes` with what the model found of its codes."""
    seen = _asked(plugged, images)
    if seen is None:
        return scenes
    return [
        replace(scene, things=(*scene.things, *_things(found, plugged.plug.card)))
        for scene, found in zip(scenes, seen, strict=True)
    ]


def _things(found: Found, card: Card) -> list[SeenThing]:
    things = []
    for box, score, label in zip(found.boxes, found.scores, found.labels, strict=True):
        target = card.labels[int(label)]
        if target in {HEAD, PERSON} or score < card.thresholds.get(target, 0.0):
            continue
        x1, y1, x2, y2 = (float(side) for side in box)
        things.append(SeenThing(target, (x1, y1, x2, y2), float(score)))
    return things
