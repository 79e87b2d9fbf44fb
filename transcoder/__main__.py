"""`python -m transcoder --root DIR --cameras FILE.json`: the engine alone.

FILE holds a list of objects with the fields of CameraSource; it is read again when it changes.
"""

import argparse
import json
import logging
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from transcoder.camera import CameraSource
from transcoder.errors import RootTaken
from transcoder.limits import Limits
from transcoder.protocol import source_from
from transcoder.supervisor import Supervisor


class CameraFile:
    """The cameras that a JSON file tells; calling it reads the file if it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: int | None = None
        self._cameras: dict[str, CameraSource] = {}

    def __call__(self) -> Mapping[str, CameraSource]:
        """The present cameras by code; raises ValueError for a file that is not understood."""
        changed_at = self._path.stat().st_mtime_ns
        if changed_at != self._read_at:
            sources = [source_from(fields) for fields in json.loads(self._path.read_text("utf-8"))]
            self._cameras = {source.code: source for source in sources}
            self._read_at = changed_at
        return self._cameras


class Facts(logging.Formatter):
    """Writes an event with its camera and cause behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`."""
        facts = {name: getattr(record, name, None) for name in ("camera", "cause", "kind", "held")}
        told = " ".join(f"{name}={fact}" for name, fact in facts.items() if fact)
        return f"{self.formatTime(record)} {super().format(record)} {told}".rstrip()


def main() -> int:
    """Run until SIGTERM or SIGINT; 1 when the root is taken."""
    parser = argparse.ArgumentParser(prog="python -m transcoder", description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="directory to publish in (tmpfs)")
    parser.add_argument("--cameras", type=Path, required=True, help="JSON list of cameras")
    parser.add_argument("--limits", type=Path, help="JSON object of limits that differ")
    parser.add_argument("--head-finder", help="module:attribute of the function that finds heads")
    arguments = parser.parse_args()
    handler = logging.StreamHandler()
    handler.setFormatter(Facts())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    differing = json.loads(arguments.limits.read_text("utf-8")) if arguments.limits else {}
    supervisor = Supervisor(
        arguments.root,
        cameras=CameraFile(arguments.cameras),
        limits=Limits(**differing),
        head_finder=arguments.head_finder,
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        supervisor.run(stop)
    except RootTaken:
        logging.getLogger(__name__).exception("root_taken")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
