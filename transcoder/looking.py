"""Looks at cameras for stills while somebody asks for them, and at no other time."""

from transcoder.board import Board
from transcoder.errors import Cause
from transcoder.link import Link
from transcoder.post import Post
from transcoder.protocol import Message, plain_source
from transcoder.stamps import Stamps

GOP_GRACE_SECONDS = 3.0
MISSED_RETRY_SECONDS = 1.0


class Looking:
    """Decides on looks; all moments are monotonic seconds.

    A camera is planned from the first question for its stills until nobody asks any longer, or
    being looked at.
    """

    def __init__(self, board: Board, stamps: Stamps) -> None:
        self._board = board
        self._stamps = stamps
        self._due: dict[str, float] = {}

    def ask(self, post: Post, *, now: float) -> None:
        """Somebody asks for stills of this camera: look at once, unless that is planned already."""
        post.is_looked_at = True
        if post.look_link is None:
            self._due.setdefault(post.code, now)

    def change(self, post: Post, *, now: float) -> None:
        """The camera's description has changed: what its looks have met counts no more."""
        post.looking.forget()
        if post.code in self._due:
            self._due[post.code] = now

    def leave(self, code: str) -> None:
        """Plan no more looks for this camera."""
        self._due.pop(code, None)

    def serve(self, now: float) -> None:
        """Begin the looks that are due, as far as hosts and the look worker bear it.

        The longest due come first; where one must wait, so must the others of its host.
        """
        for code in [code for code in self._due if not self._is_asked(code, now)]:
            self._rest(self._board.posts[code])
        full: set[str] = set()
        for _, code in sorted((at, code) for code, at in self._due.items() if at <= now):
            post = self._board.posts[code]
            if post.source.host not in full and not self._look(post, now):
                full.add(post.source.host)

    def looked(self, post: Post, message: Message, *, now: float) -> None:
        """A worker tells what a look has brought."""
        self._not_looking(post, now)
        if message.get("missed"):
            self._due[post.code] = now + MISSED_RETRY_SECONDS
            return
        self._due[post.code] = now + self._board.limits.look_seconds
        if message.get("cause"):
            self._failed(post, Cause(message["cause"]), now)
            return
        post.looking.forget()
        self._note(post, message)
        if not post.is_wanted or post.is_live:
            self._board.note_picture(post)
            post.retry_at = None

    def lost(self, link: Link, *, now: float) -> None:
        """A worker is gone with the looks it had under way."""
        for code in list(link.looks):
            post = self._board.posts.get(code)
            if post is None:
                continue
            self._not_looking(post, now)
            # One of them may have brought it down: each waits on its own growing time.
            retry_at = post.looking.failed(Cause.WORKER_LOST, now)
            self._due[code] = now if retry_at is None else retry_at

    def _look(self, post: Post, now: float) -> bool:
        """Begin a look; False when the camera's host must wait."""
        board = self._board
        if post.is_running and post.link is not None:
            self._borrow(post, post.link, now)
            return True
        # A stream that is about to try is look enough: one attempt at a time.
        if board.is_blocked(post) or post.is_wanted:
            board.changed.add(post.code)
            self._due[post.code] = now + board.limits.look_seconds
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
            self._due[post.code] = now + MISSED_RETRY_SECONDS

    def _send(self, post: Post, link: Link, *, borrow: bool) -> None:
        del self._due[post.code]
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
        self._due[post.code] = due_at = max(self._due[post.code], retry_at or 0.0)
        if post.is_wanted:
            return  # the stream's own outcome is what viewers are told
        self._board.note_failure(post, cause, now)
        post.retry_at = None if retry_at is None else due_at

    def _rest(self, post: Post) -> None:
        """Nobody asks for stills any longer: what the looks have met grows old."""
        del self._due[post.code]
        post.is_looked_at = False
        post.looking.forget()
        self._board.forget_trouble(post)

    def _is_asked(self, code: str, now: float) -> bool:
        seconds = self._board.limits.look_fresh_seconds
        return self._stamps.is_looked_at(code, within_seconds=seconds, now=now)

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
