"""Registering, correcting, cameras, displays, gaps and proofs."""

import io
import ipaddress
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.registry.addresses import AddressGate
from portal.registry.kinds import (
    GapCause,
    GapKind,
    GapOwner,
    ProofKind,
    RestaurantType,
    Status,
)
from portal.registry.models import Camera, CoverageGap
from portal.registry.operations import (
    AddressKeeper,
    CameraAt,
    Device,
    NewRestaurant,
    correct_restaurant,
    note_gap,
    register_restaurant,
    replace_camera,
    retire_camera,
    verify_display,
)
from portal.registry.proofs import ProofStore
from portal.registry.rules.address import AddressRefused
from portal.registry.rules.coverage import GapNote
from portal.registry.rules.equipment import CameraRetired, DayUnfit
from portal.registry.rules.hours import HoursInvalid
from portal.registry.rules.proofs import ProofRefused
from portal.registry.rules.restaurants import CorrectionUnknown, FirstStatusUnfit, LicenceTaken
from portal.registry.rules.status import status_at
from portal.rounds.rules.duty import Tenure, slots_of
from portal.shell.rules import NotFound
from tests.support.factories import (
    CIPHER,
    NOON,
    make_camera,
    make_display,
    make_restaurant,
    make_station,
)
from tests.support.staff import head_of, officer, owner_of

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
KEEPER = AddressKeeper(AddressGate((ipaddress.ip_network("10.0.0.0/8"),), lambda host: ()), CIPHER)
DEVICE = Device("rtsp://viewer:fresh@10.0.0.8:554/main", TODAY, device_id="4" * 20)


def put_in(session, camera, device=DEVICE, actor=None):
    where = CameraAt(camera.restaurant.code, camera.number)
    return replace_camera(
        session, where, by=device, keeper=KEEPER, actor=actor or officer(), now=NOON
    )


def test_a_replacement_keeps_number_and_zone_and_leaves_no_gap(any_session):
    former = make_camera(any_session, number=2)
    new = put_in(any_session, former)
    assert (new.number, new.zone, new.name, new.active_from, new.active_until) == (
        2, former.zone, former.name, TODAY, None,
    )  # fmt: skip
    assert (former.number, former.active_until) == (1001, TODAY)
    assert CIPHER.decrypt(new.url_encrypted) == DEVICE.url


def test_a_replacement_is_the_same_slot_to_the_rounds(session):
    former = make_camera(session)
    cameras = [former, put_in(session, former)]
    tenures = [Tenure(c.id, c.zone, c.active_from, c.active_until) for c in cameras]
    assert len(slots_of(tenures)) == 1


def test_a_slot_changes_devices_again_and_again(session):
    first = make_camera(session, number=1)
    second = put_in(session, first, Device(DEVICE.url, TODAY - DAY))
    third = put_in(session, second)
    assert [first.number, second.number, third.number] == [1001, 1002, 1]


def test_a_device_outside_the_networks_is_refused_and_nothing_changes(session):
    former = make_camera(session, number=1)
    with pytest.raises(AddressRefused):
        put_in(session, former, Device("rtsp://192.0.2.1/main", TODAY))
    assert (former.number, former.active_until) == (1, None)


def test_a_device_never_prints_its_address():
    assert "fresh" not in repr(DEVICE)


def test_only_officers_replace_cameras(session):
    former = make_camera(session)
    with pytest.raises(NotAllowed):
        put_in(session, former, actor=head_of(former.restaurant))


def retire(session, camera, day=TODAY):
    where = CameraAt(camera.restaurant.code, camera.number)
    return retire_camera(session, where, day=day, reason="拆除", actor=officer(), now=NOON)


def test_a_retired_camera_keeps_its_number_and_days(session):
    row = retire(session, make_camera(session, number=3))
    assert (row.number, row.active_until) == (3, TODAY)


def test_a_camera_is_not_retired_twice(session):
    restaurant = make_restaurant(session)
    where = CameraAt(restaurant.code, make_camera(session, restaurant).number)
    told = {"day": TODAY, "reason": "拆除", "actor": officer(), "now": NOON}
    retire_camera(session, where, **told)
    with pytest.raises(CameraRetired):
        retire_camera(session, where, **told)


def test_a_camera_that_is_not_there_is_not_found(session):
    row = make_restaurant(session)
    with pytest.raises(NotFound):
        retire_camera(
            session, CameraAt(row.code, 9), day=TODAY, reason="", actor=officer(), now=NOON
        )


def seen(session, restaurant, name="大堂", day=TODAY):
    return verify_display(session, restaurant.code, name, seen_on=day, actor=officer(), now=NOON)


def test_a_display_keeps_its_first_and_last_day(session):
    row = make_restaurant(session)
    make_display(session, row, name="大堂", verified_on=TODAY - 90 * DAY)
    display = seen(session, row)
    assert (display.first_verified_on, display.verified_on) == (TODAY - 90 * DAY, TODAY)


def test_an_earlier_day_found_later_does_not_age_a_display(session):
    row = make_restaurant(session)
    seen(session, row)
    display = seen(session, row, day=TODAY - DAY)
    assert (display.first_verified_on, display.verified_on) == (TODAY - DAY, TODAY)


def test_a_display_seen_for_the_first_time_is_registered(session):
    row = make_restaurant(session)
    assert seen(session, row, "二楼").restaurant_id == row.id


