"""The simulator in a thread of its own, controlled from the process that tests something else."""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from transcoder.simulator.camera import Camera, Counters
from transcoder.simulator.script import CameraScript
from transcoder.simulator.server import SimulatorServer, load

ANSWER_SECONDS = 10.0
Result = TypeVar("Result")


class Simulator:
    """Cameras on 127.0.0.1 for as long as this context manager is open.

    Every method may be called from any thread. `stop` and `start` play a power cut: the port
    stays the same. `now` gives Unix seconds; it is read anew at each start.
    """

    def __init__(
        self,
        scripts: Mapping[str, CameraScript],
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._server = SimulatorServer(scripts, port=port, tls=tls, now=now)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)

    def __enter__(self) -> "Simulator":
        self._thread.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_SECONDS)
        self._loop.close()

    @property
    def port(self) -> int:
        """The port the cameras answer on."""
        return self._server.port

    @property
    def open_connections(self) -> int:
        """How many clients are connected now, to whatever camera."""
        return self._call(lambda: len(self._server.house.connections))

    def start(self) -> None:
        """Begin to answer, at the port used before if there was one."""
        self._wait(self._server.start())

    def stop(self) -> None:
        """Cut every client and refuse connections, as in a power cut."""
        self._wait(self._server.stop())

    def url(self, name: str, *, user: str | None = None, password: str | None = None) -> str:
        """The address of camera `name`, with its login or the one given, percent-encoded."""
        script = self._camera(name).script
        user = script.user if user is None else user
        password = script.password if password is None else password
        login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user is not None else ""
        scheme = "rtsp" if self._server.tls is None else "rtsps"
        return f"{scheme}://{login}{self._server.bind}:{self.port}/{quote(name)}"

    def counters(self, name: str) -> Counters:
        """What camera `name` has counted so far."""
        return self._call(self._camera(name).counters)

    def set_script(self, name: str, script: CameraScript, *, cut: bool = True) -> None:
        """Give camera `name` another script, or make it a new camera.

        Running sessions are cut so that they meet it from the start; with `cut=False` only
        `fault` and `after_seconds` reach them, at their next picture.
        """
        load(script)
        self._call(lambda: self._set_script(name, script, cut=cut))

    def cut(self, name: str) -> None:
        """Cut every connection to camera `name`."""
        self._call(self._camera(name).cut_all)

    def _set_script(self, name: str, script: CameraScript, *, cut: bool) -> None:
        camera = self._server.house.cameras.setdefault(name, Camera(name, script))
        if cut:
            camera.cut_all()
        camera.script = script

    def _camera(self, name: str) -> Camera:
        return self._server.house.cameras[name]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, act: Callable[[], Result]) -> Result:
        async def call() -> Result:
            return act()

        return self._wait(call())

    def _wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)
