"""The RTSP server of the simulator, within an event loop that somebody else runs."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Mapping

from transcoder.simulator.connection import Connection
from transcoder.simulator.house import House
from transcoder.simulator.recording import load_recording
from transcoder.simulator.script import CameraScript

BACKLOG = 1024  # hundreds of clients come back at once after a power cut
FLAP_CHECK_SECONDS = 0.2


class SimulatorServer:
    """Replays clips as cameras on one address.

    `port` 0 lets the system choose; the choice is kept, so that a server started again after
    `stop` answers at the same addresses. With `tls` they speak it. `now` gives Unix seconds.
    """

    def __init__(
        self,
        scripts: Mapping[str, CameraScript],
        *,
        bind: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        for script in scripts.values():
            load(script)
        self.house = House(scripts, now=now)
        self.bind = bind
        self.port = port
        self.tls = tls
        self._server: asyncio.Server | None = None
        self._flapping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self.house.open()
        self._server = await loop.create_server(
            lambda: Connection(self.house), self.bind, self.port, backlog=BACKLOG, ssl=self.tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._flapping = loop.create_task(self._cut_flapping())

    async def stop(self) -> None:
        """Cut every client and stop listening, as in a power cut."""
        if self._server is None or self._flapping is None:
            return
        self._server.close()
        for connection in tuple(self.house.connections):
            connection.cut()
        self._flapping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._flapping
        await self._server.wait_closed()
        self._server = self._flapping = None

    async def _cut_flapping(self) -> None:
        while True:
            await asyncio.sleep(FLAP_CHECK_SECONDS)
            self.house.cut_flapping()


def load(script: CameraScript) -> None:
    """Read the clips of a script ahead, so that no client waits for it.

    Raises OSError or ValueError for a clip that cannot be replayed.
    """
    for clip in (script.clip, script.other_clip):
        if clip is not None:
            load_recording(clip)
