"""Looks at batches of frames with models that may fail: names the fault once, goes on without."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from detector.cards import Card
from detector.errors import BadInput, ModelFault
from detector.heads import Image, Scene, Watcher

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Guarded:
    """The scenes of a Watcher, which `make` gives when first asked; None for what was not seen.

    A picture that is none is left out alone. A model that answers nonsense or cannot be loaded is
    set aside for good, and no picture is seen from then on: what it said could be wrong as well.
    """

    make: Callable[[], Watcher]
    fault: ModelFault | None = field(default=None)
    _watcher: Watcher | None = field(default=None)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of the models that have a say; none before the first picture."""
        return () if self._watcher is None else self._watcher.cards

    def __call__(self, images: Sequence[Image]) -> list[Scene | None]:
        """What is in each picture, in their order."""
        if self.fault is None:
            try:
                return list(self._made().scenes(images))
            except BadInput:
                pass
            except ModelFault as fault:
                self._set_aside(fault)
        return [self._alone(image) for image in images]

    def _alone(self, image: Image) -> Scene | None:
        if self.fault is not None:
            return None
        try:
            return self._made().scenes([image])[0]
        except BadInput as fault:
            log.warning("picture_not_inferred", extra={"problem": fault.problem})
        except ModelFault as fault:
            self._set_aside(fault)
        return None

    def _made(self) -> Watcher:
        if self._watcher is None:
            self._watcher = self.make()
        return self._watcher

    def _set_aside(self, fault: ModelFault) -> None:
        self.fault = fault
        facts = {"model": fault.name, "problem": fault.problem}
        log.error("model_set_aside", extra=facts)
