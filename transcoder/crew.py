"""The worker processes: who runs what, the spare one, and those that must be alone."""

import time
from pathlib import Path

from transcoder.limits import Limits
from transcoder.link import Events, Link


class Crew:
    """One worker for looks, some for streams, and one of these always warm and empty.

    `events` yields (link, message) for everything any of them says.
    """

    def __init__(
        self, root: Path, limits: Limits, *, head_finder: str | None, stills: Path
    ) -> None:
        self._root = root
        self._stills = stills
        self._limits = limits
        self._head_finder = head_finder
        self.events = Events()
        self.links: list[Link] = []
        self.looker: Link = self._start()
        self.fill()

    @property
    def pids(self) -> list[int]:
        """Process ids of all workers, the one for looks first."""
        return [link.pid for link in (self.looker, *self.links)]

    def fill(self) -> None:
        """Keep exactly one empty worker: starting one takes longer than a viewer waits."""
        empty = [link for link in self.links if not link.streams and not link.held]
        for link in empty:
            link.is_alone = False
        if not empty:
            self.links.append(self._start())
        for link in empty[1:]:
            self.links.remove(link)
            link.end()

    def place(self, code: str, *, held_by: Link | None, alone: bool) -> Link:
        """The worker that shall run camera `code`: the one that holds its list, or one with room.

        With `alone` it is one that runs nothing else, while few enough do so.
        """
        if held_by is not None and not held_by.is_lost and not alone:
            return held_by
        lonely = sum(link.is_alone for link in self.links)
        if alone and lonely < self._limits.lonely_workers:
            if held_by is not None and held_by.is_alone and not held_by.is_lost:
                return held_by
            link = self._emptiest()
            link.is_alone = True
            return link
        for link in self.links:
            if not link.is_alone and len(link.streams) < self._limits.streams_per_worker:
                return link
        self.links.append(self._start())
        return self.links[-1]

    def lose(self, link: Link) -> None:
        """Replace a worker that has ended."""
        link.is_lost = True
        if link is self.looker:
            self.looker = self._start()
        elif link in self.links:
            self.links.remove(link)
        self.fill()

    def watch(self, now: float) -> None:
        """End workers that have fallen silent."""
        for link in (self.looker, *self.links):
            link.watch(now)

    def close(self) -> None:
        """End all workers in good order, within the limit; leaves no child."""
        everyone = [self.looker, *self.links]
        for link in everyone:
            link.end()
        until = time.monotonic() + self._limits.stop_seconds
        for link in everyone:
            link.reap(until=until)

    def _emptiest(self) -> Link:
        for link in self.links:
            if not link.streams and not link.held:
                return link
        self.links.append(self._start())
        return self.links[-1]

    def _start(self) -> Link:
        return Link(
            self._root,
            self._limits,
            head_finder=self._head_finder,
            stills=self._stills,
            events=self.events,
        )
