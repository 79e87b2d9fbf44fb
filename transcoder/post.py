"""What the supervisor knows of one camera, and the state it publishes from that."""

from dataclasses import dataclass
from datetime import UTC, datetime

from transcoder.backoff import Backoff
from transcoder.camera import CameraSource
from transcoder.demand import Activity, CameraState
from transcoder.errors import Cause
from transcoder.link import Link


@dataclass(slots=True)
class Post:
    """One camera's record. Moments ending in `_at` are monotonic seconds unless said otherwise.

    `trouble` is why the last attempt, stream or look, gave no picture, while somebody asks for
    one; `is_refused` that its password was refused, `tried_again_at` when a person last had it
    tried again. `link` is the worker that holds its publication, and runs its stream while
    `is_running`. `picture_at` is in Unix seconds.
    """

    source: CameraSource
    watching: Backoff
    looking: Backoff
    is_movable: bool = True

    wanted_at: float | None = None
    demanded_at: float = float("-inf")
    gave_way_at: float = float("-inf")  # when it made room for others; older demand is void
    started_at: float = float("-inf")  # its stream, for the last time
    link: Link | None = None
    is_running: bool = False
    is_stopping: bool = False
    is_live: bool = False
    has_session: bool = False  # of its host's budget, for the stream
    has_slot: bool = False
    needs_slot: bool = False
    place: int | None = None

    trouble: Cause | None = None
    is_refused: bool = False
    tried_again_at: float = float("-inf")
    retry_at: float | None = None
    lost_at: float | None = None  # its list is still up, its source is not
    worker_losses: int = 0

    look_link: Link | None = None
    is_looked_at: bool = False  # somebody asks for stills
    look_has_session: bool = False

    picture_at: float | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    is_encoded: bool | None = None
    gop_seconds: float | None = None

    shown: tuple[Activity, Cause | None] | None = None
    since: float = 0.0  # Unix seconds
    written_at: float = float("-inf")

    @property
    def code(self) -> str:
        """The camera's public name."""
        return self.source.code

    @property
    def is_wanted(self) -> bool:
        """Whether somebody watches and the picture may move."""
        return self.wanted_at is not None and self.is_movable

    def activity(self) -> tuple[Activity, Cause | None]:
        """What the camera is doing now, and why when it shows nothing."""
        if self.is_wanted:
            if self.is_live:
                return Activity.LIVE, None
            if self.is_running and not self._is_tried_again:
                return Activity.STARTING, None
            if self.trouble is not None:
                return Activity.DOWN, self.trouble
            return (Activity.WAITING if self.place else Activity.STARTING), None
        if self.trouble is not None:
            return Activity.DOWN, self.trouble
        return (Activity.RESTING if self.is_movable else Activity.STILL_ONLY), None

    @property
    def _is_tried_again(self) -> bool:
        """Whether its stream has failed and is tried anew: until it plays, nobody is told more."""
        return self.watching.failures > 0 and self.trouble is not None

    def state(self, *, now: float, wall: float) -> CameraState:
        """The state to publish at `now` (monotonic) and `wall` (Unix seconds)."""
        shown = activity, cause = self.activity()
        if shown != self.shown:
            self.shown, self.since = shown, wall
        is_down = activity is Activity.DOWN
        retry = None if self.retry_at is None else wall + max(0.0, self.retry_at - now)
        return CameraState(
            activity=activity,
            since=_moment(self.since),
            updated_at=_moment(wall),
            cause=cause,
            retry_at=_moment(retry) if is_down and retry is not None else None,
            place=self.place if activity is Activity.WAITING else None,
            picture_at=None if self.picture_at is None else _moment(self.picture_at),
            codec=self.codec,
            width_px=self.width,
            height_px=self.height,
            is_encoded=self.is_encoded,
            is_refused=self.is_refused,
            protection=self.source.protection,
        )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
