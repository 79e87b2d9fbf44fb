"""The same work by the bare parts that others build with, in the same run, as ratios.

`python -m bench peers`. A ratio is ours over the peer's: below 1 ours takes less. The two never do
quite the same; each module says what the peer leaves out.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.peers import generator, minutes, stills, streams, web
from bench.processes import OTHERS, Neighbours

__all__ = ["measure"]


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Every comparison, then how busy others were meanwhile."""
    neighbours = Neighbours()
    for number, each in enumerate((streams, stills, minutes, web, generator)):
        place = directory / str(number)
        place.mkdir()
        yield from each.measure(place, options)
    yield Figure(name="peers.others", value=neighbours.share(), unit=OTHERS)
