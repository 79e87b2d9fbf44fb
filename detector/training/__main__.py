"""`python -m detector.training FOLDER`: measure the models that are shipped on labelled pictures.

Prints a table in Markdown. Only the judging part is used, of which no training has seen anything.
"""

import argparse
import logging
import sys
from pathlib import Path

import cv2

from detector.errors import ModelFault
from detector.files import MODELS
from detector.network import Detector, Judge, Network
from detector.training.measuring import finder_measured, judge_measured, lines
from detector.training.shelf import open_shelf

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 2 when there is nothing to measure, or nothing to measure with."""
    parser = argparse.ArgumentParser(prog="python -m detector.training", description=__doc__)
    parser.add_argument("folder", type=Path, help="labelled pictures, or folders of them")
    parser.add_argument("--models", type=Path, default=MODELS, help="where models and cards lie")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    cv2.setNumThreads(1)
    try:
        shelf = open_shelf(options.folder)
        detector = Detector(Network.beside(options.models / "finder.toml"))
        judge = Judge(Network.beside(options.models / "attributes.toml"))
        judging = shelf.splits.judging
        figures = finder_measured(judging, shelf.read, detector, judge)
        figures |= judge_measured(judging, shelf.read, judge)
    except (OSError, KeyError, ValueError, ModelFault) as error:
        log.error("cannot measure: %s", error)  # noqa: TRY400 - the sentence says it all
        return 2
    table = ["| figure | source | value | 95 % interval | of |", "|---|---|---|---|---|"]
    sys.stdout.write("\n".join([*table, *lines(figures)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
