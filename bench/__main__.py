"""`python -m bench [NAME…]`: run benches and print one JSON line a figure."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import (
    answers,
    api,
    cases,
    cold,
    copied,
    crowd,
    cycles,
    encoded,
    gate,
    heads,
    leads,
    load,
    looking,
    looks,
    pasted,
    patrols,
    peers,
    protected,
    quarter,
    sizes,
    stuffing,
)
from bench.figures import Figure
from bench.processes import adopt_orphans

Bench = Callable[[Path, argparse.Namespace], Iterator[Figure]]

BENCHES: dict[str, tuple[Bench, ...]] = {
    "live": (cold.measure, copied.measure, encoded.measure, gate.measure, cycles.measure),
    "heads": (heads.measure,),
    "leads": (leads.measure, pasted.measure),
    "protected": (protected.measure,),
    "looks": (looks.measure,),
    "rounds": (quarter.measure, looking.measure),
    "patrols": (patrols.measure,),
    "cases": (cases.measure,),
    "api": (api.measure,),
    "load": (load.measure,),
    "crowd": (crowd.measure,),
    "peers": peers.PARTS,
    "sizes": (sizes.measure,),
    "answers": (answers.measure, stuffing.measure),
}


def main() -> int:
    """Run the named benches, all by default; 1 when a figure misses its target."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="benches to run")
    parser.add_argument("--seconds", type=int, default=40, help="length of a measured window")
    parser.add_argument("--streams", type=int, default=40, help="copied streams at once")
    parser.add_argument("--cameras", type=int, default=200, help="cameras looked at once")
    parser.add_argument("--cycles", type=int, default=10_000, help="start/stop cycles")
    parser.add_argument(
        "--clips", type=Path, help="of leads and protected: a folder of clips as well"
    )
    parser.add_argument("--labelled", type=Path, help="of bench leads: a folder with labels.csv")
    parser.add_argument("--largest", type=int, default=20_000, help="cameras of the largest round")
    parser.add_argument(
        "--only-rounds",
        nargs="*",
        help="of part looking: 360p growth inferred 720p flapping latency",
    )
    parser.add_argument("--scale", type=float, default=1.0, help="of crowd: this share of it all")
    parser.add_argument("--minutes", type=int, default=3, help="of crowd: only the first of them")
    parser.add_argument(
        "--detectors", type=int, default=0, help="of crowd: so many; 0: as the portal chooses"
    )
    parser.add_argument(
        "--node-media-server", type=Path, help="of peers: the folder into which npm installed it"
    )
    parser.add_argument("--part", help="only this part, such as cold or gate")
    options = parser.parse_args()
    adopt_orphans()
    missed = 0
    for name in options.names or BENCHES:
        for bench in BENCHES[name]:
            if options.part not in {None, bench.__module__.rpartition(".")[2]}:
                continue
            with tempfile.TemporaryDirectory(prefix="mingchu-bench-", dir=_memory()) as directory:
                for figure in bench(Path(directory), options):
                    print(figure.line(), flush=True)
                    missed += figure.ok is False
    return 1 if missed else 0


def _memory() -> str | None:
    """tmpfs where there is one, since segments live there in production too."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


if __name__ == "__main__":
    sys.exit(main())
