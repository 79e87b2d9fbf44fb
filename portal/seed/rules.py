"""The demo district as rows of a register file."""

from collections.abc import Iterator

from portal.registry.rules.entries import RegisterRow
from portal.seed.district import (
    OPEN_BASIS,
    OPEN_BY,
    OPEN_SINCE,
    RESTAURANTS,
    SUSPENDED_SINCE,
    DemoCamera,
    DemoRestaurant,
)

CAMERA_HOST = "127.0.0.1"


def register_rows(*, camera_port: int) -> list[RegisterRow]:
    """One row a Camera of the demo district; its address is the simulator's at `camera_port`."""
    texts = [
        {**_restaurant(restaurant), **_camera(camera, number, camera_port=camera_port)}
        for restaurant in RESTAURANTS
        for number, camera in enumerate(restaurant.cameras, start=1)
    ]
    return [RegisterRow(line, cells) for line, cells in enumerate(texts, start=2)]


def _restaurant(restaurant: DemoRestaurant) -> dict[str, str]:
    station = restaurant.station
    return {
        "licence_no": restaurant.licence_no,
        "name": restaurant.name,
        "name_en": restaurant.name_en,
        "type": restaurant.type,
        "station": station.name,
        "station_code": station.code,
        "station_en": station.name_en,
        "street": station.street,
        "address": restaurant.address,
        "is_key": "yes" if restaurant.is_key else "no",
        "hours": restaurant.hours,
        "licence_until": restaurant.licence_until.isoformat(),
        "displays": "; ".join(restaurant.displays),
        **dict(_status(restaurant)),
    }


def _status(restaurant: DemoRestaurant) -> Iterator[tuple[str, str]]:
    if restaurant.is_suspended:
        yield "status", "suspended"
        yield "status_from", SUSPENDED_SINCE.isoformat()
        yield "status_reason", "厨房改造（演示）"
        yield "status_proof", "松监停 2026-31（演示）"
        yield "status_approved_by", restaurant.station.name
    else:
        yield "status", "open"
        yield "status_from", OPEN_SINCE.isoformat()


def _camera(camera: DemoCamera, number: int, *, camera_port: int) -> dict[str, str]:
    areas = [" ".join(f"{x},{y}" for x, y in corners) for corners in camera.masked]
    return {
        "camera_no": str(number),
        "zone": camera.zone,
        "camera_url": f"rtsp://{CAMERA_HOST}:{camera_port}/{camera.name}",
        "privacy": camera.privacy,
        "privacy_basis": OPEN_BASIS if camera.privacy == "open" else "",
        "privacy_decided_by": OPEN_BY if camera.privacy == "open" else "",
        "mask_areas": "; ".join(areas),
        "active_from": OPEN_SINCE.isoformat(),
    }
