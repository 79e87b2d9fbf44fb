import ipaddress
import logging
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import event

from portal.registry.cipher import AddressCipher
from portal.registry.kinds import Privacy, RestaurantType, Status, Transport
from portal.registry.queries import (
    RegisterCounts,
    active_cameras,
    camera_by_code,
    camera_sources,
    register_counts,
    restaurant_by_code,
    search_restaurants,
    stations,
)
from portal.registry.spelling import search_keys
from tests.support.factories import (
    CIPHER,
    NOON,
    make_camera,
    make_display,
    make_embed_origin,
    make_restaurant,
    make_station,
    make_status_span,
)

DAY = date(2026, 3, 4)
NETWORKS = (ipaddress.ip_network("10.0.0.0/8"),)


@pytest.fixture(autouse=True)
def at_noon(set_clock):
    """The search asks the clock which Restaurants are open."""


@contextmanager
def statements(session):
    """The statements that run meanwhile."""
    ran = []
    engine = session.get_bind()

    def note(connection, cursor, statement, *rest):
        ran.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield ran
    event.remove(engine, "before_cursor_execute", note)


def named(session, name, **changes):
    """A Restaurant of this name, with the keys by which an import finds it."""
    keys = search_keys(name)
    return make_restaurant(
        session, name=name, pinyin=keys.pinyin, initials=keys.initials, **changes
    )


def found(session, text="", **how):
    session.expunge_all()
    return [row.name for row in search_restaurants(session, text=text, **how).rows]


def test_a_restaurant_comes_with_all_its_parts(any_session):
    row = make_restaurant(any_session)
    make_camera(any_session, row, number=2)
    make_camera(any_session, row, number=1)
    make_display(any_session, row)
    make_embed_origin(any_session, row, "https://school.example")
    any_session.flush()
    any_session.expunge_all()
    loaded = restaurant_by_code(any_session, row.code)
    with statements(any_session) as ran:
        assert loaded.station.code == row.station.code
        assert [camera.number for camera in loaded.cameras] == [1, 2]
        assert len(loaded.displays) == len(loaded.status_spans) == len(loaded.embed_origins) == 1
    assert ran == []


def test_a_camera_comes_with_its_restaurant_and_status(any_session):
    row = make_camera(any_session)
    any_session.expunge_all()
    loaded = camera_by_code(any_session, row.code)
    with statements(any_session) as ran:
        assert loaded.restaurant.station is not None
        assert loaded.restaurant.status_spans[0].status is Status.OPEN
    assert ran == []


def test_an_unknown_code_finds_nothing(session):
    assert restaurant_by_code(session, "0000000000") is None
    assert camera_by_code(session, "0000000000") is None


def test_stations_come_by_position(session):
    for position in (3, 1, 2):
        make_station(session, name=f"S{position}", position=position)
    assert [station.name for station in stations(session)] == ["S1", "S2", "S3"]


@pytest.mark.parametrize(
    "text",
    ["光明", "光明饭店", "guangming", "GuangMing", "guang ming", "gmfd", "GMFD", "  光明 ",
     "坑梓", "坑梓 光明", "金沙路", "sunny", "SUNNY", "ＧＭＦＤ", "光明 gm"],
)  # fmt: skip
def test_a_search_finds_name_pinyin_initials_street_and_address(any_session, text):
    named(any_session, "光明饭店", street="坑梓街道", address="金沙路7号", name_en="Sunny Diner")
    named(any_session, "老王小吃", street="坪山街道", address="东路7号", name_en=None)
    assert found(any_session, text) == ["光明饭店"]


@pytest.mark.parametrize("text", ["chongqing", "zhongqing", "cqxm", "zqxm"])
def test_a_search_finds_each_reading(session, text):
    named(session, "重庆小面")
    assert found(session, text) == ["重庆小面"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "100%", "a_b", "光%店", "\x00%"])
def test_wildcards_mean_themselves(any_session, text):
    named(any_session, "光明饭店", name_en=None)
    assert found(any_session, text) == []


@pytest.mark.parametrize("name", ["100% 果汁", "a_b", "c\\d"])
def test_wildcards_in_a_name_are_found(any_session, name):
    named(any_session, name)
    named(any_session, "另一家")
    assert found(any_session, name) == [name]


def test_a_search_without_text_finds_all(session):
    named(session, "甲")
    named(session, "乙")
    assert sorted(found(session, " ")) == sorted(["甲", "乙"])


def test_a_search_is_narrowed_by_station_and_type(any_session):
    station = make_station(any_session, code="pingshan")
    named(any_session, "甲", station=station, type=RestaurantType.LARGE)
    named(any_session, "乙", station=station)
    named(any_session, "丙", type=RestaurantType.LARGE)
    assert found(any_session, station="pingshan", type=RestaurantType.LARGE) == ["甲"]
    assert found(any_session, station="nowhere") == []


