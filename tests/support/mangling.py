"""Feeds native decoders with spoilt things, in a process of its own that may fall.

    python -m tests.support.mangling SEED COUNT [TARGET ...]

Ends with 0 when each thing was read or refused in words; whatever else it raises, and a fall of
native code, ends it otherwise. A TARGET is camera, heic or model; without one it is each in turn.
Of pictures there are COUNT, of what takes longer fewer.
"""

import contextlib
import faulthandler
import io
import random
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pillow_heif
from PIL import Image

from detector.errors import ModelFault
from detector.shelf import try_out
from portal.participation.case_files import CasePictures
from portal.registry.rules.proofs import ProofRefused
from tests.support.models import bright_spots, card_file
from tests.support.simulator import simulator, small_clip
from transcoder.camera import CameraSource
from transcoder.errors import SourceFailed
from transcoder.limits import Limits
from transcoder.simulator import CameraScript, Quirk
from transcoder.source import key_frame

BRIEF = Limits(open_timeout_seconds=1.0, watchdog_seconds=1.0, key_wait_seconds=0.0)
SIDE_BY_SIDE = 8


def mangled(content: bytes, rng: random.Random, *, odds: float = 1.0) -> bytes:
    """`content` with a few bytes changed, doubled or left out."""
    made = bytearray(content)
    if not made or rng.random() > odds:
        return content
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(made))
        match rng.randrange(4):
            case 0:
                made[at] = rng.randrange(256)
            case 1:
                made[at:at] = made[at : at + rng.randint(1, 40)] * rng.randint(1, 20)
            case 2:
                del made[at : at + rng.randint(1, 8)]
            case _:
                made[at:at] = rng.choice(
                    (b"\0", b"\r\n", b"-1", b"99999999999", b"\xff" * 9, b"%n")
                )
        if not made:
            break
    return bytes(made)


def heic(rng: random.Random, count: int, folder: Path) -> None:
    """Pictures of phones."""
    pillow_heif.register_heif_opener()
    saved = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(saved, format="HEIF")
    store = CasePictures.under(folder)
    for _ in range(count):
        with contextlib.suppress(ProofRefused):
            store.keep(mangled(saved.getvalue(), rng))


def model(rng: random.Random, count: int, folder: Path) -> None:
    """Models with a sound card."""
    sound = bright_spots(folder / "mice.onnx")
    card, content = card_file(sound), sound.read_bytes()
    for _ in range(count):
        sound.write_bytes(mangled(content, rng))
        with contextlib.suppress(ModelFault):
            try_out(sound, card)


def camera(rng: random.Random, count: int, folder: Path) -> None:
    """Cameras whose answers, descriptions and pictures are spoilt on the way."""
    scripts = {
        "plain": CameraScript(small_clip(), idr_at_play=True),
        "odd": CameraScript(small_clip(), idr_at_play=True, quirks=frozenset(Quirk)),
        "wide": CameraScript(small_clip(codec="h265"), idr_at_play=True),
    }
    seeds = [rng.randrange(2**32) for _ in range(count)]
    with simulator(scripts) as house, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for each in pool.map(lambda seed: _look(house.port, seed, sorted(scripts)), seeds):
            assert each


def _look(port: int, seed: int, names: list[str]) -> bool:
    rng = random.Random(seed)
    with _Between(port, rng) as between:
        url = f"rtsp://127.0.0.1:{between}/{rng.choice(names)}"
        with contextlib.suppress(SourceFailed):
            key_frame(CameraSource("cam", url), BRIEF, deadline_seconds=1.0)
    return True


class _Between:
    """Stands between a client and the camera at `port`, and spoils what the camera says."""

    def __init__(self, port: int, rng: random.Random) -> None:
        self._port, self._rng = port, rng
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []

    def __enter__(self) -> int:
        threading.Thread(target=self._serve, daemon=True).start()
        return int(self._listener.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                there = socket.create_connection(("127.0.0.1", self._port))
                self._open += [client, there]
                for ends in ((client, there, 0.0), (there, client, 0.5)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, sender: socket.socket, taker: socket.socket, odds: float) -> None:
        with contextlib.suppress(OSError):
            while said := sender.recv(4096):
                taker.sendall(mangled(said, self._rng, odds=odds))


TARGETS: dict[str, Callable[[random.Random, int, Path], None]] = {
    "camera": camera, "heic": heic, "model": model,
}  # fmt: skip


SHARES = {"camera": 3, "heic": 1, "model": 3}  # how many times as long one takes


def main(seed: str, count: str, *targets: str) -> None:
    """Feed what is named."""
    faulthandler.enable()
    for target in targets or TARGETS:
        sys.stderr.write(f"{target}\n")
        rng = random.Random(int(seed))
        with tempfile.TemporaryDirectory() as folder:
            TARGETS[target](rng, max(1, int(count) // SHARES[target]), Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