def test_a_display_is_not_seen_tomorrow(session):
    with pytest.raises(DayUnfit):
        seen(session, make_restaurant(session), day=TODAY + DAY)


def new(of, **changes):
    fields = {
        "licence_no": "JY9", "name": "新店", "type": RestaurantType.SMALL,
        "station": of.code, "address": "新路 1 号", "hours": "9:00-21:00",
        "status": Status.PLANNED, "starts_at": NOON,
    }  # fmt: skip
    return NewRestaurant(**fields | changes)


def test_a_new_restaurant_is_found_by_its_pinyin_and_has_a_status(any_session):
    told = new(make_station(any_session))
    row = register_restaurant(any_session, told, actor=officer(), now=NOON)
    assert (row.pinyin, row.hours) == ("xindian", "09:00-21:00")
    assert status_at(row.status_spans, NOON) is Status.PLANNED


def test_a_licence_is_registered_once(session):
    row = make_restaurant(session)
    told = new(row.station, licence_no=row.licence_no)
    with pytest.raises(LicenceTaken):
        register_restaurant(session, told, actor=officer(), now=NOON)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"status": Status.CLOSED}, FirstStatusUnfit),
        ({"hours": "whenever"}, HoursInvalid),
        ({"station": "nowhere"}, NotFound),
    ],
)
def test_a_new_restaurant_must_make_sense(session, changes, error):
    told = new(make_station(session), **changes)
    with pytest.raises(error):
        register_restaurant(session, told, actor=officer(), now=NOON)


def correct(session, row, actor=None, **changes):
    return correct_restaurant(
        session, row.code, changes=changes, actor=actor or officer(), now=NOON
    )


def test_a_correction_tells_before_and_after(session):
    row = make_restaurant(session, licence_until=TODAY)
    correct(session, row, licence_until=TODAY + 365 * DAY, is_key=row.is_key)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.facts == {"licence_until": {"before": "2026-03-04", "after": "2027-03-04"}}


def test_what_changes_nothing_leaves_no_entry(session):
    row = make_restaurant(session)
    correct(session, row, street=row.street)
    assert session.scalars(select(AuditEntry)).all() == []


def test_another_name_is_found_by_its_own_pinyin(session):
    row = correct(session, make_restaurant(session), name="阳光小馆")
    assert row.pinyin == "yangguangxiaoguan"


@pytest.mark.parametrize("changes", [{"code": "0000000000"}, {"hours": "24h"}])
def test_what_has_an_act_of_its_own_is_no_correction(session, changes):
    with pytest.raises(CorrectionUnknown):
        correct(session, make_restaurant(session), **changes)


def test_owners_correct_nothing(session):
    row = make_restaurant(session)
    with pytest.raises(NotAllowed):
        correct(session, row, owner_of(row), is_key=True)


def test_the_last_note_about_a_gap_holds(any_session):
    row = make_restaurant(any_session)
    for cause in (GapCause.POWER, GapCause.REFUSAL):
        note = GapNote(cause, GapOwner.RESTAURANT, TODAY, " 沟通中 ", 120_000)
        note_gap(
            any_session, row.code, GapKind.NOT_CONNECTED,
            note=note, actor=head_of(row), now=NOON,
        )  # fmt: skip
    kept = any_session.scalars(select(CoverageGap)).one()
    assert (kept.cause, kept.note, kept.cost_fen, kept.noted_by) == (
        GapCause.REFUSAL, "沟通中", 120_000, "head",
    )  # fmt: skip


def picture(kind, size=(64, 48), **options):
    saved = io.BytesIO()
    Image.new("RGB", size, "orange").save(saved, format=kind, **options)
    return saved.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_and_tells_not_where_it_was_taken(tmp_path, kind):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    content = picture(kind, exif=exif)
    store = ProofStore(tmp_path)
    kept = store.keep(content)
    stored = store.path(kept.code, kept.kind).read_bytes()
    assert b"secret place" in content
    assert b"secret place" not in stored
    assert Image.open(io.BytesIO(stored)).size == (64, 48)
    assert (kept.bytes, len(kept.code)) == (len(stored), 32)


def test_a_pdf_is_kept_as_it_is(tmp_path):
    store = ProofStore.under(tmp_path)
    kept = store.keep(b"%PDF-1.7 x")
    assert store.path(kept.code, ProofKind.PDF).read_bytes() == b"%PDF-1.7 x"


def test_what_only_begins_like_a_picture_is_refused_and_not_kept(tmp_path):
    with pytest.raises(ProofRefused) as refused:
        ProofStore(tmp_path).keep(b"\xff\xd8\xff<script>")
    assert (refused.value.fault, list(tmp_path.iterdir())) == ("broken", [])


def test_a_picture_too_large_to_unpack_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("portal.registry.proofs.MOST_PIXELS", 100)
    with pytest.raises(ProofRefused) as refused:
        ProofStore(tmp_path).keep(picture("PNG"))
    assert refused.value.fault == "size"


def test_a_file_whose_row_was_not_written_goes_again(tmp_path):
    store = ProofStore(tmp_path)
    kept = store.keep(b"%PDF-1.7 x")
    store.drop(kept)
    store.drop(kept)
    assert not store.path(kept.code, kept.kind).exists()


def test_a_replacement_is_in_the_chain_without_its_address(session):
    former = make_camera(session)
    put_in(session, former)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.act == "camera.replaced"
    assert "fresh" not in str(entry.facts)
    assert session.scalars(select(Camera.code).where(Camera.code == entry.facts["camera"])).one()
