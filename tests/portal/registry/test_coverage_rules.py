from datetime import date, timedelta

import pytest

from portal.registry.kinds import GapCause, GapKind, GapOwner, ProofKind, Status
from portal.registry.rules.closures import Sighting, Sign, Suspicion, suspicions
from portal.registry.rules.coverage import (
    DEAREST_FEN,
    UNNOTED,
    CostUnlikely,
    Coverage,
    Gap,
    GapNote,
    check_note,
    gaps,
    is_overdue,
    total_cost_fen,
)
from portal.registry.rules.equipment import (
    CameraRetired,
    DayUnfit,
    former_number,
    may_retire,
    may_see,
)
from portal.registry.rules.proofs import MOST_BYTES, ProofRefused, kind_of, suffix_of
from portal.registry.rules.restaurants import FirstStatusUnfit, check_first_status

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)


def coverage(**changes):
    fields = {
        "status": Status.OPEN, "is_key": True, "is_built": True, "is_connected": True,
        "cameras": 5, "has_display": True,
    }  # fmt: skip
    return Coverage(**fields | changes)


def missing(**changes):
    return list(gaps(coverage(**changes), required=5))


def test_who_has_all_lacks_nothing():
    assert missing() == []


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"is_built": False, "cameras": 0, "is_connected": False}, Gap(GapKind.NOT_BUILT)),
        ({"is_connected": False}, Gap(GapKind.NOT_CONNECTED)),
        ({"cameras": 2}, Gap(GapKind.FEW_CAMERAS, 3)),
        ({"has_display": False}, Gap(GapKind.NO_DISPLAY)),
    ],
)
def test_each_lack_is_named_alone(changes, gap):
    assert missing(**changes) == [gap]


def test_a_restaurant_may_lack_several_things_the_worst_first():
    found = missing(is_connected=False, cameras=0, has_display=False)
    assert [each.kind for each in found] == [
        GapKind.NOT_CONNECTED, GapKind.FEW_CAMERAS, GapKind.NO_DISPLAY,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "is_key", "is_built", "is_expected"),
    [
        (Status.OPEN, True, False, True),
        (Status.OPEN, False, True, True),
        (Status.OPEN, False, False, False),
        (Status.SUSPENDED, True, True, True),
        (None, True, True, True),
        (Status.PLANNED, False, False, True),
        (Status.CLOSED, True, True, False),
        (Status.MOVED, True, True, False),
    ],
)
def test_key_built_and_planned_ones_are_expected_until_they_are_gone(
    status, is_key, is_built, is_expected
):
    one = coverage(status=status, is_key=is_key, is_built=is_built, is_connected=False)
    assert one.is_expected is is_expected
    assert bool(list(gaps(one, required=5))) is is_expected


@pytest.mark.parametrize("cost", [-1, DEAREST_FEN + 1])
def test_a_cost_beyond_measure_is_refused(cost):
    with pytest.raises(CostUnlikely):
        check_note(GapNote(cost_fen=cost))


@pytest.mark.parametrize("cost", [None, 0, DEAREST_FEN])
def test_a_cost_may_be_unknown_or_nothing(cost):
    check_note(GapNote(GapCause.POWER, GapOwner.VENDOR, cost_fen=cost))


@pytest.mark.parametrize(
    ("due_on", "is_late"), [(None, False), (TODAY, False), (TODAY - DAY, True)]
)
def test_a_gap_is_overdue_the_day_after(due_on, is_late):
    assert is_overdue(GapNote(due_on=due_on), TODAY) is is_late


def test_costs_are_added_and_unknown_ones_counted():
    assert total_cost_fen([GapNote(cost_fen=100), UNNOTED, GapNote(cost_fen=0)]) == (100, 1)


def signs(**changes):
    fields = {"status": Status.OPEN, "licence_until": None, "last_good_on": TODAY}
    return list(suspicions(Sighting(**fields | changes), today=TODAY, quiet_days=14))


def test_a_restaurant_with_pictures_and_licence_is_not_suspected():
    assert signs(licence_until=TODAY) == []


def test_a_licence_expires_the_day_after_its_last():
    assert signs(licence_until=TODAY - DAY) == [Suspicion(Sign.LICENCE_EXPIRED, TODAY)]


@pytest.mark.parametrize(("days", "is_suspected"), [(13, False), (14, True), (90, True)])
def test_no_picture_for_long_is_a_sign(days, is_suspected):
    found = signs(last_good_on=TODAY - days * DAY)
    since = TODAY - (days - 1) * DAY
    assert found == ([Suspicion(Sign.NO_PICTURE, since)] if is_suspected else [])


def test_never_connected_is_a_gap_and_no_sign():
    assert signs(last_good_on=None) == []


def test_a_report_is_a_sign():
    assert signs(reported_on=TODAY) == [Suspicion(Sign.REPORTED, TODAY)]


def test_a_suspended_restaurant_owes_no_picture_but_a_licence():
    found = signs(
        status=Status.SUSPENDED, last_good_on=TODAY - 90 * DAY, licence_until=TODAY - 9 * DAY
    )
    assert [each.sign for each in found] == [Sign.LICENCE_EXPIRED]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.MOVED, Status.PLANNED])
def test_who_is_gone_or_not_yet_there_is_not_suspected(status):
    assert signs(status=status, licence_until=TODAY - DAY, reported_on=TODAY) == []


@pytest.mark.parametrize("day", [TODAY + DAY, TODAY - 5 * DAY])
def test_a_camera_is_retired_between_its_first_day_and_today(day):
    with pytest.raises(DayUnfit):
        may_retire(active_from=TODAY - 5 * DAY, active_until=None, day=day, today=TODAY)


def test_a_camera_is_retired_once():
    with pytest.raises(CameraRetired) as refused:
        may_retire(active_from=date(2021, 1, 1), active_until=TODAY, day=TODAY, today=TODAY)
    assert refused.value.since == TODAY


def test_a_camera_may_be_retired_today():
    may_retire(active_from=TODAY - DAY, active_until=None, day=TODAY, today=TODAY)


def test_a_display_is_not_seen_in_future():
    may_see(seen_on=TODAY, today=TODAY)
    with pytest.raises(DayUnfit):
        may_see(seen_on=TODAY + DAY, today=TODAY)


@pytest.mark.parametrize(("taken", "number"), [([1, 2], 1001), ([1, 1001, 1004], 1005)])
def test_a_former_device_gets_a_number_no_file_uses(taken, number):
    assert former_number(taken) == number


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0rest", ProofKind.JPEG),
        (b"\x89PNG\r\n\x1a\nrest", ProofKind.PNG),
        (b"RIFF\0\0\0\0WEBPrest", ProofKind.WEBP),
        (b"%PDF-1.7 rest", ProofKind.PDF),
    ],
)
def test_the_first_bytes_tell_what_a_file_is(content, kind):
    assert kind_of(content) is kind
    assert suffix_of(kind) in {"jpg", "png", "webp", "pdf"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "size"),
        (b"%PDF-" + bytes(MOST_BYTES), "size"),
        (b"<svg onload='x'>", "kind"),
        (b"RIFF\0\0\0\0WAVE", "kind"),
        (b"PK\x03\x04", "kind"),
    ],
)
def test_other_files_are_refused(content, fault):
    with pytest.raises(ProofRefused) as refused:
        kind_of(content)
    assert refused.value.fault == fault


def test_a_new_restaurant_is_planned_or_open():
    check_first_status(Status.PLANNED)
    with pytest.raises(FirstStatusUnfit):
        check_first_status(Status.CLOSED)
