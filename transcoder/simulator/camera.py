"""A simulated camera while the server runs: its script, what it counted, who watches it."""

from dataclasses import dataclass, replace
from typing import Protocol

from transcoder.simulator.script import CameraScript


@dataclass(frozen=True, slots=True)
class Counters:
    """What a camera has seen since the server was made; `sessions` is how many play now.

    `setups` lists the track controls asked for, in order: a client that wants no sound never
    names the audio track. `refused_logins` counts wrong logins, `challenges` requests without
    any. `dropped` counts pictures withheld from clients too slow to take them.
    """

    connections: int = 0
    describes: int = 0
    setups: tuple[str, ...] = ()
    plays: int = 0
    teardowns: int = 0
    challenges: int = 0
    refused_logins: int = 0
    refused_sessions: int = 0
    dropped: int = 0
    sessions: int = 0


class Cuttable(Protocol):
    """A connection that can be cut off."""

    def cut(self) -> None:
        """Close at once, with a reset."""


class Camera:
    """One camera's running state; used inside the server's event loop only."""

    def __init__(self, name: str, script: CameraScript) -> None:
        self.name = name
        self.script = script
        self.connections: set[Cuttable] = set()
        self._counted = Counters()
        self.playing = 0

    def count(self, name: str) -> None:
        """Add one to the counter `name`."""
        self._counted = replace(self._counted, **{name: getattr(self._counted, name) + 1})

    def count_setup(self, control: str) -> None:
        """Note that the track `control` was set up."""
        self._counted = replace(self._counted, setups=(*self._counted.setups, control))

    def counters(self) -> Counters:
        """What this camera has counted so far."""
        return replace(self._counted, sessions=self.playing)

    def cut_all(self) -> None:
        """Cut every connection to this camera."""
        for connection in tuple(self.connections):
            connection.cut()


@dataclass(slots=True)
class Limits:
    """What one NVR (or one camera without an NVR) has granted and refused so far."""

    sessions: int = 0
    refusals: int = 0
    locked_until: float = 0.0

    def refuse(self, script: CameraScript, now: float) -> None:
        """Count a refused login; too many lock everybody out."""
        nvr = script.nvr
        self.refusals += 1
        if nvr and nvr.refusals_until_lockout and self.refusals >= nvr.refusals_until_lockout:
            self.refusals = 0
            self.locked_until = now + nvr.lockout_seconds

    def is_full(self, script: CameraScript) -> bool:
        """Whether the NVR grants no further session."""
        nvr = script.nvr
        return (
            nvr is not None and nvr.max_sessions is not None and self.sessions >= nvr.max_sessions
        )
