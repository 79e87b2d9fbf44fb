"""From trained weights to a model that can be shipped: export, calibrate, measure, describe."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from detector.boxes import Floats
from detector.cards import ATTRIBUTES as ATTRIBUTES_DECODER
from detector.cards import Card, Intake, sha256_of
from detector.heads import CROP_PX
from detector.network import Detector, Judge, Network
from detector.training.calibration import (
    finder_thresholds,
    sure_bounds,
    sureness_weights,
    temperature,
    thing_thresholds,
)
from detector.training.crops import ATTRIBUTES, JUDGED, Cut, cuts, every_head, suspects
from detector.training.evaluation import look, suspected, thing_figures
from detector.training.failures import (
    FINDER_FAILURES,
    FINDER_FAILURES_ZH,
    JUDGE_FAILURES,
    JUDGE_FAILURES_ZH,
)
from detector.training.learning import attributes, finder
from detector.training.learning.export import export
from detector.training.learning.loop import State
from detector.training.learning.nets import GRAIN
from detector.training.learning.trials import Trial
from detector.training.measuring import finder_measured, judge_measured, rows_of, shares_of
from detector.training.shelf import Shelf
from detector.training.subjects import PEOPLE
from detector.training.writing import Description, Training, write_card

# A frame of 640×360 becomes 384×216, on a sheet of 384×224. At 416 heads were found a little better
# (0.655 to 0.636 on the choosing part), persons worse, and it takes a fifth more time.
LONGEST_PX = 384
# At 320 px the quick finder took a quarter less time, and showed heads of seven pixels in seven
# pictures in a row of a film; at 384 none.
QUICK_PX = LONGEST_PX
NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Making:
    """Where a model goes (`file`), its version, the command that makes it, and a note on that."""

    file: Path
    version: str
    command: str
    note: str = ""


def make_finder(state: State, shelf: Shelf, file: Path, *, longest: int = LONGEST_PX) -> Detector:
    """Write a finder of people; it has its thresholds, and no card yet."""
    labels = PEOPLE.classes
    draft = _exported(state, file, labels, Intake(longest, longest, GRAIN))
    seen = look(shelf.splits.choosing, shelf.read, draft, None)
    return _with_thresholds(draft, file, finder_thresholds(seen))


def tell_finder(
    detector: Detector, state: State, recipe: finder.Recipe, shelf: Shelf, making: Making,
    *, judge: Judge | None,
) -> None:  # fmt: skip
    """Write a finder's card, with what it and `judge`, if there is one, do together."""
    card = detector.network.card
    told = Description(
        making.file.stem, making.version, card.decoder, card.labels, card.intake, card.thresholds,
        {}, FINDER_FAILURES, FINDER_FAILURES_ZH,
    )  # fmt: skip
    write_card(
        making.file, told,
        training=_training(state, asdict(recipe), making), counts=shelf.counts(),
        figures=finder_measured(shelf.splits.judging, shelf.read, detector, judge),
        variant=NOT_MEASURED,
    )  # fmt: skip


def make_trial(state: State, trial: Trial, shelf: Shelf, making: Making) -> Detector:
    """Write the finder of a trial and its card."""
    labels = trial.subject.classes
    draft = _exported(state, making.file, labels, Intake(LONGEST_PX, LONGEST_PX, GRAIN))
    chosen = look(shelf.splits.choosing, shelf.read, draft, None)
    detector = _with_thresholds(draft, making.file, thing_thresholds(chosen, labels))
    card, judged = detector.network.card, look(shelf.splits.judging, shelf.read, detector, None)
    told = Description(
        trial.subject.name, making.version, card.decoder, labels, card.intake, card.thresholds,
        {}, trial.failures, trial.failures_zh, codes=trial.codes,
    )  # fmt: skip
    write_card(
        making.file, told,
        training=_training(state, asdict(trial.recipe), making), counts=shelf.counts(),
        figures=thing_figures(judged, labels, card.thresholds), variant=trial.variant,
    )  # fmt: skip
    return detector


def _exported(state: State, file: Path, labels: tuple[str, ...], intake: Intake) -> Detector:
    example = torch.rand(2, 3, 256, 320) * 255
    export(state.mean, example, file, outputs=("scores", "sides"), any_size=True)
    return Detector(Network(file, _draft(file, "centres", labels, intake)))


