"""Starts, stops and retries the streams of cameras that somebody watches."""

import logging

from transcoder.board import Board
from transcoder.errors import Cause
from transcoder.link import Link
from transcoder.logs import OneASecond
from transcoder.policy import must_encode
from transcoder.post import Post
from transcoder.protocol import Message, plain_source
from transcoder.publication import Publication

# What may befall many cameras at once, and end for all of them at once.
OUTSIDE = frozenset({Cause.UNREACHABLE, Cause.SILENT, Cause.NOT_RTSP, Cause.STALLED})

log = logging.getLogger(__name__)
log.addFilter(OneASecond())


class Watching:
    """Decides on streams; told of demand by `want`, of workers' events by the other methods.

    All moments are monotonic seconds.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._tried_others_at = float("-inf")

    def want(self, post: Post, is_wanted: bool, *, now: float) -> None:
        """Note whether somebody watches this camera now."""
        if is_wanted == (post.wanted_at is not None):
            return
        post.wanted_at = now if is_wanted else None
        if not is_wanted:
            self._board.budget.keep_no_longer(post.source.host)
        post.place = post.retry_at = None  # a viewer does not wait for what a look has met
        self._board.active.add(post.code)
        self._board.changed.add(post.code)

    def decide(self, now: float) -> None:
        """Start, stop, withdraw and queue as the active cameras need it now.

        Those that have waited longest come first.
        """
        posts = [self._board.posts[code] for code in self._board.active]
        places: dict[str, int] = {}
        for post in sorted(posts, key=lambda post: post.wanted_at or 0.0):
            self._withdraw_if_lost(post, now)
            if post.is_wanted:
                self._start_if_due(post, places, now)
            else:
                self._let_go(post)

    def restart(self, post: Post) -> None:
        """Forget what was published: the camera's description has changed.

        If it was watched it starts again by itself, since its stream ends as asked.
        """
        post.watching.forget()
        post.retry_at = post.trouble = None
        post.is_refused = post.needs_slot = False
        self._forget(post)
        self._board.active.add(post.code)

    def ended(self, post: Post, message: Message, *, now: float) -> None:
        """A worker says that the camera's stream ended."""
        cause = Cause(message["cause"]) if message.get("cause") else None
        self._not_running(post, now)
        if message.get("needs_slot"):
            post.codec = message.get("codec")
        elif cause is not None and not post.is_stopping:
            self._failed(post, cause, now)
            if message.get("needs_room"):
                self._make_room(post, now)
        if post.is_stopping and post.link is not None:  # the worker has forgotten its pictures
            post.link.held.discard(post.code)
            post.link, post.lost_at = None, None
        post.is_stopping = False

    def lost(self, link: Link, *, now: float) -> None:
        """A worker is gone with all its streams; they start again at once elsewhere."""
        for code in list(link.streams):
            post = self._board.posts.get(code)
            if post is None or post.link is not link:
                continue
            self._not_running(post, now)
            post.is_stopping = False
            post.worker_losses += 1
            post.watching.good_ends(now)
            post.trouble = Cause.WORKER_LOST
            post.retry_at = now
        for code in link.held:
            post = self._board.posts.get(code)
            if post is not None and post.link is link:
                post.link = None
                self._board.active.add(code)

    def progressed(self, post: Post, progress: Message, *, now: float) -> None:
        """A worker tells how the camera's running stream fares."""
        self._note(post, progress)
        if progress["is_live"] and not post.is_stopping:
            if not post.is_live:
                if post.trouble in OUTSIDE:
                    self._try_others(now)
                self._board.changed.add(post.code)
                self._board.budget.keep_no_longer(post.source.host)
            post.is_live, post.lost_at, post.retry_at = True, None, None
            self._board.note_picture(post)
            if post.watching.good(now):
                post.worker_losses = 0

    def _try_others(self, now: float) -> None:
        """A camera is back: what had taken it away may be over for the others that wait as well.

        So a district whose power returns plays at once, and not when each has waited its time.
        """
        if now - self._tried_others_at < self._board.limits.others_seconds:
            return
        self._tried_others_at = now
        for code in self._board.active:
            post = self._board.posts[code]
            if post.trouble in OUTSIDE and post.retry_at is not None:
                post.retry_at = min(post.retry_at, now)

    def _failed(self, post: Post, cause: Cause, now: float) -> None:
        """Plan the next try; at once when one of ours had taken the session it was refused."""
        limits, budget, host = self._board.limits, self._board.budget, post.source.host
        if cause is Cause.BUSY and now < self._board.inherited_until:
            post.retry_at = now + limits.backoff_first_seconds
            return
        if cause is Cause.BUSY and budget.had_look(host, since=post.started_at):
            budget.busy(host, now=now)
            budget.keep(host, until=now + limits.busy_retry_seconds)
            post.retry_at = now + limits.backoff_first_seconds
            return
        budget.keep_no_longer(host)
        self._board.note_failure(post, cause, now)
        post.retry_at = post.watching.failed(cause, now)

    def _make_room(self, post: Post, now: float) -> None:
        """Have the stream that nobody has asked for longest end, in favour of `post`.

        That may be `post` itself. When all are watched, it waits like any other that failed.
        """
        limits, posts = self._board.limits, self._board.posts
        running = [
            each
            for code in self._board.active | {post.code}
            if (each := posts[code]) is post or each.is_running
        ]
        if not any(each.is_stopping and each is not post for each in running):
            longest = min(running, key=lambda each: each.demanded_at)
            if now - longest.demanded_at < limits.unwatched_seconds:
                return
            longest.gave_way_at, longest.trouble = now, None
            self.want(longest, False, now=now)
            log.warning("camera_gave_way", extra={"camera": longest.code})
        post.retry_at = now + limits.backoff_first_seconds

    @staticmethod
    def _note(post: Post, progress: Message) -> None:
        if progress["picture_at"] is not None:
            post.picture_at = max(post.picture_at or 0.0, progress["picture_at"])
        post.codec = progress["codec"] or post.codec
        post.width = progress["width"] or post.width
        post.height = progress["height"] or post.height
        post.is_encoded = progress["is_encoded"]
        if post.is_encoded is False:
            post.has_slot = False
        post.gop_seconds = progress["gop_seconds"] or post.gop_seconds

    def _start_if_due(self, post: Post, places: dict[str, int], now: float) -> None:
        board = self._board
        if post.is_running or (post.retry_at is not None and now < post.retry_at):
            return
        if board.is_blocked(post):
            post.retry_at = None
            return
        budget, host = board.budget, post.source.host
        if budget.is_kept(host, now=now) and budget.had_look(host, since=now):
            return  # the session it was refused is not back yet
        if self._must_encode(post) and not self._has_free_slot():
            self._queue(post, places, "slots")
            return
        if not budget.connect(host, now=now):
            if budget.is_full(host):
                self._queue(post, places, host)
            return
        self._start(post, now)

    def _start(self, post: Post, now: float) -> None:
        board = self._board
        alone = post.worker_losses >= board.limits.worker_losses_until_alone
        link = board.crew.place(post.code, held_by=post.link, alone=alone)
        if post.link not in {None, link}:
            self._forget(post)
        post.link, post.place, post.started_at = link, None, now
        post.is_running = post.has_session = True
        post.has_slot = self._must_encode(post)
        link.streams.add(post.code)
        link.held.add(post.code)
        link.send(
            {
                "do": "start",
                "source": plain_source(post.source),
                "may_encode": post.has_slot,
                "gop_seconds": post.gop_seconds,
            }
        )
        board.crew.fill()
        board.changed.add(post.code)

    def _queue(self, post: Post, places: dict[str, int], line: str) -> None:
        places[line] = places.get(line, 0) + 1
        if post.place != places[line] or post.trouble is not None:
            post.place, post.trouble = places[line], None
            self._board.changed.add(post.code)

    @staticmethod
    def _must_encode(post: Post) -> bool:
        """Whether the camera needs a slot, by its privacy or by what was last seen of it."""
        return post.needs_slot or (post.codec is not None and must_encode(post.source, post.codec))

    def _has_free_slot(self) -> bool:
        used = sum(self._board.posts[code].has_slot for code in self._board.active)
        return used < self._board.limits.encode_slots

    def _let_go(self, post: Post) -> None:
        """Nobody watches: end the stream, then forget the camera's pictures."""
        if post.is_running or post.link is not None:
            self._forget(post)
        if not post.is_running:
            post.lost_at = None
            post.watching.forget()
            self._board.forget_trouble(post)
            self._board.active.discard(post.code)

    def _forget(self, post: Post) -> None:
        link = post.link
        if link is None:
            return
        if not (post.is_running and post.is_stopping):
            link.send({"do": "stop", "code": post.code})
        if post.is_running:
            post.is_stopping, post.is_live = True, False
        else:
            link.held.discard(post.code)
            post.link = None
        self._board.changed.add(post.code)

    def _not_running(self, post: Post, now: float) -> None:
        board = self._board
        if post.has_session:
            board.budget.release(post.source.host)
        if post.is_live and post.lost_at is None:
            post.lost_at = now
        if post.link is not None:
            post.link.streams.discard(post.code)
        post.is_running = post.is_live = post.has_session = post.has_slot = False
        board.changed.add(post.code)

    def _withdraw_if_lost(self, post: Post, now: float) -> None:
        """The last list stays a while for players to wait with; then there is none."""
        if post.lost_at is None or now - post.lost_at < self._board.limits.withdraw_seconds:
            return
        post.lost_at = None
        if post.link is not None:
            post.link.send({"do": "withdraw", "code": post.code})
        else:
            Publication(self._board.store, post.code).withdraw()
