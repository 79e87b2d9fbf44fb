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

from detector.training.crops import cuts
from detector.training.learning import attributes, finder, making
from detector.training.shelf import Shelf, open_shelf

log = logging.getLogger(__name__)

R = TypeVar("R", attributes.Recipe, finder.Recipe)


def main(arguments: list[str] | None = None) -> int:
    """Train both models, write them and their cards; 2 when there is nothing to train on."""
    options = _options(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    cv2.setNumThreads(1)
    options.work.mkdir(parents=True, exist_ok=True)
    options.models.mkdir(parents=True, exist_ok=True)
    try:
        shelf = open_shelf(options.folder, licensed_only=options.licensed_only)
    except (OSError, KeyError, ValueError) as error:
        log.error("cannot train: %s", error)  # noqa: TRY400 - the sentence says it all
        return 2
    log.info("%s pictures", {name: len(part) for name, part in _parts(shelf).items()})
    _train(shelf, options)
    return 0


def _train(shelf: Shelf, options: argparse.Namespace) -> None:
    """Train the judge, which is quick, then the finder; write each when it is done."""
    until = 0 if options.as_it_is else None
    recipe = _with(attributes.Recipe(), options)
    state = attributes.train(
        list(cuts(shelf.splits.learning, shelf.read)), recipe,
        checkpoint=options.work / "attributes.pt", until=until,
    )  # fmt: skip
    judge = making.make_judge(state, recipe, shelf, _making("attributes.onnx", options))
    finding = _with(finder.Recipe(), options)
    state = finder.train(
        shelf.splits.learning, shelf.read, finding,
        checkpoint=options.work / "finder.pt", until=until,
    )  # fmt: skip
    making.make_finder(state, finding, shelf, _making("finder.onnx", options), judge=judge)


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


def _parts(shelf: Shelf) -> dict[str, tuple[object, ...]]:
    splits = shelf.splits
    return {"learning": splits.learning, "choosing": splits.choosing, "judging": splits.judging}


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m detector.training.learning", description=__doc__
    )
    parser.add_argument("folder", type=Path, help="labelled pictures, or folders of them")
    parser.add_argument("--models", type=Path, required=True, help="where models and cards go")
    parser.add_argument("--work", type=Path, required=True, help="where unfinished work is kept")
    parser.add_argument("--name", default="1", help="version written into the cards")
    parser.add_argument("--epochs", type=int, help="instead of those of the recipes")
    parser.add_argument("--samples", type=int, help="an epoch, for the finder")
    parser.add_argument("--threads", type=int, help="instead of two")
    parser.add_argument("--note", default="", help="for the cards: what was not as the recipe says")
    parser.add_argument("--as-it-is", action="store_true", help="train no further: write what is")
    parser.add_argument("--licensed-only", action="store_true", help="leave other sources out")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
