"""`python -m bench.chaos [NAME…]`: break one part after the other, and print what it cost."""

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.chaos.faults import FAULTS
from bench.chaos.places import PLACES, NotHere
from bench.chaos.scene import Outcome, Scene, play
from bench.chaos.table import table
from bench.stage import NGINX, NotInTime
from tests.support.postgres import server_programs


def main() -> int:
    """Play the named faults, all by default; 1 when something was lost, told wrongly or not mended.

    Those that this machine cannot play are named with the reason.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FAULTS, []], help="faults to play")
    told = parser.parse_args()
    if NGINX is None or server_programs() is None:
        print("chaos: nginx and PostgreSQL are needed; `make test-deps` installs them",
              file=sys.stderr)  # fmt: skip
        return 2
    outcomes = list(_played(told.names or list(FAULTS)))
    print(table(outcomes, FAULTS))
    return 0 if all(each.is_kept for each in outcomes) else 1


def _played(names: Sequence[str]) -> Iterator[Outcome]:
    """What each came to; those of one place share its house."""
    ordered = sorted(names, key=lambda name: list(PLACES).index(FAULTS[name].place))
    for place, group in itertools.groupby(ordered, key=lambda name: FAULTS[name].place):
        left = list(group)
        try:
            while left:
                with tempfile.TemporaryDirectory() as folder, PLACES[place](Path(folder)) as scene:
                    yield from _in_one_house(left, scene)
        except NotHere as reason:
            print(f"chaos: not played: {', '.join(left)}: {reason}", file=sys.stderr)


def _in_one_house(left: list[str], scene: Scene) -> Iterator[Outcome]:
    """Play what is `left` while all gets well again, and take it away there."""
    while left:
        name = left.pop(0)
        try:
            outcome = play(name, FAULTS[name], scene)
        except NotInTime as reason:
            print(f"chaos: not played: {name}: not in time: {reason}", file=sys.stderr)
            return
        print(json.dumps(asdict(outcome)), flush=True)
        yield outcome
        if outcome.well_after_mending is None:
            return


if __name__ == "__main__":
    sys.exit(main())
