"""What the public is told and shown of a camera now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.live.kinds import PictureKind
from portal.registry.kinds import Status
from portal.registry.rules import Hours, is_open_at, may_publish, next_opening
from transcoder.demand import Activity, CameraState
from transcoder.errors import Cause

LOST_SECONDS = 15  # how long the last playlist may stand in for a lost source
LATE_SECONDS = 6  # with the two targets of the player this is the goal of 8 s for 2 s segments
STALE_STATE_SECONDS = 60  # the supervisor rewrites every state three times as often
DEFAULT_TARGET_SECONDS = 2
PLAYER_TARGETS_BEHIND = 2

WITHHELD = frozenset({PictureKind.CLOSED_BY_HOURS, PictureKind.SUSPENDED, PictureKind.CLOSED})
"""Kinds that the restaurant decides, whatever its cameras do."""

BEST_FIRST = (
    PictureKind.LIVE,
    PictureKind.DELAYED,
    PictureKind.READY,
    PictureKind.STARTING,
    PictureKind.WAITING,
    PictureKind.STILL_ONLY,
    PictureKind.OFFLINE,
    PictureKind.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A restaurant as far as pictures go: its status (None: not known), since when, its hours."""

    status: Status | None
    hours: Hours
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Playlist:
    """How old the published playlist is, and the longest segment it promises, in seconds."""

    age_seconds: float
    target_seconds: int = DEFAULT_TARGET_SECONDS

    @property
    def is_lost(self) -> bool:
        """Whether the source behind it must be taken for lost."""
        return self.age_seconds > LOST_SECONDS + self.target_seconds

    @property
    def is_late(self) -> bool:
        """Whether the picture lags behind the goal of 8 s."""
        return self.age_seconds > self.target_seconds + LATE_SECONDS

    @property
    def delay_seconds(self) -> int:
        """How old the picture is that a player shows now."""
        return round(self.age_seconds + PLAYER_TARGETS_BEHIND * self.target_seconds)


@dataclass(frozen=True, slots=True)
class PictureState:
    """What a reader is told: the kind, since when, and the facts that belong to it."""

    kind: PictureKind
    since: datetime | None = None
    delay_seconds: int | None = None
    cause: Cause | None = None
    place: int | None = None
    next_opening: datetime | None = None
    retry_at: datetime | None = None


def withheld(standing: Standing, *, now: datetime) -> PictureState | None:
    """Why the restaurant shows nothing at `now`, None when its cameras may be shown."""
    if standing.status is Status.SUSPENDED:
        return PictureState(PictureKind.SUSPENDED, since=standing.since)
    if not may_publish(standing.status):
        return PictureState(PictureKind.CLOSED, since=standing.since)
    if not is_open_at(standing.hours, now):
        opening = next_opening(standing.hours, now)
        return PictureState(PictureKind.CLOSED_BY_HOURS, next_opening=opening)
    return None


def may_show_still(standing: Standing, taken_at: datetime) -> bool:
    """Whether a still may be shown to the public: it must show the kitchen at business hours.

    A camera is looked at round the clock, but what goes on in a closed kitchen is nobody's.
    """
    return is_open_at(standing.hours, taken_at)


def picture_state(
    standing: Standing,
    camera: CameraState | None,
    *,
    playlist: Playlist | None,
    moving_allowed: bool,
    now: datetime,
) -> PictureState:
    """What a reader is told of one camera at `now`.

    `camera` is the engine's word, None when it has none; `playlist` the published one, None
    when there is none. The restaurant's status and hours come before all evidence.
    """
    reason = withheld(standing, now=now)
    if reason is not None:
        return reason
    if playlist is not None and moving_allowed and not playlist.is_lost:
        return _moving(camera, playlist)
    if camera is None or now - camera.updated_at > timedelta(seconds=STALE_STATE_SECONDS):
        return PictureState(PictureKind.UNKNOWN, since=camera.updated_at if camera else None)
    if camera.activity is Activity.DOWN:
        return PictureState(
            PictureKind.OFFLINE, since=camera.since, cause=camera.cause, retry_at=camera.retry_at
        )
    if not moving_allowed:
        return PictureState(PictureKind.STILL_ONLY)
    return _waiting_for_picture(camera, playlist, now=now)


def _moving(camera: CameraState | None, playlist: Playlist) -> PictureState:
    kind = PictureKind.DELAYED if playlist.is_late else PictureKind.LIVE
    since = camera.since if camera and camera.activity is Activity.LIVE else None
    return PictureState(kind, since=since, delay_seconds=playlist.delay_seconds)


def _waiting_for_picture(
    camera: CameraState, playlist: Playlist | None, *, now: datetime
) -> PictureState:
    if camera.activity is Activity.LIVE and playlist is not None:  # the list has stopped growing
        lost_at = now - timedelta(seconds=playlist.age_seconds)
        return PictureState(PictureKind.OFFLINE, since=lost_at, cause=Cause.STALLED)
    kind = {
        Activity.RESTING: PictureKind.READY,
        Activity.WAITING: PictureKind.WAITING,
        Activity.STILL_ONLY: PictureKind.STILL_ONLY,
    }.get(camera.activity, PictureKind.STARTING)
    place = camera.place if kind is PictureKind.WAITING else None
    return PictureState(kind, since=camera.since, place=place)


def best_of(states: Iterable[PictureState]) -> PictureState:
    """The one state that tells of several cameras: the best picture a reader can have.

    A restaurant's own reason stands above its cameras; without cameras nothing is known.
    """
    known = list(states)
    for state in known:
        if state.kind in WITHHELD:
            return state
    return min(
        known,
        key=lambda state: BEST_FIRST.index(state.kind),
        default=PictureState(PictureKind.UNKNOWN),
    )


def retry_seconds(state: PictureState, *, now: datetime) -> int:
    """After how many seconds it is worth asking for the moving picture again."""
    if state.kind is PictureKind.OFFLINE:
        if state.retry_at is None:
            return 15
        return max(2, min(15, round((state.retry_at - now).total_seconds())))
    return {
        PictureKind.WAITING: 3,
        PictureKind.UNKNOWN: 10,
        PictureKind.STILL_ONLY: 60,
        PictureKind.CLOSED_BY_HOURS: 60,
        PictureKind.SUSPENDED: 300,
        PictureKind.CLOSED: 300,
    }.get(state.kind, 1)
