import ipaddress
import logging
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.kinds import Privacy, Status, Zone
from portal.registry.models import Camera, Display, Restaurant, Station, StatusSpan
from portal.registry.operations import (
    RegisterRefused,
    Tally,
    import_register,
    turn,
)
from portal.registry.operations.status import write_status
from portal.registry.queries import restaurants_by_licence
from portal.registry.rules import RegisterBusy, StatusChange, StatusTooEarly
from tests.support.factories import CIPHER, NOON, make_restaurant, make_station
from tests.support.register_rows import camera_row, camera_rows, restaurant_row

NETWORKS = (ipaddress.ip_network("10.0.0.0/8"),)
TESTER = Actor.system("test")
FIRST_DAY = datetime(2021, 2, 28, 16, tzinfo=UTC)  # midnight of 1 March in the district


def run(session, *rows, now=NOON, cipher=CIPHER, **names):
    known = {name: (ipaddress.ip_address(found),) for name, found in names.items()}
    gate = AddressGate(NETWORKS, lambda host: known.get(host, ()))
    return import_register(session, rows, actor=TESTER, now=now, cipher=cipher, gate=gate)


def refusal(session, *rows, **how):
    """Line, column and code of each problem, with nothing written."""
    before = counts(session)
    with pytest.raises(RegisterRefused) as refused:
        run(session, *rows, **how)
    assert counts(session) == before
    assert not session.new
    assert not session.dirty
    return [(problem.line, problem.column, problem.code) for problem in refused.value.problems]


def counts(session):
    tables = (Station, Restaurant, StatusSpan, Camera, Display)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def restaurant(session, licence_no="JY1"):
    """The Restaurant as the database has it now."""
    session.expire_all()
    return restaurants_by_licence(session, [licence_no])[licence_no]


def test_an_import_writes_everything_it_tells(any_session):
    told = {"displays": "大堂; 二楼", "is_key": "yes", "name_en": "School"}
    report = run(any_session, *camera_rows([1, 2], built_on="2021-03-01", **told))
    row = restaurant(any_session)
    assert (report.restaurants, report.cameras) == (Tally(created=1), Tally(created=2))
    assert (report.stations, report.displays) == (Tally(created=1), Tally(created=2))
    assert report.statuses_recorded == 1
    assert (row.name, row.name_en, row.is_key) == ("坪山小学食堂", "School", True)
    assert (row.pinyin, row.initials) == ("pingshanxiaoxueshitang", "psxxst")
    assert (row.hours, row.built_on) == ("Mon-Fri 06:30-13:30", date(2021, 3, 1))
    assert (row.station.code, row.station.name_en) == ("pingshan", "坪山所")
    assert [display.name for display in row.displays] == ["大堂", "二楼"]
    span = row.status_spans[0]
    assert (span.status, span.starts_at, span.ends_at) == (Status.OPEN, FIRST_DAY, None)
    assert span.recorded_at == NOON
    camera = row.cameras[1]
    assert (camera.number, camera.zone, camera.privacy) == (2, Zone.COOKING, Privacy.BLUR)
    assert camera.active_from == date(2021, 3, 1)
    assert CIPHER.decrypt(camera.url_encrypted) == "rtsp://10.0.0.2/a"
    assert len({camera.code for camera in row.cameras} | {row.code}) == 3


def test_a_second_import_changes_nothing(any_session):
    rows = [
        *camera_rows([1, 2], displays="大堂", station_en="S"),
        camera_row(9, licence_no="JY2", moved_from="JY1", mask_areas="0,0 1,0 1,1"),
    ]
    run(any_session, *rows)
    any_session.commit()
    tokens = any_session.scalars(select(Camera.url_encrypted)).all()
    report = run(any_session, *rows, now=NOON + timedelta(days=1))
    assert not report.has_changed
    assert (report.restaurants, report.cameras) == (Tally(unchanged=2), Tally(unchanged=3))
    assert (report.stations, report.displays) == (Tally(unchanged=1), Tally(unchanged=1))
    assert not any_session.dirty
    assert any_session.scalars(select(Camera.url_encrypted)).all() == tokens


