"""The same work by the bare parts that others build with, in the same run, as ratios.

`python -m bench peers`, `--part streams` for one comparison. A ratio is ours over the peer's: below
1 ours takes less. The two never do quite the same; each module says what the peer leaves out.
"""

import argparse
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

from bench.figures import Figure
from bench.peers import generator, minutes, stills, streams, web
from bench.processes import OTHERS, Neighbours

__all__ = ["PARTS"]

Bench = Callable[[Path, argparse.Namespace], Iterator[Figure]]


def _beside_others(measure: Bench) -> Bench:
    """A comparison, then how busy others were meanwhile."""

    @wraps(measure)
    def with_others(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
        neighbours = Neighbours()
        yield from measure(directory, options)
        part = measure.__module__.rpartition(".")[2]
        yield Figure(name=f"peers.{part}.others", value=neighbours.share(), unit=OTHERS)

    return with_others


PARTS = tuple(_beside_others(each.measure) for each in (streams, stills, minutes, web, generator))