def test_open_restaurants_come_first_then_by_pinyin(any_session):
    named(any_session, "关停店", status=Status.CLOSED)
    named(any_session, "不明店", status=None)
    named(any_session, "乙店")
    named(any_session, "暂停店", status=Status.SUSPENDED)
    named(any_session, "迁走店", status=Status.MOVED)
    named(any_session, "甲店")
    named(any_session, "拟建店", status=Status.PLANNED)
    assert found(any_session) == [
        "甲店", "乙店", "暂停店", "拟建店", "不明店", "迁走店", "关停店",
    ]  # fmt: skip


def test_the_order_follows_the_status_of_the_moment(session, set_clock):
    row = named(session, "甲店", status=None)
    make_status_span(session, row, ends_at=NOON)
    make_status_span(session, row, status=Status.CLOSED, starts_at=NOON)
    named(session, "乙店")
    assert found(session) == ["乙店", "甲店"]
    set_clock(NOON - timedelta(seconds=1))
    assert found(session) == ["甲店", "乙店"]


def test_pages_divide_the_rows(any_session):
    for number in range(5):
        named(any_session, f"店{number}")
    pages = [search_restaurants(any_session, page=page, per_page=2) for page in (1, 2, 3, 4, 0)]
    assert [[row.name for row in page.rows] for page in pages] == [
        ["店0", "店1"], ["店2", "店3"], ["店4"], ["店4"], ["店0", "店1"],
    ]  # fmt: skip
    assert {(page.total, page.pages) for page in pages} == {(5, 3)}
    assert [page.page for page in pages] == [1, 2, 3, 3, 1]


def test_no_rows_are_still_one_page(session):
    page = search_restaurants(session)
    assert (page.total, page.pages, list(page.rows)) == (0, 1, [])


@pytest.mark.parametrize("rows", [1, 12])
def test_a_search_takes_the_same_number_of_statements_for_any_rows(any_session, rows):
    for __ in range(rows):
        make_camera(any_session)
    any_session.flush()
    any_session.expunge_all()
    with statements(any_session) as ran:
        page = search_restaurants(any_session)
        assert all(row.station and row.status_spans and row.cameras for row in page.rows)
        assert not any(row.displays for row in page.rows)
    assert len(ran) == 5


def test_active_cameras_are_those_of_the_day(any_session):
    row = make_restaurant(any_session)
    for number, (first, last) in enumerate([
        (DAY, None), (DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None),
        (DAY - timedelta(days=9), DAY),
    ], start=1):  # fmt: skip
        make_camera(any_session, row, number=number, active_from=first, active_until=last)
    any_session.expunge_all()
    cameras = active_cameras(any_session, day=DAY)
    assert [camera.number for camera in cameras] == [1, 2]
    assert cameras[0].restaurant.station is not None


def test_sources_are_decrypted_and_pinned(any_session):
    camera = make_camera(
        any_session, url="rtsp://u:p@camera:554/main", privacy=Privacy.MASK,
        transport=Transport.UDP, polygons=[[[0, 0], [0.5, 0], [0.5, 1]]],
    )  # fmt: skip
    any_session.expunge_all()
    sources = camera_sources(
        any_session, day=DAY, cipher=CIPHER, networks=NETWORKS,
        resolver=lambda host: (ipaddress.ip_address("10.0.0.8"),),
    )  # fmt: skip
    source = sources[camera.code]
    assert source.url == "rtsp://u:p@10.0.0.8:554/main"
    assert (source.code, source.privacy, source.transport) == (camera.code, "mask", "udp")
    assert source.polygons == (((0, 0), (0.5, 0), (0.5, 1)),)


def test_a_camera_that_leads_outside_is_left_out_and_logged_by_code(session, caplog):
    outside = make_camera(session, url="rtsp://viewer:Pa55@8.8.8.8/main")
    locked = make_camera(
        session, url_encrypted=AddressCipher([Fernet.generate_key().decode()]).encrypt("rtsp://x")
    )
    inside = make_camera(session)
    with caplog.at_level(logging.WARNING, logger="portal.registry"):
        sources = camera_sources(session, day=DAY, cipher=CIPHER, networks=NETWORKS)
    assert list(sources) == [inside.code]
    assert [(record.message, record.camera, record.reason) for record in caplog.records] == [
        ("camera_left_out", outside.code, "address_outside"),
        ("camera_left_out", locked.code, "camera_address_unreadable"),
    ]
    assert "Pa55" not in str([vars(record) for record in caplog.records])


def test_counts_are_those_of_the_moment(any_session):
    row = make_restaurant(any_session)
    make_restaurant(any_session, station=row.station, status=Status.CLOSED)
    make_camera(any_session, row)
    make_camera(any_session, row, active_until=date(2021, 2, 1))
    make_display(any_session, row)
    assert register_counts(any_session, now=NOON, day=DAY) == RegisterCounts(
        stations=1, restaurants=2, open_restaurants=1, cameras=1, displays=1
    )
