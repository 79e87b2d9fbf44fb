"""`python -m transcoder.simulator --port 8554 --config cameras.json`: the simulator as a process.

The configuration is a JSON list of objects with a `name`, a `clip` and any further field of
`CameraScript`; relative clips are looked for beside the configuration.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from transcoder.simulator.script import CameraScript
from transcoder.simulator.server import SimulatorServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; return the exit status: 0, or 2 when it could not start."""
    told = _parser().parse_args(arguments)
    try:
        scripts = read_config(told.config)
        server = SimulatorServer(scripts, bind=told.bind, port=told.port)
        asyncio.run(_serve(server))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    return 0


def read_config(path: Path) -> dict[str, CameraScript]:
    """The cameras of a configuration file by name.

    Raises OSError when it cannot be read, ValueError when it says something impossible.
    """
    cameras = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(cameras, list) or not all(isinstance(each, dict) for each in cameras):
        raise ValueError(f"{path.name}: a list of cameras is needed")
    scripts: dict[str, CameraScript] = {}
    for options in cameras:
        name = options.pop("name", None)
        if not name or "clip" not in options or name in scripts:
            raise ValueError(f"{path.name}: each camera needs a clip and a name of its own")
        scripts[name] = CameraScript.from_plain(options, base=path.parent)
    return scripts


async def _serve(server: SimulatorServer) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    await server.start()
    sys.stdout.write(f"ready on rtsp://{server.bind}:{server.port}\n")
    sys.stdout.flush()
    await stopped.wait()
    await server.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m transcoder.simulator", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="JSON list of cameras")
    parser.add_argument("--port", type=int, default=8554, help="0: any free port")
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    return parser


if __name__ == "__main__":
    sys.exit(main())
