"""A process that runs many streams and looks; `python -m transcoder.worker`, by the supervisor.

It obeys lines on standard input and answers on standard output (see `protocol`). When its input
ends without a word its supervisor has died: then it publishes on until the workers of the next
one have taken its cameras over, so that viewers notice nothing.
"""

import logging
import os
import pkgutil
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO, cast

import cv2

from transcoder.camera import CameraSource
from transcoder.errors import Cause, SourceFailed, StoreFull
from transcoder.ffmpeg import ffmpeg_executable
from transcoder.finding import Desk, PeopleFinder, for_moving
from transcoder.libc import hold_little, trim_memory
from transcoder.limits import Limits
from transcoder.loan import lent_frame
from transcoder.logs import log_to_stderr
from transcoder.protocol import Message, limits_from, packed, source_from, unpacked
from transcoder.source import KeyFrame, key_frame
from transcoder.stills import write_still
from transcoder.storage import DiskStore
from transcoder.stream import CountedPublication, Stream, Surroundings

log = logging.getLogger(__name__)

LOANS_AT_ONCE = 2


class Worker:
    """Obeys commands by `handle` and tells what happens by `send`, one message a call."""

    def __init__(
        self,
        root: Path,
        limits: Limits,
        *,
        head_finder: PeopleFinder | None,
        send: Callable[[Message], None],
        stills: Path | None = None,
    ) -> None:
        self._root = root
        self._still_root = stills or root
        self._limits = limits
        self._head_finder = head_finder
        self._around = Surroundings(limits, Desk(for_moving(head_finder)), announce=self.beat)
        self._send = send
        self._store = DiskStore(
            root, camera_bytes=limits.camera_bytes, total_share=limits.total_share
        )
        self._lock = threading.Lock()
        self._publications: dict[str, CountedPublication] = {}
        self._streams: dict[str, Stream] = {}
        self._forgotten: set[str] = set()  # to be removed when their stream has ended
        self._threads: set[threading.Thread] = set()
        self._looks = ThreadPoolExecutor(limits.looks_at_once, thread_name_prefix="look")
        # A borrowed key frame waits for no camera: it only costs memory to decode many at once.
        self._loans = ThreadPoolExecutor(LOANS_AT_ONCE, thread_name_prefix="loan")
        self._trimmed_at = time.monotonic()

    def handle(self, message: Message) -> None:
        """Obey one command: start, stop, withdraw or look; others are ignored."""
        acts = {
            "start": self._start,
            "stop": self._stop,
            "withdraw": self._withdraw,
            "look": self._look,
        }
        act = acts.get(str(message.get("do")))
        if act is not None:
            act(message)

    def beat(self) -> None:
        """Tell the supervisor that this worker lives and how its streams fare."""
        with self._lock:
            progress = {code: asdict(each.progress) for code, each in self._streams.items()}
            idle = [p for code, p in self._publications.items() if code not in self._streams]
            for publication in idle:
                publication.sweep()
            running = list(self._streams.values())
        for stream in running:
            stream.cut_if_silent()
        self._send({"event": "beat", "streams": progress})
        if time.monotonic() - self._trimmed_at > self._limits.trim_seconds:
            self._trimmed_at = time.monotonic()
            trim_memory()

    def outlive(self, seconds: float) -> None:
        """Publish on without a supervisor while no other worker does, so long at most."""
        with self._lock:
            for publication in self._publications.values():
                publication.give_way()
            threads = [thread for thread in self._threads if thread.is_alive()]
        until = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def close(self, seconds: float) -> None:
        """Ask every stream to end and wait at most `seconds` for all of them."""
        for pool in (self._looks, self._loans):
            pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            threads = list(self._threads)
            for stream in self._streams.values():
                stream.stop()
        until = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _start(self, message: Message) -> None:
        source = source_from(message["source"])
        with self._lock:
            if source.code in self._streams:
                return
            publication = self._publications.get(source.code)
            if publication is None:
                publication = CountedPublication(self._store, source.code)
                self._publications[source.code] = publication
            stream = Stream(
                source,
                publication,
                around=self._around,
                may_encode=bool(message.get("may_encode")),
                gop_seconds=message.get("gop_seconds"),
            )
            self._streams[source.code] = stream
            thread = threading.Thread(target=self._run, args=(stream,), daemon=True)
            self._threads.add(thread)
        thread.start()

    def _run(self, stream: Stream) -> None:
        code = stream.source.code
        ended = stream.run()
        with self._lock:
            del self._streams[code]
            self._threads.discard(threading.current_thread())
            if code in self._forgotten:
                self._forget(code)
        codec = stream.progress.codec
        self._send({"event": "ended", "code": code, "codec": codec, **asdict(ended)})

    def _stop(self, message: Message) -> None:
        """End a stream and remove the camera's published pictures, once it has ended."""
        code = message["code"]
        with self._lock:
            stream = self._streams.get(code)
            if stream is not None:
                stream.stop()
                self._forgotten.add(code)
            else:
                self._forget(code)

    def _forget(self, code: str) -> None:
        self._forgotten.discard(code)
        publication = self._publications.pop(code, None)
        if publication is not None:
            publication.remove_all()

    def _withdraw(self, message: Message) -> None:
        with self._lock:
            publication = self._publications.get(message["code"])
            if publication is not None and message["code"] not in self._streams:
                publication.withdraw()

    def _look(self, message: Message) -> None:
        source = source_from(message["source"])
        deadline = float(message.get("deadline_seconds") or self._limits.look_deadline_seconds)
        may_borrow = bool(message.get("borrow"))
        pool = self._loans if may_borrow else self._looks
        pool.submit(self._look_now, source, deadline, may_borrow)

    def _look_now(self, source: CameraSource, deadline_seconds: float, may_borrow: bool) -> None:
        result: Message = {"event": "looked", "code": source.code, "borrowed": may_borrow}
        try:
            result |= self._still(source, deadline_seconds, may_borrow)
        except SourceFailed as error:
            result["cause"] = error.cause
        except StoreFull:
            result["cause"] = Cause.STORE_FULL
        except Exception as error:  # noqa: BLE001 - a look's boundary; the others must go on
            result |= {"cause": Cause.WORKER_LOST, "surprise": type(error).__name__}
        self._send(result)

    def _still(self, source: CameraSource, deadline_seconds: float, may_borrow: bool) -> Message:
        """Take one key frame, write the protected still, and tell what it was."""
        key: KeyFrame | None
        if may_borrow:
            key = lent_frame(self._root, source.code, within_seconds=self._limits.key_wait_seconds)
        else:
            key = key_frame(source, self._limits, deadline_seconds=deadline_seconds)
        if key is None:
            return {"missed": True}
        write_still(
            self._still_root,
            source,
            key.image,
            head_finder=self._head_finder,
            taken_at=key.taken_at,
        )
        return {
            "taken_at": key.taken_at,
            "codec": key.codec,
            "width": key.width,
            "height": key.height,
        }


