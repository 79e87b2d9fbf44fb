"""Asking, deciding and withdrawing, on both databases."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import AuditEntry
from portal.accounts.rules import NotAllowed
from portal.registry.kinds import Ask, RequestState, Status
from portal.registry.models import Restaurant, StatusSpan
from portal.registry.operations import ask, change_status, decide, withdraw
from portal.registry.rules.permissions import OwnRequest
from portal.registry.rules.requests import (
    AlreadyAsked,
    AlreadyDecided,
    MoveTo,
    NotYours,
    StatusUnfit,
    WhyMissing,
    Wish,
)
from portal.registry.rules.restaurants import LicenceTaken
from portal.registry.rules.status import span_at, status_at
from portal.shell.rules import NotFound
from tests.support.factories import NOON, make_restaurant, make_station
from tests.support.staff import head_of, officer, owner_of

DAY = timedelta(days=1)
PAUSE = Wish(Ask.SUSPEND, NOON + DAY, NOON + 5 * DAY, reason="装修", proof="申请书 7 号")
CLOSING = Wish(Ask.CLOSE, NOON, reason="已注销")


def spans(session, restaurant):
    return session.scalars(
        select(StatusSpan)
        .where(StatusSpan.restaurant_id == restaurant.id)
        .order_by(StatusSpan.starts_at)
    ).all()


def status(session, restaurant, moment):
    return status_at(spans(session, restaurant), moment)


def asked(session, restaurant, wish=PAUSE, actor=None):
    actor = actor or owner_of(restaurant)
    return ask(session, restaurant.code, wish=wish, actor=actor, now=NOON)


def granted(session, row, actor=None, now=NOON):
    return decide(session, row.id, is_granted=True, why="", actor=actor or officer(), now=now)


def acts(session):
    return session.scalars(select(AuditEntry.act).order_by(AuditEntry.number)).all()


def test_an_approved_suspension_lies_over_the_open_status(any_session):
    row = make_restaurant(any_session)
    request = granted(any_session, asked(any_session, row), head_of(row))
    assert request.state is RequestState.APPROVED
    assert [status(any_session, row, NOON + days * DAY) for days in (0, 1, 4, 5)] == [
        Status.OPEN, Status.SUSPENDED, Status.SUSPENDED, Status.OPEN,
    ]  # fmt: skip


def test_a_suspension_names_its_proof_and_approver_and_when_it_was_entered(session):
    row = make_restaurant(session)
    granted(session, asked(session, row), head_of(row))
    span = spans(session, row)[-1]
    assert (span.reason, span.proof, span.approved_by, span.recorded_at) == (
        "装修", "申请书 7 号", "head", NOON,
    )  # fmt: skip


def test_a_retroactive_suspension_is_recorded_after_it_began(session):
    row = make_restaurant(session)
    late = replace(PAUSE, starts_at=NOON - 3 * DAY)
    granted(session, asked(session, row, late))
    span = spans(session, row)[-1]
    assert span.recorded_at > span.starts_at


def test_a_pending_request_changes_nothing(session):
    row = make_restaurant(session)
    asked(session, row)
    assert len(spans(session, row)) == 1


def test_a_refusal_keeps_its_reason_and_changes_nothing(session):
    row = make_restaurant(session)
    request = asked(session, row)
    decide(session, request.id, is_granted=False, why="材料不全", actor=officer(), now=NOON)
    assert (request.state, request.why) == (RequestState.REFUSED, "材料不全")
    assert len(spans(session, row)) == 1


def test_a_refusal_needs_a_reason(session):
    row = make_restaurant(session)
    request = asked(session, row)
    with pytest.raises(WhyMissing):
        decide(session, request.id, is_granted=False, why=" ", actor=officer(), now=NOON)


def test_the_second_of_two_officers_learns_who_was_first(any_session):
    row = make_restaurant(any_session)
    request = asked(any_session, row)
    granted(any_session, request, officer(8))
    with pytest.raises(AlreadyDecided) as refused:
        decide(any_session, request.id, is_granted=False, why="x", actor=officer(9), now=NOON)
    assert (refused.value.state, refused.value.by) == (RequestState.APPROVED, "officer")


def test_of_two_who_decide_at_once_one_is_told_of_the_other(any_first_session):
    row = make_restaurant(any_first_session)
    request = asked(any_first_session, row)
    any_first_session.commit()
    told = []

    def refuse():
        with Session(any_first_session.get_bind()) as other:
            try:
                decide(other, request.id, is_granted=False, why="x", actor=officer(9), now=NOON)
            except AlreadyDecided as error:
                told.append(error.state)

    second = Thread(target=refuse)
    granted(any_first_session, request, officer(8))
    second.start()  # waits for the row, or comes when all is done: it must not overwrite
    any_first_session.commit()
    second.join()
    assert told == [RequestState.APPROVED]


def test_the_same_is_asked_once_at_a_time(any_session):
    row = make_restaurant(any_session)
    asked(any_session, row)
    with pytest.raises(AlreadyAsked):
        asked(any_session, row, replace(PAUSE, starts_at=NOON + 2 * DAY))


def test_what_was_refused_may_be_asked_again(any_session):
    row = make_restaurant(any_session)
    request = asked(any_session, row)
    decide(any_session, request.id, is_granted=False, why="x", actor=officer(), now=NOON)
    assert asked(any_session, row).state is RequestState.PENDING


def test_a_head_does_not_approve_a_suspension_of_their_own_asking(session):
    row = make_restaurant(session)
    request = asked(session, row, actor=head_of(row))
    with pytest.raises(OwnRequest):
        granted(session, request, head_of(row))


def test_a_head_of_another_station_decides_nothing(session):
    row = make_restaurant(session)
    with pytest.raises(NotAllowed):
        granted(session, asked(session, row), head_of(make_restaurant(session)))


def test_an_owner_asks_for_no_other_restaurant(session):
    row, other = make_restaurant(session), make_restaurant(session)
    with pytest.raises(NotAllowed):
        asked(session, row, actor=owner_of(other))


def test_what_was_asked_may_be_taken_back_by_who_asked(session):
    row = make_restaurant(session)
    request = withdraw(session, asked(session, row).id, actor=owner_of(row), now=NOON)
    assert request.state is RequestState.WITHDRAWN


def test_nobody_takes_back_what_others_asked(session):
    row = make_restaurant(session)
    with pytest.raises(NotYours):
        withdraw(session, asked(session, row).id, actor=officer(), now=NOON)


def test_what_was_decided_cannot_be_taken_back(session):
    row = make_restaurant(session)
    request = granted(session, asked(session, row))
    with pytest.raises(AlreadyDecided):
        withdraw(session, request.id, actor=owner_of(row), now=NOON)


def test_a_request_that_no_longer_fits_is_not_granted(session):
    row = make_restaurant(session)
    request = asked(session, row)
    change_status(session, row.code, wish=CLOSING, actor=officer(), now=NOON)
    with pytest.raises(StatusUnfit):
        granted(session, request)


def test_an_officer_closes_in_one_act_and_planned_suspensions_fall_away(any_session):
    row = make_restaurant(any_session)
    granted(any_session, asked(any_session, row))
    change_status(any_session, row.code, wish=CLOSING, actor=officer(), now=NOON)
    assert [(each.status, each.ends_at) for each in spans(any_session, row)] == [
        (Status.OPEN, NOON), (Status.CLOSED, None),
    ]  # fmt: skip


def test_an_officer_alone_suspends_nobody(session):
    row = make_restaurant(session)
    with pytest.raises(OwnRequest):
        change_status(session, row.code, wish=PAUSE, actor=officer(), now=NOON)


def test_a_head_closes_nothing_alone(session):
    row = make_restaurant(session)
    with pytest.raises(NotAllowed):
        change_status(session, row.code, wish=CLOSING, actor=head_of(row), now=NOON)


def test_a_closed_restaurant_opens_again(session):
    row = make_restaurant(session, status=Status.CLOSED)
    opening = Wish(Ask.OPEN, NOON, reason="重新开业")
    change_status(session, row.code, wish=opening, actor=officer(), now=NOON)
    assert status(session, row, NOON) is Status.OPEN


def test_business_resumes_before_a_suspension_was_to_end(any_session):
    row = make_restaurant(any_session)
    granted(any_session, asked(any_session, row))
    back = Wish(Ask.RESUME, NOON + 3 * DAY, reason="装修提前完成")
    granted(any_session, asked(any_session, row, back))
    assert [(each.status, each.ends_at) for each in spans(any_session, row)] == [
        (Status.OPEN, None), (Status.SUSPENDED, NOON + 3 * DAY),
    ]  # fmt: skip


def test_business_resumes_after_a_suspension_without_end(any_session):
    row = make_restaurant(any_session, status=Status.SUSPENDED)
    back = Wish(Ask.RESUME, NOON, reason="复业")
    granted(any_session, asked(any_session, row, back))
    found = spans(any_session, row)
    assert [(each.status, each.ends_at) for each in found] == [
        (Status.SUSPENDED, NOON), (Status.OPEN, None),
    ]  # fmt: skip
    assert span_at(found, NOON).reason == "复业"


def move(station, licence_no="JY-new"):
    place = MoveTo(licence_no, "新路 9 号", "新街道", station.code)
    return Wish(Ask.MOVE, NOON, reason="迁址", moves_to=place)


def test_a_move_makes_two_linked_records(any_session):
    row = make_restaurant(any_session, is_key=True)
    station = make_station(any_session)
    change_status(any_session, row.code, wish=move(station), actor=officer(), now=NOON)
    new = any_session.scalars(select(Restaurant).where(Restaurant.licence_no == "JY-new")).one()
    assert (new.moved_from_id, new.name, new.address, new.is_key, new.built_on) == (
        row.id, row.name, "新路 9 号", True, None,
    )  # fmt: skip
    assert (status(any_session, row, NOON), status(any_session, new, NOON)) == (
        Status.MOVED, Status.OPEN,
    )  # fmt: skip


def test_a_move_needs_a_licence_number_of_its_own(session):
    row, other = make_restaurant(session), make_restaurant(session)
    wish = move(row.station, other.licence_no)
    with pytest.raises(LicenceTaken) as refused:
        change_status(session, row.code, wish=wish, actor=officer(), now=NOON)
    assert refused.value.taken_by == other.code


def test_a_move_needs_a_station_that_is_known(session):
    row = make_restaurant(session)
    wish = move(make_station(session))
    wish = replace(wish, moves_to=replace(wish.moves_to, station="nowhere"))
    with pytest.raises(NotFound):
        change_status(session, row.code, wish=wish, actor=officer(), now=NOON)


def test_a_move_that_a_head_asked_for_is_carried_out_as_asked(session):
    row = make_restaurant(session)
    request = asked(session, row, move(row.station), head_of(row))
    granted(session, request)
    new = session.scalars(select(Restaurant).where(Restaurant.licence_no == "JY-new")).one()
    assert new.street == "新街道"


def test_a_restaurant_that_is_not_there_is_not_found(session):
    with pytest.raises(NotFound):
        ask(session, "0000000000", wish=PAUSE, actor=officer(), now=NOON)


def test_a_request_that_is_not_there_is_not_found(session):
    with pytest.raises(NotFound):
        decide(session, 99, is_granted=True, why="", actor=officer(), now=NOON)


def test_every_act_is_in_the_chain(session):
    row = make_restaurant(session)
    granted(session, asked(session, row))
    withdraw(
        session,
        asked(session, row, replace(PAUSE, starts_at=NOON + 9 * DAY, ends_at=NOON + 12 * DAY)).id,
        actor=owner_of(row),
        now=NOON,
    )
    change_status(session, row.code, wish=CLOSING, actor=officer(), now=NOON)
    assert acts(session) == [
        "status_request.asked", "status_request.approved",
        "status_request.asked", "status_request.withdrawn",
        "status_request.approved",
    ]  # fmt: skip
