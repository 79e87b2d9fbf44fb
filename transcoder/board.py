"""What the parts of the supervisor share: the posts, the crew, the budget and the store."""

import logging
from dataclasses import dataclass, field

from transcoder.budget import Budget
from transcoder.crew import Crew
from transcoder.errors import Cause
from transcoder.limits import Limits
from transcoder.logs import OneASecond
from transcoder.post import Post
from transcoder.storage import Store

log = logging.getLogger(__name__)
log.addFilter(OneASecond())


@dataclass(slots=True)
class Board:
    """Shared by the parts of one supervisor; used by its thread alone.

    `active` are the cameras that somebody watches or that still hold a worker, `changed` those
    whose state must be written now. Until `inherited_until`, in monotonic seconds, workers of a
    killed supervisor may hold sessions of cameras.
    """

    limits: Limits
    store: Store
    crew: Crew
    budget: Budget
    posts: dict[str, Post] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    inherited_until: float = float("-inf")

    def is_blocked(self, post: Post) -> bool:
        """Whether trying `post` again could lock its user out: its password was refused."""
        source = post.source
        if self.budget.is_paused(source.host, source.user, code=source.code) or post.is_refused:
            post.trouble = Cause.BAD_PASSWORD
            return True
        return False

    def try_again(self, post: Post, *, now: float) -> None:
        """Let a refused password be tried once more, as a person asks, at most once an hour."""
        is_early = now - post.tried_again_at < self.limits.try_again_seconds
        if is_early or not self.is_blocked(post):
            return
        post.tried_again_at = now
        post.is_refused = False
        post.trouble = post.retry_at = None
        self.budget.credentials_changed(post.source.host, post.source.user, code=post.code)
        self.changed.add(post.code)

    def note_failure(self, post: Post, cause: Cause, now: float) -> None:
        """Learn from a failed stream or look what concerns its host and its user."""
        source = post.source
        if post.trouble is not cause:  # a line a fault, not a try
            log.warning("camera_failed", extra={"camera": source.code, "cause": cause.value})
        post.trouble = cause
        if cause is Cause.BAD_PASSWORD:
            post.is_refused = True
            self.budget.password_refused(source.host, source.user, code=source.code)
        elif cause is Cause.BUSY:
            self.budget.busy(source.host, now=now)
        self.changed.add(source.code)

    def note_picture(self, post: Post) -> None:
        """Learn from a good picture: the trouble is over and the password was right."""
        if post.trouble is not None:
            post.trouble = None
            self.changed.add(post.code)
        self.budget.password_accepted(post.source.host, post.source.user)

    def forget_trouble(self, post: Post) -> None:
        """Forget why there was no picture once nobody asks for one: it may be there by now."""
        if post.is_wanted or post.is_looked_at or post.trouble is None:
            return
        post.trouble = post.retry_at = None
        self.changed.add(post.code)
