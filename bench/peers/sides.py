"""Those who do the same work at the same time, and what each of them costs."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import cpu_seconds, end, family, memory_bytes
from transcoder.demand import PLAYLIST

Commands = Sequence[Sequence[str]]
Command = Callable[[str, Path], Commands]


@dataclass(frozen=True, slots=True)
class Side:
    """One way to do the work: whose processes, and a file a camera that is renewed as it works."""

    pids: tuple[int, ...]
    lists: tuple[Path, ...]


Run = Callable[[Path, Mapping[str, str]], AbstractContextManager[Side]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to do the work that is not ours.

    `run` starts it in a folder for cameras, addresses by code; `lacking` says why it cannot be
    measured here and what brings it, None when it can.
    """

    name: str
    run: Run
    lacking: Callable[[], str | None] = lambda: None


def those_here(peers: Sequence[Peer]) -> list[Peer]:
    """The peers that can be measured here; of each other one, standard error says why not."""
    found = []
    for peer in peers:
        if why := peer.lacking():
            print(f"bench peers: {peer.name} is not measured: {why}", file=sys.stderr)
        else:
            found.append(peer)
    return found


@contextmanager
def children(directory: Path, cameras: Mapping[str, str], command: Command) -> Iterator[Side]:
    """The processes of `command` for each camera, each reading what the one before it writes."""
    with ExitStack() as stack:
        pids, lists = [], []
        for code, url in cameras.items():
            target = directory / code
            target.mkdir(parents=True)
            lists.append(target / PLAYLIST)
            pids += stack.enter_context(_piped(command(url, lists[-1])))
        yield Side(tuple(pids), tuple(lists))


@contextmanager
def _piped(commands: Commands) -> Iterator[list[int]]:
    started: list[subprocess.Popen[bytes]] = []
    try:
        for left, command in enumerate(commands, 1 - len(commands)):
            before = started[-1].stdout if started else None
            after = subprocess.PIPE if left else None
            process = subprocess.Popen(command, stdin=before or subprocess.DEVNULL, stdout=after)
            started.append(process)
            if before:
                before.close()
        yield [process.pid for process in started]
    finally:
        for process in started:
            end(process)


def window(sides: Mapping[str, Side], seconds: float) -> dict[str, tuple[float, float]]:
    """CPU (share of a core) and memory (bytes) of each side, in the same seconds.

    A side that stood still costs nothing worth knowing: it is named and left out.
    """

    def used() -> dict[str, float]:
        return {
            name: cpu_seconds(each for pid in side.pids for each in family(pid))
            for name, side in sides.items()
        }

    before, began, at = used(), time.monotonic(), time.time()
    time.sleep(seconds)
    after, passed = used(), time.monotonic() - began
    found = {}
    for name, side in sides.items():
        if still := sum(not _is_newer(path, at) for path in side.lists):
            told = f"{still} of its {len(side.lists)} streams stood still"
            print(f"bench peers: {name} is not told: {told}", file=sys.stderr)
            continue
        size = memory_bytes(each for pid in side.pids for each in family(pid))
        found[name] = ((after[name] - before[name]) / passed, size)
    return found


def _is_newer(path: Path, at: float) -> bool:
    try:
        return path.stat().st_mtime >= at
    except FileNotFoundError:
        return False