def resolved_head_finder(name: str | None) -> PeopleFinder | None:
    """The function that `name` stands for, None for None.

    A name is "module:attribute", or "module:factory=argument" for what a factory makes of a text.
    None as well when it cannot be loaded: then everything is pixelated instead of shown.
    """
    if name is None:
        return None
    path, is_made, argument = name.partition("=")
    try:
        found = pkgutil.resolve_name(path)
        return cast(PeopleFinder, found(argument) if is_made else found)
    except Exception:  # a foreign factory may raise anything
        log.exception("head_finder_missing")
        return None


def _sender(stream: BinaryIO) -> Callable[[Message], None]:
    lock = threading.Lock()

    def send(message: Message) -> None:
        try:
            with lock:
                stream.write(packed(message))
                stream.flush()
        except (BrokenPipeError, ValueError):
            return  # nobody listens any longer; the end of the input tells what to do

    return send


def _beat_for_ever(worker: Worker, seconds: float) -> None:
    while True:
        time.sleep(seconds)
        worker.beat()


def main() -> None:
    """Obey commands until the input ends or says exit."""
    hold_little()
    log_to_stderr()
    cv2.setNumThreads(1)  # pictures are small: a second thread costs more than it takes over
    messages = (unpacked(line) for line in sys.stdin.buffer)
    first = next(messages, None)
    if first is None:
        return
    limits = limits_from(first["limits"])
    send = _sender(sys.stdout.buffer)
    worker = Worker(
        Path(first["root"]),
        limits,
        head_finder=resolved_head_finder(first.get("head_finder")),
        send=send,
        stills=Path(first["stills"]),
    )
    beats = threading.Thread(
        target=_beat_for_ever, args=(worker, limits.heartbeat_seconds), daemon=True
    )
    send({"event": "ready"})
    beats.start()
    ffmpeg_executable()  # chosen by trial: now, so that the first viewer does not wait for it
    for message in messages:
        if message is None:
            continue
        if message.get("do") == "exit":
            break
        worker.handle(message)
    else:
        worker.outlive(limits.outlive_seconds)
    worker.close(limits.stop_seconds / 2)
    # Threads may still wait inside libav for a camera that has fallen silent.
    os._exit(0)


if __name__ == "__main__":
    main()