def test_other_hours_hold_from_today_and_the_former_are_kept(any_session):
    run(any_session, restaurant_row(hours="24h"))
    report = run(any_session, restaurant_row(hours="9:00-21:00"), now=NOON + timedelta(days=5))
    row = restaurant(any_session)
    assert report.restaurants == Tally(changed=1)
    assert row.hours == "09:00-21:00"
    assert [(each.hours, each.until) for each in row.hours_spans] == [("24h", date(2026, 3, 9))]
    facts = any_session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first().facts
    assert facts["hours"] == [
        {"restaurant": row.code, "hours": {"before": "24h", "after": "09:00-21:00"},
         "from": "2026-03-09", "reason": "", "overwritten": []}
    ]  # fmt: skip


def test_the_same_hours_written_otherwise_change_nothing(any_session):
    run(any_session, restaurant_row(hours="9:00-21:00"))
    report = run(any_session, restaurant_row(hours="每天 09:00–21:00"))
    assert not report.has_changed
    assert restaurant(any_session).hours_spans == []


def test_what_a_file_does_not_mention_stays(session):
    run(session, *camera_rows([1, 2], displays="大堂", street="坪山街道", is_key="yes"))
    report = run(session, camera_row(camera_url="rtsp://10.0.0.1/a", zone=None, camera_name=None))
    row = restaurant(session)
    assert not report.has_changed
    assert (row.street, row.is_key, len(row.cameras), len(row.displays)) == ("坪山街道", True, 2, 1)


def test_an_empty_cell_empties_its_field(session):
    run(session, restaurant_row(name_en="School", built_on="2021-03-01"))
    run(session, restaurant_row(name_en="", built_on=""))
    row = restaurant(session)
    assert (row.name_en, row.built_on) == (None, None)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"name": "光明饭店"}, "pinyin", "guangmingfandian"),
        ({"hours": "24h"}, "hours", "24h"),
        ({"address": "别处"}, "address", "别处"),
    ],
)
def test_a_changed_restaurant_is_changed_and_counted(session, changes, field, value):
    run(session, restaurant_row())
    report = run(session, restaurant_row(**changes))
    assert report.restaurants == Tally(changed=1)
    assert getattr(restaurant(session), field) == value


def test_a_changed_camera_is_changed_and_counted(session):
    run(session, camera_row())
    report = run(session, camera_row(zone="SP", camera_name="专间"))
    camera = restaurant(session).cameras[0]
    assert (report.cameras, report.restaurants) == (Tally(changed=1), Tally(unchanged=1))
    assert (camera.zone, camera.name) == (Zone.SPECIAL, "专间")


def test_an_empty_address_keeps_the_stored_one(session):
    run(session, camera_row())
    token = restaurant(session).cameras[0].url_encrypted
    report = run(session, camera_row(camera_url="", zone=""))
    assert not report.has_changed
    assert restaurant(session).cameras[0].url_encrypted == token


def test_another_address_replaces_the_stored_one(session):
    run(session, camera_row())
    report = run(session, camera_row(camera_url="rtsp://10.0.0.6/new"))
    assert report.cameras == Tally(changed=1)
    token = restaurant(session).cameras[0].url_encrypted
    assert CIPHER.decrypt(token) == "rtsp://10.0.0.6/new"


def test_an_address_no_key_reads_any_more_is_replaced(session):
    run(session, camera_row(), cipher=AddressCipher([Fernet.generate_key().decode()]))
    assert run(session, camera_row()).cameras == Tally(changed=1)


def test_a_new_camera_is_active_from_today_when_no_day_is_told(session):
    midnight = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)  # already 5 March in the district
    run(session, camera_row(active_from=""), now=midnight)
    assert restaurant(session).cameras[0].active_from == date(2026, 3, 5)


def test_a_changed_status_ends_the_old_span_and_opens_a_dated_one(any_session):
    run(any_session, restaurant_row())
    report = run(
        any_session,
        restaurant_row(status="暂停经营", status_from="2026-01-01", status_reason="厨房改造",
                       status_proof="批〔2026〕1号", status_approved_by="李"),
    )  # fmt: skip
    new_year = datetime(2025, 12, 31, 16, tzinfo=UTC)
    first, second = restaurant(any_session).status_spans
    assert (report.statuses_recorded, report.restaurants) == (1, Tally(changed=1))
    assert (first.status, first.ends_at) == (Status.OPEN, new_year)
    assert (second.status, second.starts_at, second.ends_at) == (Status.SUSPENDED, new_year, None)
    assert (second.reason, second.proof, second.approved_by) == ("厨房改造", "批〔2026〕1号", "李")


