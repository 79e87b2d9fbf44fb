"""What is shown of a Restaurant outside its page: in frames of others, on printed signs."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.live.files import Roots
from portal.live.queries.standing import is_active, seen_pictures
from portal.live.queries.views import Evidence, KitchenView, kitchen_view
from portal.registry.kinds import Zone
from portal.registry.models import Restaurant
from portal.registry.queries import (
    restaurant_by_code,
    search_restaurants,
)

MOST_SIGNS = 5_000  # restaurants on one printed stack; a district has some hundreds


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
