"""The table of trials: finders of what is off unless a site switches it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from detector.training.augment import Look, Zoom
from detector.training.failures import RODENT_FAILURES, RODENT_FAILURES_ZH
from detector.training.learning import finder
from detector.training.subjects import PEOPLE, RODENT, Subject

NO_LICENCE = (
    "There is none: no source with a stated licence shows what this model finds, so nothing is "
    "left to learn from without the others."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is found, how that is learnt, which violation each label stands for, where it fails.

    `variant` says how a model from licensed sources alone would compare.
    """

    subject: Subject
    recipe: finder.Recipe
    codes: Mapping[str, str]
    failures: Sequence[str]
    failures_zh: Sequence[str]
    variant: str


# There are few pictures to learn from: whoever knows what heads and persons look like needs fewer.
_FROM_FINDER = finder.Recipe(
    epochs=24, samples=512, size=192, late_size=256, begins_with=PEOPLE.name,
    # Labelled animals fill a tenth of their picture, those in a kitchen a hundredth.
    look=Look(Zoom(whole=(0.5, 2.2), tile=(0.5, 2.0)), night=0.3), guests=0.5,
)  # fmt: skip

TRIALS: Mapping[str, Trial] = MappingProxyType(
    {
        RODENT.name: Trial(
            RODENT,
            _FROM_FINDER,
            {"rodent": "PST-RAT"},
            RODENT_FAILURES,
            RODENT_FAILURES_ZH,
            NO_LICENCE,
        )
    }
)
