"""`python -m detector.training.learning FOLDER`: train the models we ship, and describe them.

A training that was interrupted goes on where it was; remove its folder of work to begin anew.
"""

import argparse
import logging
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

import cv2
import torch

from detector.training.crops import every_head, suspects
from detector.training.learning import attributes, finder, making
from detector.training.learning.trials import TRIALS, Trial
from detector.training.shelf import Shelf, open_shelf
from detector.training.subjects import PEOPLE

log = logging.getLogger(__name__)

TRIALS_FOLDER = "trials"
QUICK = "quick"
CORES, GPU = "cores", "gpu"

R = TypeVar("R", attributes.Recipe, finder.Recipe)


def main(arguments: list[str] | None = None) -> int:
    """Train the models, write them and their cards; 2 when there is nothing to train on."""
    options = _options(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    cv2.setNumThreads(1)
    for folder in (options.work, options.models, options.models / TRIALS_FOLDER):
        folder.mkdir(parents=True, exist_ok=True)
    # Nothing with a stated licence shows what the trials are about.
    trials = () if options.licensed_only else TRIALS
    wanted = options.only or ["people", QUICK, *trials]
    try:
        for name in wanted:
            subject = TRIALS[name].subject if name in TRIALS else PEOPLE
            shelf = open_shelf(options.folder, subject=subject, licensed_only=options.licensed_only)
            log.info("%s: %s pictures", name, _counted(shelf))
            if name in TRIALS:
                _try(TRIALS[name], shelf, options)
            else:
                (_quicken if name == QUICK else _train)(shelf, options)
    except (OSError, KeyError, ValueError) as error:
        log.error("cannot train: %s", error)  # noqa: TRY400 - the sentence says it all
        return 2
    return 0


def _train(shelf: Shelf, options: argparse.Namespace) -> None:
    """Train the finder, then the judge, who learns from what the finder takes for heads."""
    until = 0 if options.as_it_is else None
    is_gpu = options.recipe == GPU
    finding = _with(finder.ON_GPU if is_gpu else finder.Recipe(), options)
    judging = _with(attributes.ON_GPU if is_gpu else attributes.Recipe(), options)
    learning, read = shelf.splits.learning, shelf.read
    found = finder.train(
        learning, read, finding, checkpoint=options.work / "finder.pt", until=until
    )
    detector = making.make_finder(found, shelf, options.models / "finder.onnx")
    heads = [] if options.as_it_is else list(every_head(learning, read))
    if heads:
        heads += suspects(learning, read, detector)
    told = attributes.train(heads, judging, checkpoint=options.work / "attributes.pt", until=until)
    judge = making.make_judge(
        told, judging, shelf, _making("attributes.onnx", options), detector=detector
    )
    making.tell_finder(
        detector, found, finding, shelf, _making("finder.onnx", options), judge=judge
    )


def _quicken(shelf: Shelf, options: argparse.Namespace) -> None:
    """Train the quick finder, which protects and judges nothing."""
    is_gpu, until = options.recipe == GPU, 0 if options.as_it_is else None
    recipe = _with(finder.QUICK_ON_GPU if is_gpu else finder.QUICK, options)
    state = finder.train(
        shelf.splits.learning, shelf.read, recipe,
        checkpoint=options.work / f"{QUICK}.pt", until=until,
    )  # fmt: skip
    detector = making.make_finder(
        state, shelf, options.models / f"{QUICK}.onnx", longest=making.QUICK_PX
    )
    making.tell_finder(
        detector, state, recipe, shelf, _making(f"{QUICK}.onnx", options), judge=None
    )


def _try(trial: Trial, shelf: Shelf, options: argparse.Namespace) -> None:
    """Train the finder of a trial."""
    name, until = trial.subject.name, 0 if options.as_it_is else None
    trial = replace(trial, recipe=_with(trial.recipe, options))
    state = finder.train(
        shelf.splits.learning, shelf.read, trial.recipe,
        checkpoint=options.work / f"{name}.pt", until=until,
    )  # fmt: skip
    making.make_trial(state, trial, shelf, _making(f"{TRIALS_FOLDER}/{name}.onnx", options))


def _with(recipe: R, options: argparse.Namespace) -> R:
    """The recipe with what the command line tells otherwise."""
    told = {
        name: getattr(options, name)
        for name in (field.name for field in fields(recipe))
        if getattr(options, name, None) is not None
    }
    return replace(recipe, **told)


def _making(file: str, options: argparse.Namespace) -> making.Making:
    command = "make train DATA=…" + (" LICENSED_ONLY=1" if options.licensed_only else "")
    return making.Making(options.models / file, options.name, command, options.note)


def _counted(shelf: Shelf) -> dict[str, int]:
    splits = shelf.splits
    parts = {"learning": splits.learning, "choosing": splits.choosing, "judging": splits.judging}
    return {name: len(part) for name, part in parts.items()}


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m detector.training.learning", description=__doc__
    )
    parser.add_argument("folder", type=Path, help="labelled pictures, or folders of them")
    parser.add_argument("--models", type=Path, required=True, help="where models and cards go")
    parser.add_argument("--work", type=Path, required=True, help="where unfinished work is kept")
    parser.add_argument("--name", default="1", help="version written into the cards")
    parser.add_argument(
        "--only",
        action="append",
        choices=["people", QUICK, *TRIALS],
        help="this and no other model",
    )
    parser.add_argument(
        "--recipe", choices=[CORES, GPU], default=GPU if torch.cuda.is_available() else CORES,
        help="that for a few cores, or that for a graphics processor; as the machine is",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, help="processes that make samples")
    parser.add_argument("--epochs", type=int, help="instead of those of the recipes")
    parser.add_argument("--samples", type=int, help="an epoch")
    parser.add_argument("--threads", type=int, help="instead of two")
    parser.add_argument("--note", default="", help="for the cards: what was not as the recipe says")
    parser.add_argument("--as-it-is", action="store_true", help="train no further: write what is")
    parser.add_argument("--licensed-only", action="store_true", help="leave other sources out")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
