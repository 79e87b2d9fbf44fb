"""From trained weights to a model that can be shipped: export, calibrate, measure, describe."""

import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from detector.boxes import Floats
from detector.cards import ATTRIBUTES as ATTRIBUTES_DECODER
from detector.cards import Card, Intake, sha256_of
from detector.heads import CROP_PX
from detector.network import Detector, Judge, Network
from detector.training.calibration import finder_thresholds, sure_bounds, temperature
from detector.training.crops import ATTRIBUTES, Cut, cuts
from detector.training.evaluation import look
from detector.training.labels import CLASSES
from detector.training.learning import attributes, finder
from detector.training.learning.export import export
from detector.training.learning.loop import State
from detector.training.learning.nets import GRAIN
from detector.training.measuring import finder_measured, judge_measured, rows_of, shares_of
from detector.training.shelf import Shelf
from detector.training.writing import (
    FINDER_FAILURES,
    FINDER_FAILURES_ZH,
    JUDGE_FAILURES,
    JUDGE_FAILURES_ZH,
    Description,
    Training,
    write_card,
)

# A frame of 640×360 becomes 384×216, on a sheet of 384×224. At 416 heads were found a little better
# (0.655 to 0.636 on the choosing part), persons worse, and it takes a fifth more time.
LONGEST_PX = 384
NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Making:
    """Where a model goes (`file`), its version, the command that makes it, and a note on that."""

    file: Path
    version: str
    command: str
    note: str = ""


def make_finder(
    state: State, recipe: finder.Recipe, shelf: Shelf, making: Making, *, judge: Judge | None
) -> Detector:
    """Write the finder and its card."""
    file, version = making.file, making.version
    example = torch.rand(2, 3, 256, 320) * 255
    export(state.mean, example, file, outputs=("scores", "sides"), any_size=True)
    intake = Intake(LONGEST_PX, LONGEST_PX, GRAIN)
    draft = Detector(Network(file, _draft(file, "centres", CLASSES, intake)))
    seen = look(shelf.splits.choosing, shelf.read, draft, None)
    thresholds = finder_thresholds(seen)
    told = Description(
        "finder", version, "centres", CLASSES, intake, thresholds, {}, FINDER_FAILURES,
        FINDER_FAILURES_ZH,
    )  # fmt: skip
    card = _draft(file, "centres", CLASSES, intake, thresholds=dict(thresholds))
    detector = Detector(Network(file, card))
    write_card(
        file, told,
        training=_training(state, asdict(recipe), making), counts=shelf.counts(),
        figures=finder_measured(shelf.splits.judging, shelf.read, detector, judge),
        variant=NOT_MEASURED,
    )  # fmt: skip
    return detector


def make_judge(state: State, recipe: attributes.Recipe, shelf: Shelf, making: Making) -> Judge:
    """Write the judge of attributes and its card."""
    file, version = making.file, making.version
    example = torch.rand(3, 3, CROP_PX, CROP_PX) * 255
    export(state.mean, example, file, outputs=("logits",), any_size=False)
    intake = Intake(CROP_PX, CROP_PX)
    chosen = list(cuts(shelf.splits.choosing, shelf.read))
    draft = Judge(Network(file, _draft(file, ATTRIBUTES_DECODER, ATTRIBUTES, intake)))
    thresholds, temperatures = _calibrated(chosen, shares_of(chosen, draft))
    card = _draft(
        file, ATTRIBUTES_DECODER, ATTRIBUTES, intake,
        thresholds=thresholds, temperatures=temperatures,
    )  # fmt: skip
    judge = Judge(Network(file, card))
    told = Description(
        "attributes", version, ATTRIBUTES_DECODER, ATTRIBUTES, intake, thresholds, temperatures,
        JUDGE_FAILURES, JUDGE_FAILURES_ZH,
    )  # fmt: skip
    write_card(
        file, told,
        training=_training(state, asdict(recipe), making), counts=shelf.counts(),
        figures=judge_measured(shelf.splits.judging, shelf.read, judge),
        variant=NOT_MEASURED,
    )  # fmt: skip
    return judge


def _calibrated(chosen: list[Cut], shares: Floats) -> tuple[dict[str, float], dict[str, float]]:
    """Thresholds and temperatures of each attribute, by name."""
    thresholds: dict[str, float] = {}
    temperatures: dict[str, float] = {}
    for column, name in enumerate(ATTRIBUTES):
        rows = rows_of(chosen, shares, column)
        said = np.clip(np.array([row[2] for row in rows], np.float32), 1e-6, 1 - 1e-6)
        truths = np.array([row[3] for row in rows], np.bool_)
        logits = np.log(said / (1 - said))
        temperatures[name] = temperature(logits, truths)
        heated = np.asarray(1 / (1 + np.exp(-logits / temperatures[name])), np.float32)
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
    machine = f"{recipe['threads']} threads of {platform.machine()}, torch {torch.__version__}"
    told = recipe | {"epochs_done": state.epoch, "steps_done": state.step}
    return Training(making.command, told, state.seconds, parameters, machine, making.note)
