"""Reads of this floor: what may be shown, what a kitchen shows now, who watches."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.live import files
from portal.live.models import Viewing
from portal.live.rules import (
    VIEWING_FRESH_SECONDS,
    WITHHELD,
    PictureKind,
    PictureState,
    Standing,
    best_of,
    may_show_still,
    picture_state,
    withheld,
)
from portal.registry.kinds import Status, Zone
from portal.registry.models import Camera, EmbedOrigin, Restaurant
from portal.registry.queries import (
    camera_by_code,
    polygons_of,
    restaurant_by_code,
    search_restaurants,
)
from portal.registry.rules import Hours, span_at
from portal.shell.rules import local_day
from transcoder.demand import PLAYLIST, mtime, read_state
from transcoder.policy import may_move

MOST_SIGNS = 5_000  # restaurants on one printed stack; a district has some hundreds


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a camera may be shown now; the gate keeps it for a few seconds.

    `reason` is None when it may. `origins` are the web origins that may read its answers.
    """

    camera_id: int
    number: int
    zone: Zone
    name: str
    restaurant_code: str
    standing: Standing
    reason: PictureState | None
    is_moving_allowed: bool
    origins: frozenset[str]


@dataclass(frozen=True, slots=True)
class CameraView:
    """One camera as a page shows it; `is_playable` says that asking for motion makes sense."""

    code: str
    number: int
    zone: Zone
    name: str
    picture: PictureState
    still_at: datetime | None
    is_playable: bool
    is_moving_allowed: bool


@dataclass(frozen=True, slots=True)
class KitchenView:
    """A restaurant's pictures as a page shows them, cameras by their number."""

    restaurant_state: PictureState
    cameras: tuple[CameraView, ...]


@dataclass(frozen=True, slots=True)
class EmbeddedKitchen:
    """A restaurant as foreign pages may show it; `origins` are those that may frame it."""

    code: str
    name: str
    name_en: str | None
    origins: tuple[str, ...]
    view: KitchenView


@dataclass(frozen=True, slots=True)
class SignedKitchen:
    """What a printed sign must know of a restaurant; zones in the order of its cameras."""

    code: str
    name: str
    name_en: str | None
    zones: tuple[Zone, ...]


def decision(
    session: Session, code: str, *, now: datetime, has_head_finder: bool
) -> Decision | None:
    """Whether camera `code` may be shown at `now`; None when there is no such camera."""
    camera = camera_by_code(session, code)
    if camera is None:
        return None
    restaurant = camera.restaurant
    standing = standing_at(restaurant, now)
    reason = withheld(standing, now=now)
    if reason is None and not is_active(camera, local_day(now)):
        reason = PictureState(PictureKind.CLOSED)
    return Decision(
        camera_id=camera.id,
        number=camera.number,
        zone=camera.zone,
        name=camera.name,
        restaurant_code=restaurant.code,
        standing=standing,
        reason=reason,
        is_moving_allowed=_may_move(camera, has_head_finder=has_head_finder),
        origins=frozenset(embed_origins(session, restaurant.id)),
    )


def camera_picture(
    camera_code: str, choice: Decision, *, now: datetime, root: Path
) -> PictureState:
    """What a reader is told of the camera that `choice` is about, by the files below `root`."""
    if choice.reason is not None:
        return choice.reason
    published = files.read_playlist(root, camera_code, unix_seconds=now.timestamp())
    return picture_state(
        choice.standing,
        read_state(root, camera_code),
        playlist=published[0] if published else None,
        moving_allowed=choice.is_moving_allowed,
        now=now,
    )


def kitchen_view(
    restaurant: Restaurant, *, now: datetime, root: Path, has_head_finder: bool = False
) -> KitchenView:
    """What `restaurant` shows at `now`, by the files below `root`.

    The row needs its cameras and status spans loaded, as `restaurant_by_code` gives it.
    """
    standing = standing_at(restaurant, now)
    day = local_day(now)
    cameras = tuple(
        _camera_view(camera, standing, now=now, root=root, has_head_finder=has_head_finder)
        for camera in restaurant.cameras
        if is_active(camera, day)
    )
    reason = withheld(standing, now=now)
    return KitchenView(reason or best_of(camera.picture for camera in cameras), cameras)


def embedded_kitchen(
    session: Session, code: str, *, now: datetime, root: Path, has_head_finder: bool
) -> EmbeddedKitchen | None:
    """The restaurant of this code with what it shows at `now`, None when there is none."""
    restaurant = restaurant_by_code(session, code)
    if restaurant is None:
        return None
    return EmbeddedKitchen(
        code=code,
        name=restaurant.name,
        name_en=restaurant.name_en,
        origins=tuple(each.origin for each in restaurant.embed_origins),
        view=kitchen_view(restaurant, now=now, root=root, has_head_finder=has_head_finder),
    )


