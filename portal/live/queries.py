"""Reads of this floor: what may be shown, what a kitchen shows now, who watches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.live import files
from portal.live.files import Roots
from portal.live.models import Viewing
from portal.live.rules import (
    VIEWING_FRESH_SECONDS,
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
from portal.registry.models import Camera, EmbedOrigin, Restaurant
from portal.registry.queries import (
    camera_by_code,
    polygons_of,
    restaurant_by_code,
    search_restaurants,
)
from portal.registry.rules import Hours, span_at
from portal.rounds.kinds import Outcome
from portal.rounds.models import CameraRefusal
from portal.rounds.queries.present import conditions, told_faults
from portal.rounds.rules.outages import Condition
from portal.shell.rules import local_day
from transcoder.demand import CameraState, read_state
from transcoder.errors import Cause
from transcoder.policy import may_move

MOST_SIGNS = 5_000  # restaurants on one printed stack; a district has some hundreds


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a camera may be shown now; the gate keeps it for a few seconds.

    `reason` is None when it may. `origins` are the web origins that may read its answers.
    `seen` is what the last look found, None when there never was one.
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
    seen: Seen | None = None


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
        seen=seen_pictures(session, [camera.id], now=now).get(camera.id),
    )


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


def seen_pictures(session: Session, camera_ids: Iterable[int], *, now: datetime) -> dict[int, Seen]:
    """What the last looks at these cameras found; one never looked at is missing.

    Two statements a 5,000 cameras, one while all is well.
    """
    found = conditions(session, camera_ids, now=now)
    bad = (number for number, each in found.items() if each.outcome is Outcome.BAD)
    faults = told_faults(session, bad)
    return {number: _seen(each, faults.get(number)) for number, each in found.items()}


def asked_again(session: Session, *, after: datetime) -> dict[str, datetime]:
    """When people asked for a refused password to be tried again, by the cameras' codes."""
    rows = session.execute(
        select(Camera.code, CameraRefusal.released_at)
        .join(Camera, Camera.id == CameraRefusal.camera_id)
        .where(CameraRefusal.released_at > after)
    )
    return {code: at for code, at in rows if at is not None}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What it takes to tell what cameras show at `now`: looks by camera id, and where files lie."""

    now: datetime
    roots: Roots
    seen: Mapping[int, Seen]
    has_head_finder: bool = False


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


def embedded_kitchen(
    session: Session, code: str, *, now: datetime, roots: Roots, has_head_finder: bool
) -> EmbeddedKitchen | None:
    """The restaurant of this code with what it shows at `now`, None when there is none."""
    restaurant = restaurant_by_code(session, code)
    if restaurant is None:
        return None
    ids = [camera.id for camera in restaurant.cameras]
    seen = seen_pictures(session, ids, now=now)
    return EmbeddedKitchen(
        code=code,
        name=restaurant.name,
        name_en=restaurant.name_en,
        origins=tuple(each.origin for each in restaurant.embed_origins),
        view=kitchen_view(restaurant, Evidence(now, roots, seen, has_head_finder)),
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


def _camera_view(camera: Camera, standing: Standing, evidence: Evidence) -> CameraView:
    now, root = evidence.now, evidence.roots.live
    allowed = _may_move(camera, has_head_finder=evidence.has_head_finder)
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


def _seen(condition: Condition, fault: str | None) -> Seen:
    """What the rounds remember, in this floor's words."""
    outcome = condition.outcome
    return Seen(
        is_good=None if outcome is Outcome.UNKNOWN else outcome is Outcome.GOOD,
        since=condition.since,
        seen_at=condition.seen_at,
        code=condition.code,
        cause=Cause(condition.cause) if condition.cause in set(Cause) else None,
        fault=fault,
    )


def _public_still_at(code: str, standing: Standing, stills: Path) -> datetime | None:
    taken_at = files.still_at(stills, code)
    return taken_at if taken_at is not None and may_show_still(standing, taken_at) else None


def _may_move(camera: Camera, *, has_head_finder: bool) -> bool:
    return may_move(
        camera.privacy, polygons_of(camera),
        has_head_finder=has_head_finder, strength=camera.strength,
    )  # fmt: skip
