from dataclasses import dataclass
from datetime import timedelta

import pytest

from portal.registry.kinds import Ask, Status
from portal.registry.rules.requests import (
    BECOMES,
    FARTHEST_AHEAD,
    FITS,
    LONGEST_SUSPENSION,
    MomentUnlikely,
    MoveTo,
    PlaceMissing,
    ReasonMissing,
    StatusUnfit,
    Wish,
    interrupted,
    may_ask,
)
from portal.registry.rules.status import (
    StatusChange,
    StatusTooEarly,
    SuspensionOverlaps,
    is_interlude,
    may_change,
    overwritten,
    standing_span,
    status_at,
)
from tests.support.factories import LONG_AGO, NOON

DAY = timedelta(days=1)
PLACE = MoveTo("JY2", "新路1号", "新街道", "hewan")


@dataclass(frozen=True)
class Span:
    status: Status
    starts_at: object
    ends_at: object = None


OPEN = Span(Status.OPEN, LONG_AGO)
PAUSE = Span(Status.SUSPENDED, NOON, NOON + 10 * DAY)
SUSPENDED = (Span(Status.OPEN, LONG_AGO, NOON - DAY), Span(Status.SUSPENDED, NOON - DAY))


def wish(ask=Ask.CLOSE, starts_at=NOON, **changes):
    fields = {"reason": "装修"}
    if ask is Ask.SUSPEND:
        fields["ends_at"] = starts_at + 3 * DAY
    if ask is Ask.MOVE:
        fields["moves_to"] = PLACE
    return Wish(ask, starts_at, **fields | changes)


@pytest.mark.parametrize("ask", Ask)
@pytest.mark.parametrize("status", [*Status, None])
def test_an_ask_fits_some_statuses_and_no_others(ask, status):
    spans = [Span(status, LONG_AGO)] if status else []
    if status in FITS[ask]:
        may_ask(spans, wish(ask), now=NOON)
        return
    with pytest.raises((StatusUnfit, SuspensionOverlaps)):
        may_ask(spans, wish(ask), now=NOON)


@pytest.mark.parametrize("ask", Ask)
def test_every_ask_leads_to_a_status(ask):
    assert BECOMES[ask] in Status


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_ask_needs_a_reason(reason):
    with pytest.raises(ReasonMissing):
        may_ask([OPEN], wish(reason=reason), now=NOON)


def test_a_move_tells_where_to():
    with pytest.raises(PlaceMissing):
        may_ask([OPEN], wish(Ask.MOVE, moves_to=None), now=NOON)


@pytest.mark.parametrize("length", [None, timedelta(), -DAY, LONGEST_SUSPENSION + DAY])
def test_a_suspension_has_an_end_within_a_year(length):
    ends_at = None if length is None else NOON + length
    with pytest.raises(MomentUnlikely) as refused:
        may_ask([OPEN], wish(Ask.SUSPEND, ends_at=ends_at), now=NOON)
    assert refused.value.field == "ends_at"


def test_a_suspension_may_last_a_year():
    may_ask([OPEN], wish(Ask.SUSPEND, ends_at=NOON + LONGEST_SUSPENSION), now=NOON)


def test_a_slip_of_the_pen_into_another_century_is_found():
    with pytest.raises(MomentUnlikely) as refused:
        may_ask([OPEN], wish(starts_at=NOON + FARTHEST_AHEAD + DAY), now=NOON)
    assert refused.value.field == "starts_at"


def test_a_suspension_may_be_asked_for_after_it_began_and_is_flagged():
    late = wish(Ask.SUSPEND, starts_at=NOON - DAY)
    may_ask([OPEN], late, now=NOON)
    assert late.is_retroactive(NOON)


