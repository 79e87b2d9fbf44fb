"""Watches over everything: demand, workers, looks, budgets, and the published states."""

import fcntl
import logging
import random
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

from transcoder.backoff import Backoff
from transcoder.board import Board
from transcoder.budget import Budget
from transcoder.camera import CameraSource
from transcoder.crew import Crew
from transcoder.demand import PLAYLIST, read_state, write_state
from transcoder.errors import RootTaken
from transcoder.limits import Limits
from transcoder.link import Link
from transcoder.logs import OneASecond
from transcoder.looking import Looking
from transcoder.policy import may_move, must_encode
from transcoder.post import Post
from transcoder.protocol import Message
from transcoder.stamps import Stamps
from transcoder.stills import forget_still
from transcoder.storage import DiskStore
from transcoder.watching import Watching

log = logging.getLogger(__name__)
log.addFilter(OneASecond())

LOCK = ".lock"
STATES_LOOK_SECONDS = 1.0


class Supervisor:
    """Serves the demand stamped below `root`; `run` does it until told to stop.

    `cameras` is asked every few seconds for the present cameras by code. `head_finder` names
    a function as "module:attribute", which the workers load. Stills lie below `stills`, by
    default below `root` too.
    """

    def __init__(
        self,
        root: Path,
        *,
        cameras: Callable[[], Mapping[str, CameraSource]],
        limits: Limits,
        head_finder: str | None = None,
        stills: Path | None = None,
    ) -> None:
        self._root = root
        self._stills = stills or root
        self._cameras = cameras
        self._limits = limits
        self._head_finder = head_finder
        self._rng = random.Random()  # noqa: S311 - jitter, no secret

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, then leave no child and no picture behind.

        Raises RootTaken when another supervisor works below the same root.
        """
        self._root.mkdir(mode=0o750, parents=True, exist_ok=True)
        with _locked(self._root):
            limits = self._limits
            store = DiskStore(
                self._root, camera_bytes=limits.camera_bytes, total_share=limits.total_share
            )
            store.purge(spared_seconds=limits.withdraw_seconds)
            crew = Crew(self._root, limits, head_finder=self._head_finder, stills=self._stills)
            board = Board(limits, store, crew, Budget(limits))
            shift = _Shift(self._root, board, new_post=self._post, stills=self._stills)
            try:
                while not stop.is_set():
                    shift.turn(self._cameras)
            finally:
                shift.close()
                crew.close()
                store.purge()

    def _post(self, source: CameraSource) -> Post:
        return Post(
            source,
            watching=Backoff(self._limits, self._rng, is_awaited=True),
            looking=Backoff(self._limits, self._rng),
            is_movable=may_move(
                source.privacy,
                source.polygons,
                has_head_finder=bool(self._head_finder),
                strength=source.strength,
            ),
            needs_slot=must_encode(source, "h264"),
        )


class _Shift:
    """The working time of one supervisor, from its lock to its release."""

    def __init__(
        self,
        root: Path,
        board: Board,
        *,
        new_post: Callable[[CameraSource], Post],
        stills: Path,
    ) -> None:
        self._root = root
        self._still_root = stills
        self._board = board
        self._new_post = new_post
        self._stamps = Stamps(root, scan_seconds=board.limits.scan_seconds)
        self._watching = Watching(board)
        self._looking = Looking(board, self._stamps)
        self._done_at: dict[str, float] = {}

    def turn(self, cameras: Callable[[], Mapping[str, CameraSource]]) -> None:
        """One turn: hear what happened, then decide; waits at most `poll_seconds`."""
        limits, board = self._board.limits, self._board
        now, wall = time.monotonic(), time.time()
        if self._is_time("reload", limits.reload_seconds, now):
            self._reload(cameras(), now=now)
        self._stamps.update(now=now, wall=wall)
        self._read_stamps(now)
        self._watching.decide(now)
        self._looking.serve(now)
        board.crew.watch(now)
        if self._is_time("states", STATES_LOOK_SECONDS, now):
            board.changed.update(self._outdated(now))
        self._write_states(now, wall)
        if self._is_time("sweep", limits.sweep_seconds, now):
            board.store.sweep(board.active)
        self._hear(limits.poll_seconds)

    def close(self) -> None:
        """Stop following stamps."""
        self._stamps.close()

    def _is_time(self, name: str, seconds: float, now: float) -> bool:
        if now - self._done_at.get(name, float("-inf")) < seconds:
            return False
        self._done_at[name] = now
        return True

    def _reload(self, cameras: Mapping[str, CameraSource], *, now: float) -> None:
        """Take over new, changed and removed cameras."""
        posts = self._board.posts
        added = [code for code in cameras if code not in posts and self._has_room(code)]
        for code in posts.keys() - cameras.keys():
            self._remove(posts[code])
        for code in added:
            posts[code] = self._new_post(cameras[code])
            self._inherit(posts[code], now=now)
        for code in cameras.keys() & posts.keys():
            if posts[code].source != cameras[code]:
                self._change(posts[code], cameras[code], now=now)
        if added:
            self._stamps.follow(posts.keys())
        self._board.changed.update(added)

    def _has_room(self, code: str) -> bool:
        """Whether there is a directory for the camera now; else the next reload tries again."""
        try:
            (self._root / code).mkdir(mode=0o750, exist_ok=True)
        except OSError as error:
            log.warning("camera_without_directory", extra={"camera": code, "errno": error.errno})
            return False
        return True

    def _inherit(self, post: Post, *, now: float) -> None:
        """Keep the list of a supervisor that was killed as long as that of a lost camera.

        Its workers publish on for a while; whoever starts this camera replaces the list. Where it
        is protected otherwise by now, nothing of before is shown, and those workers stop.
        """
        board = self._board
        former = read_state(self._root, post.code)
        if former is not None and former.protection != post.source.protection:
            board.store.remove_all(post.code)
            forget_still(self._still_root, post.code)
            return
        if board.store.read(post.code, PLAYLIST) is None:
            return
        post.lost_at = now
        board.active.add(post.code)
        board.inherited_until = now + board.limits.outlive_seconds

    def _change(self, post: Post, source: CameraSource, *, now: float) -> None:
        before, board = post.source, self._board
        # Sessions are given back to the host they were taken from.
        if before.host != source.host:
            if post.has_session:
                board.budget.release(before.host)
            if post.look_has_session:
                board.budget.release_look(before.host, now=now)
            post.has_session = post.look_has_session = False
        fresh = self._new_post(source)
        self._watching.restart(post)
        post.source, post.is_movable, post.needs_slot = source, fresh.is_movable, fresh.needs_slot
        if before.url != source.url:
            board.budget.credentials_changed(source.host, source.user, code=source.code)
        if before.protection != source.protection:
            forget_still(self._still_root, source.code)
        self._looking.change(post, now=now)

    def _remove(self, post: Post) -> None:
        self._watching.want(post, False, now=time.monotonic())
        self._watching.restart(post)
        if post.is_running or post.look_link is not None:
            return  # tried again at the next reload
        self._looking.leave(post.code)
        board = self._board
        del board.posts[post.code]
        board.active.discard(post.code)
        board.changed.discard(post.code)
        board.store.remove_all(post.code)

    def _read_stamps(self, now: float) -> None:
        limits = self._board.limits
        for code in self._stamps.touched | self._board.active:
            post = self._board.posts.get(code)
            if post is None:
                continue
            post.demanded_at = self._stamps.demanded_at(code)
            is_wanted = self._stamps.is_demanded(
                code, within_seconds=limits.demand_stale_seconds, now=now
            )
            is_wanted = is_wanted and post.demanded_at > post.gave_way_at
            self._watching.want(post, is_wanted, now=now)
            if code in self._stamps.tried_again:
                self._board.try_again(post, now=now)
            if self._stamps.is_looked_at(code, within_seconds=limits.look_fresh_seconds, now=now):
                self._looking.ask(post, now=now)

    def _outdated(self, now: float) -> Iterator[str]:
        seconds = self._board.limits.state_seconds - STATES_LOOK_SECONDS
        for code, post in self._board.posts.items():
            if now - post.written_at >= seconds:
                yield code

    def _write_states(self, now: float, wall: float) -> None:
        board = self._board
        for code in board.changed:
            post = board.posts.get(code)
            if post is None:
                continue
            try:
                write_state(self._root, code, post.state(now=now, wall=wall))
            except OSError as error:  # a full disk must not end what runs
                log.warning("state_not_written", extra={"camera": code, "errno": error.errno})
                post.written_at = float("-inf")  # tried again in a second
                continue
            # The first rewriting is early by its own share, so that they spread over the time.
            is_first = post.written_at == float("-inf")
            early = _share_of(code) * board.limits.state_seconds / 2 if is_first else 0.0
            post.written_at = now - early
        board.changed.clear()

    def _hear(self, seconds: float) -> None:
        """Take in all events, waiting at most `seconds` for the first."""
        events = self._board.crew.events
        try:
            link, message = events.get(timeout=seconds)
            while True:
                self._take(link, message, now=time.monotonic())
                link, message = events.get_nowait()
        except Empty:
            return

    def _take(self, link: Link, message: Message, *, now: float) -> None:
        link.heard_at = now
        event = message.get("event")
        if event == "lost":
            self._watching.lost(link, now=now)
            self._looking.lost(link, now=now)
            self._board.crew.lose(link)
        elif event == "ready":
            link.is_ready = True
        elif event == "beat":
            self._take_beat(link, message, now=now)
        else:
            self._take_result(link, message, now=now)

    def _take_beat(self, link: Link, message: Message, *, now: float) -> None:
        for code, progress in message["streams"].items():
            post = self._board.posts.get(code)
            if post is not None and post.link is link and post.is_running:
                self._watching.progressed(post, progress, now=now)

    def _take_result(self, link: Link, message: Message, *, now: float) -> None:
        post = self._board.posts.get(str(message.get("code")))
        if message.get("surprise"):
            facts = {"camera": message.get("code"), "kind": message["surprise"]}
            log.error("worker_surprised", extra=facts)
        if post is None:
            return
        if message["event"] == "ended" and post.link is link:
            self._watching.ended(post, message, now=now)
        elif message["event"] == "looked" and post.look_link is link:
            self._looking.looked(post, message, now=now)


def _share_of(code: str) -> float:
    """A number in [0, 1) that always is the same for this camera; spreads them evenly."""
    return zlib.crc32(code.encode()) / 2**32


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    with (root / LOCK).open("w") as lock:
        is_mine = True
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            is_mine = False
        if not is_mine:
            raise RootTaken(f"another supervisor works below {root}; stop it first")
        yield
