"""`python -m detector.training.learning FOLDER`: train the models we ship, and describe them.

A training that was interrupted goes on where it was; remove its folder of work to begin anew.
"""

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

import cv2

from detector.training.crops import cuts
from detector.training.learning import attributes, finder, making
from detector.training.learning.loop import prepare
from detector.training.shelf import Shelf, open_shelf

log = logging.getLogger(__name__)


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
    command = "make train DATA=…" + (" LICENSED_ONLY=1" if options.licensed_only else "")
    until = 0 if options.as_it_is else None
    judging = replace(attributes.Recipe(), threads=options.threads)
    finding = replace(finder.Recipe(), threads=options.threads)
    if options.samples:
        finding = replace(finding, samples=options.samples)
    if options.epochs:
        judging = replace(judging, epochs=options.epochs)
        finding = replace(finding, epochs=options.epochs)
    state = attributes.train(
        list(cuts(shelf.splits.learning, shelf.read)), judging,
        checkpoint=options.work / "attributes.pt", until=until,
    )  # fmt: skip
    judge = making.make_judge(
        state, judging, shelf, making.Making(
            options.models / "attributes.onnx", options.name, command
        ),
    )  # fmt: skip
    prepare(finding.seed, options.threads)
    state = finder.train(
        shelf.splits.learning, shelf.read, finding,
        checkpoint=options.work / "finder.pt", until=until,
    )  # fmt: skip
    making.make_finder(
        state, finding, shelf, making.Making(
            options.models / "finder.onnx", options.name, command
        ), judge=judge,
    )  # fmt: skip


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
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--as-it-is", action="store_true", help="train no further: write what is")
    parser.add_argument("--licensed-only", action="store_true", help="leave other sources out")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
