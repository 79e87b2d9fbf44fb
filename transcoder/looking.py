"""Has every camera looked at once a minute, and more often where somebody asks for stills."""

from transcoder.agenda import Agenda, next_slot, share_of
from transcoder.board import Board
from transcoder.errors import Cause
from transcoder.link import Link
from transcoder.post import Post
from transcoder.protocol import Message, plain_source
from transcoder.stamps import Stamps

GOP_GRACE_SECONDS = 3.0
MISSED_RETRY_SECONDS = 1.0


class Looking:
    """Decides on looks; all moments are monotonic seconds."""

    def __init__(self, board: Board, stamps: Stamps) -> None:
        self._board = board
        self._stamps = stamps
        self._agenda = Agenda()

    def begin(self, post: Post, *, now: float) -> None:
        """Plan a camera's first look, soon but not all at once."""
        limits = self._board.limits
        spread = len(self._board.posts) / limits.first_looks_per_second
        wait = share_of(post.code) * min(limits.still_seconds, spread)
        self._agenda.plan(post.code, now + wait)

    def leave(self, code: str) -> None:
        """Plan no more looks for this camera."""
        self._agenda.drop(code)

    def hasten(self, post: Post, *, now: float) -> None:
        """Somebody asks for stills of this camera, or it was changed: do not wait a minute."""
        due_at = max(now, post.looked_at + self._board.limits.look_seconds)
        if post.looking.failures == 0:
            self._agenda.hasten(post.code, due_at)

    def serve(self, now: float) -> None:
        """Begin the looks that are due, as far as hosts and the look worker bear it."""
        self._agenda.serve(now, host_of=self._host_of, act=lambda code: self._look(code, now))

    def looked(self, post: Post, message: Message, *, now: float) -> None:
        """A worker tells what a look has brought."""
        self._not_looking(post, now)
        if message.get("missed"):
            self._agenda.plan(post.code, now + MISSED_RETRY_SECONDS)
            return
        post.looked_at = now
        if message.get("cause"):
            self._failed(post, Cause(message["cause"]), now)
            return
        post.looking.forget()
        self._note(post, message)
        if not post.is_wanted or post.is_live:
            self._board.note_picture(post)
            post.retry_at = None
        self._agenda.plan(post.code, self._next(post, now))

    def lost(self, link: Link, *, now: float) -> None:
        """A worker is gone with the looks it had under way."""
        for code in list(link.looks):
            post = self._board.posts.get(code)
            if post is None:
                continue
            self._not_looking(post, now)
            # One of them may have brought it down: each waits on its own growing time.
            retry_at = post.looking.failed(Cause.WORKER_LOST, now)
            self._agenda.plan(code, now if retry_at is None else retry_at)

    def _look(self, code: str, now: float) -> bool:
        """Begin a look; False when the camera's host must wait."""
        board, post = self._board, self._board.posts[code]
        if post.look_link is not None:
            return True
        if post.is_running and post.link is not None:
            self._borrow(post, post.link, now)
            return True
        # A stream that is about to try is look enough: one attempt at a time.
        if board.is_blocked(post) or post.is_wanted:
            board.changed.add(code)
            self._agenda.plan(code, self._next(post, now))
            return True
        looker = board.crew.looker
        has_room = len(looker.looks) < board.limits.looks_at_once
        if not (has_room and board.budget.connect_look(post.source.host, now=now)):
            return False
        post.look_has_session = True
        self._send(post, looker, borrow=False)
        return True

    def _borrow(self, post: Post, link: Link, now: float) -> None:
        """Use the newest key frame of the running stream instead of a second connection."""
        if post.is_live:
            self._send(post, link, borrow=True)
        else:
            self._agenda.plan(post.code, now + MISSED_RETRY_SECONDS)

    def _send(self, post: Post, link: Link, *, borrow: bool) -> None:
        post.look_link = link
        link.looks[post.code] = borrow
        deadline = self._board.limits.look_deadline_seconds
        if post.gop_seconds is not None:
            deadline = max(deadline, post.gop_seconds + GOP_GRACE_SECONDS)
        link.send(
            {
                "do": "look",
                "source": plain_source(post.source),
                "deadline_seconds": deadline,
                "borrow": borrow,
            }
        )

    def _failed(self, post: Post, cause: Cause, now: float) -> None:
        retry_at = post.looking.failed(cause, now)
        due_at = max(self._next(post, now), retry_at or 0.0)
        self._agenda.plan(post.code, due_at)
        if post.is_wanted:
            return  # the stream's own outcome is what viewers are told
        self._board.note_failure(post, cause, now)
        post.retry_at = None if retry_at is None else due_at

    def _next(self, post: Post, now: float) -> float:
        limits = self._board.limits
        is_asked = self._stamps.is_looked_at(
            post.code, within_seconds=limits.look_fresh_seconds, now=now
        )
        if is_asked and post.looking.failures == 0:
            return now + limits.look_seconds
        return next_slot(post.code, period_seconds=limits.still_seconds, now=now)

    def _not_looking(self, post: Post, now: float) -> None:
        link, post.look_link = post.look_link, None
        if link is not None:
            link.looks.pop(post.code, None)
        if post.look_has_session:
            self._board.budget.release_look(post.source.host, now=now)
            post.look_has_session = False

    def _note(self, post: Post, message: Message) -> None:
        post.picture_at = max(post.picture_at or 0.0, message["taken_at"])
        post.codec = message["codec"]
        post.width, post.height = message["width"], message["height"]
        self._board.changed.add(post.code)

    def _host_of(self, code: str) -> str | None:
        post = self._board.posts.get(code)
        return None if post is None else post.source.host
