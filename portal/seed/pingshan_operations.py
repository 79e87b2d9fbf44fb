"""Writes the synthetic Pingshan district of 2021: register, patrols, a year of minute maps."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.accounts.operations import record
from portal.registry.cipher import AddressCipher
from portal.registry.models import Camera, Display, Restaurant, Station, StatusSpan
from portal.registry.rules import Hours, Status
from portal.registry.spelling import search_keys
from portal.rounds.models import CameraDay, FirstPicture
from portal.rounds.rules.duty import DatedStatus
from portal.rounds.rules.minutes import packed
from portal.seed.district import demo_code
from portal.seed.operations import ACTOR
from portal.seed.pingshan import LICENCE_PREFIX, STATIONS, ZONES, SeedRestaurant, district
from portal.seed.pingshan_minutes import DAYS, Kitchen, year
from portal.seed.pingshan_patrols import Place
from portal.seed.pingshan_rectifications import seed_rectifications
from portal.seed.pingshan_visits import seed_visits
from portal.shell.progress import through
from portal.shell.rules import DISTRICT_ZONE, MingchuError

_packed = lru_cache(maxsize=50_000)(packed)  # the year has few different maps


class RegisterNotEmpty(MingchuError):
    """The register holds Restaurants that are not of this district."""

    status = 409
    code = "register_not_empty"

    def __init__(self) -> None:
        super().__init__(
            "the register holds other restaurants; seed Pingshan into an empty database, "
            "for example with another MINGCHU_DATA"
        )


def seed_pingshan(
    session: Session, *, camera_port: int, cipher: AddressCipher, now: datetime
) -> int:
    """Write the district and its year; returns how many minute maps, 0 if it is there already.

    Raises RegisterNotEmpty where other Restaurants are registered.
    """
    licences = session.scalars(select(Restaurant.licence_no)).all()
    if any(not number.startswith(LICENCE_PREFIX) for number in licences):
        raise RegisterNotEmpty
    if licences:
        return 0
    seeds = district()
    restaurants = _register(session, seeds)
    cameras = _cameras(session, seeds, restaurants, camera_port=camera_port, cipher=cipher)
    visits = seed_visits(
        session,
        [Place(seed, spans_of(seed)) for seed in seeds],
        stations=session.scalars(select(Station).order_by(Station.position)).all(),
        restaurants=restaurants,
        cameras=cameras,
    )
    seed_rectifications(session)
    written = _minutes(session, seeds, cameras)
    facts = {"restaurants": len(restaurants), "minute_maps": written, "visits": visits}
    record(session, ACTOR, "register.seeded", "register", at=now, facts=facts)
    return written


def _register(session: Session, seeds: Sequence[SeedRestaurant]) -> dict[int, Restaurant]:
    """The Stations and Restaurants with Status and Display, by the Restaurant's number."""
    stations = [
        Station(code=code, name=f"{name}监管所（合成）", name_en=f"{name_en} Station (synthetic)",
                position=place)
        for place, (code, name, name_en) in enumerate(STATIONS, start=1)
    ]  # fmt: skip
    rows = {seed.number: _restaurant(seed, stations[seed.station]) for seed in seeds}
    for seed in seeds:
        if seed.moved_from is not None:
            rows[seed.number].moved_from = rows[seed.moved_from]
    session.add_all(rows.values())
    session.flush()
    for seed in seeds:
        row = rows[seed.number]
        session.add_all(
            StatusSpan(
                restaurant_id=row.id, status=span.status, starts_at=span.starts_at,
                ends_at=span.ends_at, recorded_at=span.recorded_at, reason=span.reason,
                proof=span.proof, approved_by=span.approved_by,
            )
            for span in spans_of(seed)
        )  # fmt: skip
        if seed.has_display:
            verified_on = seed.opened_on + timedelta(days=1)
            session.add(Display(restaurant_id=row.id, name="大堂", verified_on=verified_on))
    session.flush()
    return rows


def _restaurant(seed: SeedRestaurant, station: Station) -> Restaurant:
    keys = search_keys(seed.name)
    street = f"{STATIONS[seed.station][1]}街道"
    return Restaurant(
        code=demo_code(f"pingshan {seed.number}"),
        licence_no=seed.licence_no,
        name=seed.name,
        name_en=seed.name_en,
        pinyin=keys.pinyin,
        initials=keys.initials,
        type=seed.kind[1],
        street=street,
        address=f"{street}合成路 {seed.number} 号",
        is_key=True,
        built_on=seed.opened_on,
        hours=str(Hours.parse(seed.kind[4])),
        station=station,
    )


def spans_of(seed: SeedRestaurant) -> tuple[DatedStatus, ...]:
    """The dated Status of a Restaurant, each ending where the next begins."""
    starts = [_moment(course.day, course.hour) for course in seed.courses]
    ends: list[datetime | None] = [*starts[1:], None]
    return tuple(
        DatedStatus(
            status=course.status,
            starts_at=start,
            ends_at=end,
            recorded_at=start + timedelta(days=course.entered_after),
            reason=course.reason,
            proof="合成" if course.reason else "",
            approved_by="合成" if course.status is Status.SUSPENDED else "",
        )
        for course, start, end in zip(seed.courses, starts, ends, strict=True)
    )


def _cameras(
    session: Session,
    seeds: Sequence[SeedRestaurant],
    restaurants: dict[int, Restaurant],
    *,
    camera_port: int,
    cipher: AddressCipher,
) -> dict[int, list[int]]:
    """Write the Cameras; returns their ids in order, by the Restaurant's number."""
    cameras = {
        seed.number: [
            Camera(
                code=demo_code(f"pingshan {seed.number} {number}"),
                restaurant_id=restaurants[seed.number].id,
                number=number,
                zone=ZONES[number - 1],
                url_encrypted=cipher.encrypt(
                    f"rtsp://127.0.0.1:{camera_port}/pingshan-{seed.number}-{number}"
                ),
                active_from=seed.opened_on,
                active_until=seed.leaves_on,
            )
            for number in range(1, seed.cameras + 1)
        ]
        for seed in seeds
    }
    session.add_all(row for rows in cameras.values() for row in rows)
    session.flush()
    session.execute(
        insert(FirstPicture),
        [
            {"camera_id": row.id, "day": seed.connected_on}
            for seed in seeds
            for row in cameras[seed.number]
        ],
    )
    return {number: [row.id for row in rows] for number, rows in cameras.items()}


def _minutes(
    session: Session, seeds: Sequence[SeedRestaurant], cameras: dict[int, list[int]]
) -> int:
    """Write the year's minute maps; returns how many."""
    kitchens = [Kitchen(seed, Hours.parse(seed.kind[4]), spans_of(seed)) for seed in seeds]
    connection, written = session.connection(), 0
    for day, found in through(year(kitchens), DAYS):
        rows = [
            {"day": day, "camera_id": camera, "looked": _packed(map_.looked),
             "good": _packed(map_.good)}
            for kitchen, maps in found
            for camera, map_ in zip(cameras[kitchen.seed.number], maps, strict=True)
        ]  # fmt: skip
        connection.execute(insert(CameraDay), rows)  # past the ORM: 680,000 rows at half the cost
        written += len(rows)
    return written


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), DISTRICT_ZONE)