def _with_thresholds(draft: Detector, file: Path, thresholds: Mapping[str, float]) -> Detector:
    card = draft.network.card
    return Detector(Network(file, replace(card, thresholds=dict(thresholds))))


def make_judge(
    state: State, recipe: attributes.Recipe, shelf: Shelf, making: Making, *, detector: Detector
) -> Judge:
    """Write the judge of attributes and its card; `detector` finds what it has to tell apart."""
    file, version = making.file, making.version
    example = torch.rand(3, 3, CROP_PX, CROP_PX) * 255
    export(state.mean, example, file, outputs=("logits", "shifts"), any_size=False)
    intake = Intake(CROP_PX, CROP_PX)
    chosen = list(cuts(shelf.splits.choosing, shelf.read))
    draft = Judge(Network(file, _draft(file, ATTRIBUTES_DECODER, JUDGED, intake)))
    thresholds, temperatures = _calibrated(chosen, shares_of(chosen, draft))
    temperatures["head"], thresholds["head_no"] = _told_apart(shelf, detector, draft)
    card = _draft(
        file, ATTRIBUTES_DECODER, JUDGED, intake,
        thresholds=thresholds, temperatures=temperatures,
    )  # fmt: skip
    judge = Judge(Network(file, card))
    found = suspected(shelf.splits.choosing, shelf.read, detector, judge)
    card = replace(card, weights=sureness_weights(found.scores, found.shares, found.right))
    judge = Judge(Network(file, card))
    told = Description(
        "attributes", version, ATTRIBUTES_DECODER, JUDGED, intake, thresholds, temperatures,
        JUDGE_FAILURES, JUDGE_FAILURES_ZH, weights=card.weights,
    )  # fmt: skip
    write_card(
        file, told,
        training=_training(state, asdict(recipe), making), counts=shelf.counts(),
        figures=judge_measured(shelf.splits.judging, shelf.read, judge),
        variant=NOT_MEASURED,
    )  # fmt: skip
    return judge


def _told_apart(shelf: Shelf, detector: Detector, draft: Judge) -> tuple[float, float]:
    """The temperature of “head”, and the share up to which what was found is surely none."""
    part = shelf.splits.choosing
    every = [*every_head(part, shelf.read), *suspects(part, shelf.read, detector)]
    shares = shares_of(every, draft)[:, JUDGED.index("head")]
    truths = np.array([cut.head is not None for cut in every], np.bool_)
    heat, heated = _heated(shares, truths)
    return heat, sure_bounds(heated, truths)[1]


def _heated(shares: Floats, truths: NDArray[np.bool_]) -> tuple[float, Floats]:
    """The temperature that shares want, and what they are with it."""
    said = np.clip(shares, 1e-6, 1 - 1e-6)
    logits = np.asarray(np.log(said / (1 - said)), np.float32)
    heat = temperature(logits, truths)
    return heat, np.asarray(1 / (1 + np.exp(-logits / heat)), np.float32)


def _calibrated(chosen: list[Cut], shares: Floats) -> tuple[dict[str, float], dict[str, float]]:
    """Thresholds and temperatures of each attribute, by name."""
    thresholds: dict[str, float] = {}
    temperatures: dict[str, float] = {}
    for column, name in enumerate(ATTRIBUTES):
        rows = rows_of(chosen, shares, column)
        truths = np.array([row[3] for row in rows], np.bool_)
        shares_said = np.array([row[2] for row in rows], np.float32)
        temperatures[name], heated = _heated(shares_said, truths)
        thresholds[f"{name}_yes"], thresholds[f"{name}_no"] = sure_bounds(heated, truths)
    return thresholds, temperatures


def _draft(
    file: Path, decoder: str, labels: tuple[str, ...], intake: Intake, *,
    thresholds: dict[str, float] | None = None, temperatures: dict[str, float] | None = None,
) -> Card:  # fmt: skip
    return Card(
        file.stem, "draft", sha256_of(file), decoder, labels, intake,
        thresholds or {}, temperatures or {},
    )  # fmt: skip


def _training(state: State, recipe: dict[str, Any], making: Making) -> Training:
    parameters = sum(value.numel() for value in state.net.parameters())
    told = recipe | {"epochs_done": state.epoch, "steps_done": state.step}
    return Training(making.command, told, state.seconds, parameters, state.machine, making.note)