def test_a_new_status_without_a_day_begins_today(session):
    run(session, restaurant_row())
    run(session, restaurant_row(status="closed", status_from=""))
    assert restaurant(session).status_spans[1].starts_at == datetime(2026, 3, 3, 16, tzinfo=UTC)


def test_the_same_status_without_a_day_is_no_change(session):
    run(session, restaurant_row())
    assert not run(session, restaurant_row(status_from="")).has_changed


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"status_from": "2022-01-01"}, "status_from", "status_started_before"),
        ({"status": "closed", "status_from": "2021-03-01"}, "status_from", "status_too_early"),
        ({"status": "closed", "status_from": "2020-03-01"}, "status_from", "status_too_early"),
        ({"status": "suspended", "status_from": "2026-01-01"}, "status", "suspension_unapproved"),
        ({"station": "龙田所", "station_code": ""}, "station", "unknown_station"),
        ({"station": "龙田所"}, "station_code", "station_code_taken"),
        ({"station_code": "other"}, "station_code", "station_code_differs"),
        ({"moved_from": "JY1"}, "moved_from", "moved_from_itself"),
        ({"moved_from": "JY9"}, "moved_from", "unknown_restaurant"),
        ({"camera_no": "2", "zone": "CK"}, "camera_url", "new_camera_without_address"),
        ({"camera_no": "2", "camera_url": "rtsp://10.0.0.5"}, "zone", "new_camera_without_zone"),
        ({"camera_no": "1", "privacy": "open"}, "privacy", "open_without_basis"),
        ({"camera_no": "1", "privacy": "open", "privacy_basis": "x"}, "privacy", "open_undecided"),
        ({"camera_no": "1", "privacy": "mask"}, "privacy", "mask_without_areas"),
        ({"camera_no": "1", "active_until": "2021-03-01"}, "active_until", "ends_before_start"),
        ({"camera_no": "1", "camera_url": "rtsp://8.8.8.8/"}, "camera_url", "address_outside"),
        ({"camera_no": "1", "camera_url": "rtsp://nowhere/"}, "camera_url", "address_not_found"),
    ],
)
def test_what_contradicts_the_register_is_refused(session, changes, column, code):
    run(session, camera_row())
    session.flush()
    assert refusal(session, restaurant_row(4, **changes)) == [(4, column, code)]


def test_an_unreadable_address_is_told_once(session):
    assert refusal(session, camera_row(camera_url="x")) == [(2, "camera_url", "address_scheme")]


def test_problems_of_file_and_register_are_told_together_by_line(session):
    rows = [
        camera_row(2, hours="never", status="opened", camera_url="rtsp://8.8.8.8/"),
        camera_row(3, licence_no="JY2", zone="XX", station="龙田所", station_code=""),
        restaurant_row(4, licence_no="JY3", moved_from="JY9"),
    ]
    assert refusal(session, *rows) == [
        (2, "status", "not_one_of"),
        (2, "hours", "hours_without_times"),
        (2, "camera_url", "address_outside"),
        (3, "zone", "not_one_of"),
        (3, "station", "unknown_station"),
        (4, "moved_from", "unknown_restaurant"),
    ]


def test_one_bad_row_keeps_all_out(any_session):
    rows = [camera_row(number, licence_no=f"JY{number}") for number in range(2, 30)]
    last = restaurant_row(30, licence_no="JY30", name="")
    assert refusal(any_session, *rows, last) == [(30, "name", "required")]
    assert counts(any_session) == [0] * 5


def test_two_new_stations_cannot_share_a_code(session):
    rows = [restaurant_row(2), restaurant_row(3, licence_no="JY2", station="龙田所")]
    assert refusal(session, *rows) == [
        (2, "station_code", "station_code_taken"),
        (3, "station_code", "station_code_taken"),
    ]


def test_a_stations_code_may_stand_in_any_of_its_rows(session):
    run(session, restaurant_row(2, station_code=""), restaurant_row(3, licence_no="JY2"))
    assert restaurant(session, "JY1").station.code == "pingshan"


