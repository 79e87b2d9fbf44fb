"""What Cameras and kitchens show now, as pages tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.live import files
from portal.live.files import Roots
from portal.live.queries.decisions import Decision
from portal.live.queries.standing import is_active, may_move, standing_at
from portal.live.rules import (
    WITHHELD,
    PictureKind,
    PictureState,
    Playlist,
    Seen,
    Standing,
    asked_for,
    best_of,
    evidence_at,
    may_show_still,
    picture_state,
    withheld,
)
from portal.registry.kinds import Status, Zone
from portal.registry.models import Camera, Restaurant
from portal.registry.rules import Hours
from portal.shell.rules import local_day
from transcoder.demand import CameraState, read_state


@dataclass(frozen=True, slots=True)
class CameraView:
    """One camera as a page shows it; `is_playable` says that asking for motion makes sense.

    `known_at` is the moment of the newest evidence of its picture, None without any.
    """

    code: str
    number: int
    zone: Zone
    name: str
    picture: PictureState
    still_at: datetime | None
    known_at: datetime | None
    is_playable: bool
    is_moving_allowed: bool


@dataclass(frozen=True, slots=True)
class KitchenView:
    """A restaurant's pictures as a page shows them, cameras by their number."""

    restaurant_state: PictureState
    cameras: tuple[CameraView, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What it takes to tell what cameras show at `now`: looks by camera id, and where files lie."""

    now: datetime
    roots: Roots
    seen: Mapping[int, Seen]
    has_head_finder: bool = False


def camera_picture(
    camera_code: str, choice: Decision, *, now: datetime, root: Path, is_asked: bool = False
) -> PictureState:
    """What a reader is told of the camera that `choice` is about, by the files below `root`.

    `is_asked` says that the engine was asked for its moving picture just now.
    """
    if choice.reason is not None:
        return choice.reason
    published = files.read_playlist(root, camera_code, unix_seconds=now.timestamp())
    state = read_state(root, camera_code)
    return picture_state(
        choice.standing,
        asked_for(state) if is_asked else state,
        playlist=published[0] if published else None,
        moving_allowed=choice.is_moving_allowed,
        now=now,
        seen=choice.seen,
    )


def kitchen_view(restaurant: Restaurant, evidence: Evidence) -> KitchenView:
    """What `restaurant` shows, by the evidence.

    The row needs its cameras and status spans loaded, as `restaurant_by_code` gives it.
    """
    now = evidence.now
    standing, day = standing_at(restaurant, now), local_day(now)
    cameras = tuple(
        _camera_view(camera, standing, evidence)
        for camera in restaurant.cameras
        if is_active(camera, day)
    )
    reason = withheld(standing, now=now)
    return KitchenView(reason or best_of(camera.picture for camera in cameras), cameras)


def wall_views(restaurant: Restaurant, evidence: Evidence) -> tuple[CameraView, ...]:
    """The cameras of `restaurant` as an officer sees them, whether it is open or not.

    The row needs its cameras loaded. What moves is protected as for everybody.
    """
    always = Standing(Status.OPEN, Hours.parse("24h"))
    day = local_day(evidence.now)
    return tuple(
        _camera_view(camera, always, evidence)
        for camera in restaurant.cameras
        if is_active(camera, day)
    )


def preview_view(code: str, choice: Decision, *, now: datetime, roots: Roots) -> CameraView:
    """One camera as its preview page shows it, as if the restaurant were open."""
    published = files.read_playlist(roots.live, code, unix_seconds=now.timestamp())
    state = read_state(roots.live, code)
    picture = picture_state(
        Standing(Status.OPEN, Hours.parse("24h")),
        state,
        playlist=published[0] if published else None,
        moving_allowed=choice.is_moving_allowed,
        now=now,
        seen=choice.seen,
    )
    return CameraView(
        code=code,
        number=choice.number,
        zone=choice.zone,
        name=choice.name,
        picture=picture,
        still_at=files.still_at(roots.stills, code),
        known_at=_known_at(state, choice.seen, published, now=now),
        is_playable=choice.is_moving_allowed,
        is_moving_allowed=choice.is_moving_allowed,
    )


def last_word(kitchen: KitchenView) -> datetime | None:
    """The moment of the newest evidence of these cameras' pictures, None without any."""
    moments = (view.known_at for view in kitchen.cameras if view.known_at is not None)
    return max(moments, default=None)


def _camera_view(camera: Camera, standing: Standing, evidence: Evidence) -> CameraView:
    now, root = evidence.now, evidence.roots.live
    allowed = may_move(camera, has_head_finder=evidence.has_head_finder)
    published = files.read_playlist(root, camera.code, unix_seconds=now.timestamp())
    state, seen = read_state(root, camera.code), evidence.seen.get(camera.id)
    picture = picture_state(
        standing,
        state,
        playlist=published[0] if published else None,
        moving_allowed=allowed,
        now=now,
        seen=seen,
    )
    kind = picture.kind
    return CameraView(
        code=camera.code,
        number=camera.number,
        zone=camera.zone,
        name=camera.name,
        picture=picture,
        still_at=_public_still_at(camera.code, standing, evidence.roots.stills),
        known_at=_known_at(state, seen, published, now=now),
        is_playable=allowed and kind is not PictureKind.STILL_ONLY and kind not in WITHHELD,
        is_moving_allowed=allowed,
    )


def _known_at(
    state: CameraState | None,
    seen: Seen | None,
    published: tuple[Playlist, bytes] | None,
    *,
    now: datetime,
) -> datetime | None:
    listed_at = now - timedelta(seconds=published[0].age_seconds) if published else None
    return evidence_at(state, seen, playlist_at=listed_at)


def _public_still_at(code: str, standing: Standing, stills: Path) -> datetime | None:
    taken_at = files.still_at(stills, code)
    return taken_at if taken_at is not None and may_show_still(standing, taken_at) else None
