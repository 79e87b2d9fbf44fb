from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from portal.registry.rules import (
    Privacy,
    Protection,
    ProtectionUnfit,
    Status,
    StatusChange,
    StatusTooEarly,
    SuspensionUnapproved,
    is_code,
    kitchen_path,
    may_publish,
    span_at,
    status_at,
)
from portal.registry.rules.status import last_span, may_change

START = datetime(2026, 1, 1, tzinfo=UTC)
MIDDLE = datetime(2026, 2, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Span:
    status: Status
    starts_at: datetime
    ends_at: datetime | None = None


SPANS = (Span(Status.OPEN, START, MIDDLE), Span(Status.SUSPENDED, MIDDLE))


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (START - SECOND, None),
        (START, Status.OPEN),
        (MIDDLE - SECOND, Status.OPEN),
        (MIDDLE, Status.SUSPENDED),
        (MIDDLE + timedelta(days=900), Status.SUSPENDED),
    ],
)
def test_status_is_that_of_the_half_open_span_around_the_moment(moment, status):
    assert status_at(SPANS, moment) == status


def test_no_span_means_not_known():
    assert status_at([], START) is None
    assert span_at([], START) is None


def test_of_two_spans_the_one_that_began_last_holds():
    late = Span(Status.CLOSED, MIDDLE)
    assert span_at([Span(Status.OPEN, START), late], MIDDLE) is late


@pytest.mark.parametrize("status", [*Status, None])
def test_only_a_restaurant_known_to_be_open_is_shown(status):
    assert may_publish(status) is (status is Status.OPEN)


def test_last_span_may_lie_in_future():
    assert last_span(reversed(SPANS)) is SPANS[1]
    assert last_span([]) is None


def test_a_first_status_may_begin_at_any_time():
    may_change([], StatusChange(Status.OPEN, START))


@pytest.mark.parametrize("starts_at", [START, MIDDLE])
def test_a_status_must_begin_after_the_last_one(starts_at):
    with pytest.raises(StatusTooEarly) as refused:
        may_change(SPANS, StatusChange(Status.CLOSED, starts_at))
    assert refused.value.since == MIDDLE


def test_a_later_status_may_follow():
    may_change(SPANS, StatusChange(Status.CLOSED, MIDDLE + SECOND))


@pytest.mark.parametrize(("reason", "approved_by"), [("", ""), ("works", ""), ("", "Li")])
def test_a_suspension_needs_reason_and_approver(reason, approved_by):
    change = StatusChange(Status.SUSPENDED, START, reason=reason, approved_by=approved_by)
    with pytest.raises(SuspensionUnapproved):
        may_change([], change)


def test_an_approved_suspension_may_be_recorded():
    may_change([], StatusChange(Status.SUSPENDED, START, reason="works", approved_by="Li"))


@pytest.mark.parametrize(
    ("told", "polygons", "fault"),
    [
        (Protection(Privacy.BLUR), [], None),
        (Protection(Privacy.OPEN, basis="consent of 3 March", decided_by="Li"), [], None),
        (Protection(Privacy.OPEN, basis=" ", decided_by="Li"), [], "open_without_basis"),
        (Protection(Privacy.OPEN, basis="consent", decided_by=" "), [], "open_undecided"),
        (Protection(Privacy.MASK), [[[0, 0], [1, 0], [1, 1]]], None),
        (Protection(Privacy.MASK, basis="consent"), [], "mask_without_areas"),
    ],
)
def test_an_open_picture_needs_a_basis_and_somebody_and_a_masked_one_areas(told, polygons, fault):
    assert told.fault(polygons=polygons) == fault


def test_a_protection_that_lacks_something_is_refused():
    with pytest.raises(ProtectionUnfit):
        Protection(Privacy.OPEN).check(polygons=[])


def test_a_protection_that_lacks_nothing_is_allowed():
    Protection(Privacy.BLUR).check(polygons=[])


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0123456789", True),
        ("abcdefghjk", True),
        ("mnpqrstvwx", True),
        ("yz00000000", True),
        ("abcdefghij", False),  # i is not in the alphabet, nor are l, o and u
        ("abcdefghol", False),
        ("ABCDEFGHJK", False),
        ("abcdefghj", False),
        ("abcdefghjk0", False),
        ("../../../e", False),
        ("abcdefghj\n", False),
        ("0123456789\n", False),
    ],
)
def test_only_the_form_of_a_code_is_one(text, is_one):
    assert is_code(text) is is_one


def test_kitchen_path_is_short_enough_for_a_small_qr_code():
    assert kitchen_path("0123456789") == "/r/0123456789"