def test_a_known_station_needs_no_code(session):
    station = make_station(session, name="坪山所", code="ps")
    run(session, restaurant_row(station_code=""))
    assert restaurant(session).station.id == station.id


def test_new_stations_come_after_the_known_ones(session):
    make_station(session, position=1)
    run(session, restaurant_row())
    assert restaurant(session).station.position == 2


def test_an_english_station_name_is_kept_and_changed(session):
    run(session, restaurant_row(station_en="Pingshan"))
    assert run(session, restaurant_row(station_en="")).stations == Tally(unchanged=1)
    assert run(session, restaurant_row(station_en="Ping Shan")).stations == Tally(changed=1)
    assert restaurant(session).station.name_en == "Ping Shan"


def test_a_restaurant_changes_its_station(session):
    run(session, restaurant_row())
    run(session, restaurant_row(station="龙田所", station_code="longtian"))
    assert restaurant(session).station.code == "longtian"


def test_a_move_links_the_new_row_to_the_old_one_wherever_it_stands(any_session):
    run(any_session, restaurant_row(2, licence_no="JY2", moved_from="JY1"), restaurant_row(3))
    old, new = restaurant(any_session, "JY1"), restaurant(any_session, "JY2")
    assert (new.moved_from_id, old.moved_from_id) == (old.id, None)


def test_an_open_camera_keeps_its_basis_when_the_file_lacks_that_column(session):
    run(session, camera_row(privacy="open", privacy_basis="合同第3条", privacy_decided_by="局长"))
    assert not run(session, camera_row(privacy="open")).has_changed


def test_an_import_is_logged_in_counts_alone(session, caplog):
    with caplog.at_level(logging.INFO, logger="portal.registry"):
        run(session, camera_row())
    record = caplog.records[0]
    assert (record.message, record.actor) == ("register_imported", "test")
    assert (record.restaurants_created, record.cameras_created) == (1, 1)


def test_large_registers_are_read_in_several_statements(session, monkeypatch):
    monkeypatch.setattr("portal.registry.queries.register.NUMBERS_A_STATEMENT", 2)
    rows = [restaurant_row(number, licence_no=f"JY{number}") for number in range(2, 7)]
    run(session, *rows)
    assert run(session, *rows).restaurants == Tally(unchanged=5)


def test_a_status_that_is_written_ends_the_one_before(any_session):
    row = make_restaurant(any_session, status=None)
    for change in (StatusChange(Status.OPEN, FIRST_DAY), StatusChange(Status.CLOSED, NOON)):
        write_status(any_session, row, change=change, now=NOON)
    first, second = restaurant(any_session, row.licence_no).status_spans
    assert (first.ends_at, second.status, second.ends_at) == (NOON, Status.CLOSED, None)


def test_a_status_that_begins_too_early_is_not_set(session):
    row = make_restaurant(session)
    too_early = StatusChange(Status.CLOSED, FIRST_DAY - timedelta(days=99))
    with pytest.raises(StatusTooEarly):
        write_status(session, row, change=too_early, now=NOON)


@pytest.fixture
def second_session(any_first_session):
    """Another session on the same database."""
    with Session(any_first_session.get_bind(), expire_on_commit=False) as session:
        yield session


def test_an_import_waits_for_the_one_before_it_and_finds_its_rows(
    any_first_session, second_session
):
    run(any_first_session, *camera_rows([1, 2]))
    reports = []
    second = threading.Thread(
        target=lambda: reports.append(run(second_session, *camera_rows([1, 2, 3])))
    )
    second.start()
    second.join(0.5)
    assert second.is_alive()
    any_first_session.commit()
    second.join(20)
    assert [report.cameras for report in reports] == [Tally(created=1, unchanged=2)]
    second_session.commit()


def test_an_import_that_has_waited_too_long_says_so(any_first_session, second_session, monkeypatch):
    monkeypatch.setattr(turn, "WAIT_SECONDS", 1)
    if second_session.get_bind().dialect.name == "sqlite":
        second_session.execute(text("PRAGMA busy_timeout = 100"))
        second_session.commit()
    run(any_first_session, *camera_rows([1]))
    with pytest.raises(RegisterBusy):
        run(second_session, *camera_rows([1]))
