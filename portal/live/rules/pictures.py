"""What the public is told and shown of a camera now.

Two tell of it. The transcoder knows what somebody watches or has just asked for; the rounds look
at every camera once a minute. While somebody asks, the transcoder's word is the fresher one; what
it says of a camera at rest is nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.live.kinds import PictureKind
from portal.registry.kinds import Status
from portal.registry.rules import Hours, is_open_at, may_publish, next_opening
from portal.rounds.kinds import FaultCode
from transcoder.demand import Activity, CameraState
from transcoder.errors import Cause

LOST_SECONDS = 15  # how long the last playlist may stand in for a lost source
LATE_SECONDS = 6  # with the two targets of the player this is the goal of 8 s for 2 s segments
STALE_STATE_SECONDS = 60  # the supervisor rewrites every state three times as often
PICTURE_FRESH_SECONDS = 60  # for so long a picture tells as much as a look, one a minute
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
class Seen:
    """What the last look at a camera found, as far as it still holds.

    `is_good` is None when that is not known, and `since` is from when it holds. A bad picture
    has its `code`, and one that does not come at all its `cause`. `fault` is the number under
    which the Vendor was told, None while he was not.
    """

    is_good: bool | None
    since: datetime
    seen_at: datetime
    code: FaultCode | None = None
    cause: Cause | None = None
    fault: str | None = None

    @property
    def known_at(self) -> datetime:
        """The last moment at which something was known."""
        return self.since if self.is_good is None else self.seen_at


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a picture, since when, and the Fault's number where there is one."""

    code: FaultCode
    since: datetime
    fault: str | None = None

    @property
    def is_visible(self) -> bool:
        """Whether there is a picture that shows it: it may be played, and says nothing."""
        return self.code is not FaultCode.DEV_OFF


@dataclass(frozen=True, slots=True)
class PictureState:
    """What a reader is told: the kind, since when, and the facts that belong to it.

    A picture with a visible flaw is OFFLINE unless it moves right now.
    """

    kind: PictureKind
    since: datetime | None = None
    delay_seconds: int | None = None
    cause: Cause | None = None
    place: int | None = None
    next_opening: datetime | None = None
    retry_at: datetime | None = None
    flaw: Flaw | None = None


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
    seen: Seen | None = None,
) -> PictureState:
    """What a reader is told of one camera at `now`.

    `camera` is the engine's word, None when it has none; `playlist` the published one, None
    when there is none; `seen` what the last look found, None when there never was one. The
    restaurant's status and hours come before all evidence.
    """
    reason = withheld(standing, now=now)
    if reason is not None:
        return reason
    if playlist is not None and moving_allowed and not playlist.is_lost:
        return _moving(camera, playlist, seen)
    if camera is None or now - camera.updated_at > timedelta(seconds=STALE_STATE_SECONDS):
        return _without_engine(camera, seen, moving_allowed=moving_allowed)
    if camera.activity is Activity.DOWN:
        return _failed(camera, seen)
    if moving_allowed and camera.activity not in _TELLING_NOTHING:
        return _waiting_for_picture(camera, playlist, now=now)
    return _at_rest(_newest(camera, seen, now=now), moving_allowed=moving_allowed)


def asked_for(camera: CameraState | None) -> CameraState | None:
    """The engine's word on a camera that was asked for just now and that it believes at rest."""
    if camera is not None and camera.activity is Activity.RESTING:
        return replace(camera, activity=Activity.STARTING)
    return camera


def evidence_at(
    camera: CameraState | None, seen: Seen | None, *, playlist_at: datetime | None
) -> datetime | None:
    """The moment of the newest evidence of a camera, None when there never was any.

    The engine renews its word on a camera at rest without having seen anything of it.
    """
    moments = [playlist_at]
    if seen is not None:
        moments.append(seen.known_at)
    if camera is not None:
        moments.append(camera.picture_at)
        if camera.activity not in _TELLING_NOTHING:
            moments.append(camera.updated_at)
    return max((moment for moment in moments if moment is not None), default=None)


_TELLING_NOTHING = frozenset({Activity.RESTING, Activity.STILL_ONLY})


