"""What the Vendor may do about a Fault, and that all of it is recorded."""

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.rounds.kinds import FaultCause, PictureMoment, Refused
from portal.rounds.models import CameraRefusal
from portal.rounds.operations import (
    Evidence,
    acknowledge_fault,
    add_note,
    note_observations,
    tell_cause,
    try_again_for_fault,
    view_picture,
)
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.faults import FaultOver, NoteUnusable
from portal.rounds.rules.refusals import NothingRefused
from portal.shell.rules import NotFound
from tests.support.factories import make_camera, make_restaurant, make_station
from tests.support.looks import bad, good, minute

NUMBER = "F-2026-000001"


def person(role=Role.VENDOR, **where):
    """Somebody with one role."""
    return Actor("陈工", 7, frozenset({Grant(role, **where)}))


@pytest.fixture
def store(tmp_path):
    return PictureStore.under(tmp_path)


@pytest.fixture
def camera(session, store):
    """A Camera of the Station "one", dark since noon: Fault F-2026-000001."""
    restaurant = make_restaurant(session, station=make_station(session, code="one"))
    camera = make_camera(session, restaurant)
    evidence = Evidence(store, lambda look: b"picture")
    note_observations(
        session, [bad(0, camera.id), bad(5, camera.id)], now=minute(5), evidence=evidence
    )
    return camera


def acts(session):
    """What the chain tells of people, newest last."""
    rows = session.scalars(
        select(AuditEntry).where(AuditEntry.person_id.is_not(None)).order_by(AuditEntry.number)
    )
    return [(row.act, row.subject) for row in rows]


def test_the_first_answer_counts(session, camera):
    acknowledge_fault(session, NUMBER, actor=person(), now=minute(9))
    fault = acknowledge_fault(session, NUMBER, actor=person(), now=minute(30))

    assert (fault.acknowledged_at, fault.acknowledged_by) == (minute(9), "陈工")
    assert acts(session) == [("fault.acknowledged", f"fault {NUMBER}")]


def test_a_fault_that_has_ended_needs_no_answer(session, camera):
    note_observations(session, [good(6, camera.id)], now=minute(6))
    with pytest.raises(FaultOver):
        acknowledge_fault(session, NUMBER, actor=person(), now=minute(9))


def test_a_cause_may_be_told_when_it_is_over(session, camera):
    note_observations(session, [good(6, camera.id)], now=minute(6))
    for __ in range(2):
        fault = tell_cause(session, NUMBER, FaultCause.POWER_CUT, actor=person(), now=minute(9))

    assert fault.cause is FaultCause.POWER_CUT
    assert acts(session) == [("fault.cause_told", f"fault {NUMBER}")]


def test_a_note_is_kept_with_its_author(session, camera):
    note = add_note(session, NUMBER, " 明早上门 ", actor=person(), now=minute(9))

    assert (note.text, note.author, note.at) == ("明早上门", "陈工", minute(9))
    assert acts(session) == [("fault.noted", f"fault {NUMBER}")]


def test_an_empty_note_is_refused(session, camera):
    with pytest.raises(NoteUnusable):
        add_note(session, NUMBER, " ", actor=person(), now=minute(9))


def test_nothing_that_people_do_ends_a_fault(session, camera):
    acknowledge_fault(session, NUMBER, actor=person(), now=minute(9))
    fault = tell_cause(session, NUMBER, FaultCause.NOT_FOUND, actor=person(), now=minute(9))

    assert fault.ended is None


def test_a_camera_that_refused_our_password_is_tried_again(session, camera):
    refusal = CameraRefusal(
        camera_id=camera.id, cause=Refused.BAD_PASSWORD, address_mark="a", user_mark="u",
        password_mark="p", refused_at=minute(0),
    )  # fmt: skip
    session.add(refusal)
    session.flush()
    try_again_for_fault(session, NUMBER, actor=person(), now=minute(9))
    session.refresh(refusal)

    assert refusal.released_at == minute(9)


def test_a_camera_that_refused_nothing_need_not_be_tried_again(session, camera):
    with pytest.raises(NothingRefused):
        try_again_for_fault(session, NUMBER, actor=person(), now=minute(9))


ACTS = {
    "acknowledge": lambda session, who: acknowledge_fault(
        session, NUMBER, actor=who, now=minute(9)
    ),
    "cause": lambda session, who: tell_cause(
        session, NUMBER, FaultCause.AIM_WRONG, actor=who, now=minute(9)
    ),
    "note": lambda session, who: add_note(session, NUMBER, "n", actor=who, now=minute(9)),
    "retry": lambda session, who: try_again_for_fault(session, NUMBER, actor=who, now=minute(9)),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VENDOR])
def test_nobody_but_the_vendor_works_on_faults(session, camera, act, role):
    with pytest.raises(NotAllowed):
        act(session, person(role))


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_unknown_fault_is_not_found(session, act):
    with pytest.raises(NotFound):
        act(session, person())


def test_a_vendor_of_another_station_does_not_find_it(session, camera):
    with pytest.raises(NotFound):
        acknowledge_fault(session, NUMBER, actor=person(station="two"), now=minute(9))


@pytest.mark.parametrize(
    "who",
    [
        person(),
        person(Role.BUREAU_OFFICER),
        person(Role.INSPECTOR, station="one"),
        person(Role.STATION_HEAD, station="one"),
    ],
    ids=lambda who: next(iter(who.grants)).role.value,
)
def test_every_view_of_a_picture_is_recorded(session, camera, store, who):
    for __ in range(2):
        content = view_picture(
            session, NUMBER, PictureMoment.OPENING, actor=who, now=minute(9), store=store
        )

    assert content == b"picture"
    assert acts(session) == [("fault.picture_viewed", f"fault {NUMBER}")] * 2


@pytest.mark.parametrize(
    "who", [person(Role.INSPECTOR, station="two"), person(Role.AUDITOR), person(Role.MODERATOR)]
)
def test_a_picture_is_not_found_by_others(session, camera, store, who):
    with pytest.raises(NotFound):
        view_picture(session, NUMBER, PictureMoment.OPENING, actor=who, now=minute(9), store=store)

    assert acts(session) == []


def test_a_picture_that_was_not_kept_is_not_found(session, camera, store):
    with pytest.raises(NotFound):
        view_picture(
            session, NUMBER, PictureMoment.CLOSING, actor=person(), now=minute(9), store=store
        )


def test_a_picture_whose_file_is_gone_is_not_found(session, camera, store):
    store.remove(f"{NUMBER}-opening.jpg")
    with pytest.raises(NotFound):
        view_picture(
            session, NUMBER, PictureMoment.OPENING, actor=person(), now=minute(9), store=store
        )