def signed_kitchen(session: Session, code: str, *, day: date) -> SignedKitchen | None:
    """What the sign of this restaurant says on the district's `day`, None without one."""
    restaurant = restaurant_by_code(session, code)
    return None if restaurant is None else _signed(restaurant, day)


def signed_kitchens(session: Session, *, station: str | None, day: date) -> list[SignedKitchen]:
    """What the signs of all restaurants say, or of one Station's; in the order of searches."""
    found = search_restaurants(session, station=station, per_page=MOST_SIGNS)
    return [_signed(restaurant, day) for restaurant in found.rows]


def _signed(restaurant: Restaurant, day: date) -> SignedKitchen:
    zones = (camera.zone for camera in restaurant.cameras if is_active(camera, day))
    return SignedKitchen(
        restaurant.code, restaurant.name, restaurant.name_en, tuple(dict.fromkeys(zones))
    )


def preview_view(code: str, choice: Decision, *, now: datetime, root: Path) -> CameraView:
    """One camera as its preview page shows it, as if the restaurant were open."""
    published = files.read_playlist(root, code, unix_seconds=now.timestamp())
    picture = picture_state(
        Standing(Status.OPEN, Hours.parse("24h")),
        read_state(root, code),
        playlist=published[0] if published else None,
        moving_allowed=choice.is_moving_allowed,
        now=now,
    )
    return CameraView(
        code=code,
        number=choice.number,
        zone=choice.zone,
        name=choice.name,
        picture=picture,
        still_at=files.still_at(root, code),
        is_playable=choice.is_moving_allowed,
        is_moving_allowed=choice.is_moving_allowed,
    )


def last_word(kitchen: KitchenView, *, root: Path) -> datetime | None:
    """When the transcoder last told anything of these cameras, None when it never did."""
    moments = [
        moment
        for view in kitchen.cameras
        for moment in (_state_moment(root, view.code), _playlist_moment(root, view.code))
        if moment is not None
    ]
    return max(moments, default=None)


def _state_moment(root: Path, code: str) -> datetime | None:
    state = read_state(root, code)
    return state.updated_at if state else None


def _playlist_moment(root: Path, code: str) -> datetime | None:
    written = mtime(root / code / PLAYLIST)
    return None if written is None else datetime.fromtimestamp(written, UTC)


def standing_at(restaurant: Restaurant, moment: datetime) -> Standing:
    """The restaurant's status and hours at `moment`; its status spans must be loaded."""
    span = span_at(restaurant.status_spans, moment)
    return Standing(
        status=span.status if span else None,
        hours=Hours.parse(restaurant.hours),
        since=span.starts_at if span else None,
    )


def is_active(camera: Camera, day: date) -> bool:
    """Whether the camera fills its place on the district's `day`."""
    return camera.active_from <= day and (camera.active_until is None or day < camera.active_until)


def embed_origins(session: Session, restaurant_id: int) -> list[str]:
    """The web origins that may frame the restaurant's player, sorted."""
    asked = select(EmbedOrigin.origin).filter_by(restaurant_id=restaurant_id)
    return list(session.scalars(asked.order_by(EmbedOrigin.origin)))


def viewers_now(
    session: Session,
    *,
    now: datetime,
    restaurant_id: int | None = None,
    camera_id: int | None = None,
) -> int:
    """How many players show moving pictures at `now`: of a restaurant, of a camera, or of all."""
    asked = select(func.count(Viewing.id)).where(
        Viewing.outcome.is_(None),
        Viewing.last_seen_at > now - timedelta(seconds=VIEWING_FRESH_SECONDS),
    )
    if camera_id is not None:
        asked = asked.where(Viewing.camera_id == camera_id)
    if restaurant_id is not None:
        asked = asked.join(Camera, Camera.id == Viewing.camera_id).where(
            Camera.restaurant_id == restaurant_id
        )
    return session.scalar(asked) or 0


def _camera_view(
    camera: Camera, standing: Standing, *, now: datetime, root: Path, has_head_finder: bool
) -> CameraView:
    allowed = _may_move(camera, has_head_finder=has_head_finder)
    published = files.read_playlist(root, camera.code, unix_seconds=now.timestamp())
    picture = picture_state(
        standing,
        read_state(root, camera.code),
        playlist=published[0] if published else None,
        moving_allowed=allowed,
        now=now,
    )
    kind = picture.kind
    return CameraView(
        code=camera.code,
        number=camera.number,
        zone=camera.zone,
        name=camera.name,
        picture=picture,
        still_at=_public_still_at(camera.code, standing, root),
        is_playable=allowed and kind is not PictureKind.STILL_ONLY and kind not in WITHHELD,
        is_moving_allowed=allowed,
    )


def _public_still_at(code: str, standing: Standing, root: Path) -> datetime | None:
    taken_at = files.still_at(root, code)
    return taken_at if taken_at is not None and may_show_still(standing, taken_at) else None


def _may_move(camera: Camera, *, has_head_finder: bool) -> bool:
    return may_move(camera.privacy, polygons_of(camera), has_head_finder=has_head_finder)