def test_what_begins_today_is_not_retroactive():
    assert not wish(starts_at=NOON - timedelta(hours=3)).is_retroactive(NOON)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (NOON - DAY, NOON + timedelta(seconds=1)),
        (NOON + DAY, NOON + 2 * DAY),
        (NOON + 9 * DAY, NOON + 20 * DAY),
        (NOON - DAY, NOON + 20 * DAY),
    ],
)
def test_two_suspensions_do_not_overlap(starts_at, ends_at):
    with pytest.raises(SuspensionOverlaps) as refused:
        may_ask([OPEN, PAUSE], wish(Ask.SUSPEND, starts_at, ends_at=ends_at), now=NOON)
    assert refused.value.since == NOON


@pytest.mark.parametrize(
    ("starts_at", "ends_at"), [(NOON - DAY, NOON), (NOON + 10 * DAY, NOON + 11 * DAY)]
)
def test_suspensions_may_touch(starts_at, ends_at):
    may_ask([OPEN, PAUSE], wish(Ask.SUSPEND, starts_at, ends_at=ends_at), now=NOON)


def test_a_suspension_overlaps_one_without_end():
    with pytest.raises(SuspensionOverlaps):
        may_ask(SUSPENDED, wish(Ask.SUSPEND, NOON - 2 * DAY), now=NOON)


def test_a_suspension_cannot_begin_with_the_status_below_it():
    with pytest.raises(StatusTooEarly):
        may_ask([Span(Status.OPEN, NOON)], wish(Ask.SUSPEND), now=NOON)


@pytest.mark.parametrize("ask", [Ask.CLOSE, Ask.MOVE])
def test_a_change_begins_after_the_status_that_stands(ask):
    spans = [Span(Status.OPEN, LONG_AGO, NOON), Span(Status.OPEN, NOON)]
    with pytest.raises(StatusTooEarly):
        may_ask(spans, wish(ask, NOON - DAY), now=NOON)


def test_a_planned_suspension_does_not_keep_a_restaurant_from_closing():
    may_ask([OPEN, Span(Status.SUSPENDED, NOON + DAY, NOON + 2 * DAY)], wish(), now=NOON)


@pytest.mark.parametrize("spans", [(OPEN, PAUSE), (PAUSE,)])
def test_a_business_resumes_after_its_suspension_began(spans):
    with pytest.raises(StatusTooEarly):
        may_ask(spans, wish(Ask.RESUME, NOON), now=NOON)
    may_ask(spans, wish(Ask.RESUME, NOON + DAY), now=NOON)


def test_what_ends_a_suspension_over_an_open_status_needs_no_new_one():
    assert interrupted([OPEN, PAUSE], NOON + DAY) == (PAUSE, True)


def test_what_ends_a_suspension_over_nothing_needs_an_open_status():
    assert interrupted(SUSPENDED, NOON) == (SUSPENDED[1], False)


def test_nothing_is_interrupted_where_nothing_is_known():
    with pytest.raises(StatusUnfit):
        interrupted([], NOON)


def test_only_a_suspension_with_an_end_is_an_interlude():
    spans = [OPEN, PAUSE, SUSPENDED[1], SUSPENDED[0]]
    assert [is_interlude(each) for each in spans] == [False, True, False, False]


def test_the_standing_span_is_the_last_that_is_no_interlude():
    assert standing_span([OPEN, PAUSE]) is OPEN
    assert standing_span([PAUSE]) is None


def test_an_interlude_overwrites_nothing_and_leaves_what_held_before():
    change = StatusChange(Status.SUSPENDED, NOON, NOON + DAY, reason="x", approved_by="y")
    may_change([OPEN], change)
    told = overwritten([OPEN], change)
    assert (told.cut, told.dropped) == ((), ())
    assert status_at([OPEN, change], NOON + DAY) is Status.OPEN


def test_a_closing_cuts_what_holds_and_drops_what_was_planned():
    ended = Span(Status.SUSPENDED, NOON - 9 * DAY, NOON - 8 * DAY)
    planned = Span(Status.SUSPENDED, NOON + DAY, NOON + 2 * DAY)
    running = Span(Status.SUSPENDED, NOON - DAY, NOON + DAY)
    told = overwritten([OPEN, ended, running, planned], StatusChange(Status.CLOSED, NOON))
    assert (told.cut, told.dropped) == ((OPEN, running), (planned,))