def _flaw(seen: Seen | None) -> Flaw | None:
    if seen is None or seen.code is None:
        return None
    return Flaw(seen.code, seen.since, seen.fault)


def _visible_flaw(seen: Seen | None) -> Flaw | None:
    flaw = _flaw(seen)
    return flaw if flaw is not None and flaw.is_visible else None


def _moving(camera: CameraState | None, playlist: Playlist, seen: Seen | None) -> PictureState:
    kind = PictureKind.DELAYED if playlist.is_late else PictureKind.LIVE
    since = camera.since if camera and camera.activity is Activity.LIVE else None
    delay = playlist.delay_seconds
    return PictureState(kind, since=since, delay_seconds=delay, flaw=_visible_flaw(seen))


def _failed(camera: CameraState, seen: Seen | None) -> PictureState:
    """Somebody asks and no picture comes; where looks met the same, it has lasted longer."""
    flaw, since = _flaw(seen), camera.since
    if flaw is not None and flaw.is_visible:
        flaw = None  # of the picture that came before
    elif flaw is not None:
        since = min(since, flaw.since)
    return PictureState(
        PictureKind.OFFLINE, since=since, cause=camera.cause, retry_at=camera.retry_at, flaw=flaw
    )


def _waiting_for_picture(
    camera: CameraState, playlist: Playlist | None, *, now: datetime
) -> PictureState:
    if camera.activity is Activity.LIVE and playlist is not None:  # the list has stopped growing
        lost_at = now - timedelta(seconds=playlist.age_seconds)
        return PictureState(PictureKind.OFFLINE, since=lost_at, cause=Cause.STALLED)
    is_waiting = camera.activity is Activity.WAITING
    kind = PictureKind.WAITING if is_waiting else PictureKind.STARTING
    return PictureState(kind, since=camera.since, place=camera.place if is_waiting else None)


def _newest(camera: CameraState, seen: Seen | None, *, now: datetime) -> Seen | None:
    """What holds of a camera at rest: the last look, unless the engine had a picture since.

    The engine judges no picture: what a look found wrong with one stands.
    """
    taken_at = camera.picture_at
    if taken_at is None or now - taken_at > timedelta(seconds=PICTURE_FRESH_SECONDS):
        return seen
    if seen is not None and (_visible_flaw(seen) is not None or seen.seen_at >= taken_at):
        return seen
    return Seen(True, since=taken_at, seen_at=taken_at)


def _at_rest(seen: Seen | None, *, moving_allowed: bool) -> PictureState:
    """What the looks tell, where nobody else can tell anything."""
    if seen is None or seen.is_good is None:
        return PictureState(PictureKind.UNKNOWN, since=seen.known_at if seen else None)
    if not seen.is_good:
        return PictureState(
            PictureKind.OFFLINE, since=seen.since, cause=seen.cause, flaw=_flaw(seen)
        )
    kind = PictureKind.READY if moving_allowed else PictureKind.STILL_ONLY
    return PictureState(kind, since=seen.since)


def _without_engine(
    camera: CameraState | None, seen: Seen | None, *, moving_allowed: bool
) -> PictureState:
    """The same while the transcoder is silent: it would start no moving picture."""
    state = _at_rest(seen, moving_allowed=moving_allowed)
    if state.kind in {PictureKind.READY, PictureKind.UNKNOWN}:
        heard_at = evidence_at(camera, seen, playlist_at=None)
        return PictureState(PictureKind.UNKNOWN, since=heard_at)
    return state


def best_of(states: Iterable[PictureState]) -> PictureState:
    """The one state that tells of several cameras: the best picture a reader can have.

    A restaurant's own reason stands above its cameras; without cameras nothing is known.
    """
    known = list(states)
    for state in known:
        if state.kind in WITHHELD:
            return state
    return min(known, key=picture_rank, default=PictureState(PictureKind.UNKNOWN))


def picture_rank(state: PictureState) -> tuple[int, int]:
    """Where a camera's state stands among others, best first.

    A picture with a flaw stands with those that do not come, before them when it moves.
    """
    kind = PictureKind.OFFLINE if state.flaw is not None else state.kind
    return BEST_FIRST.index(kind), BEST_FIRST.index(state.kind)


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
