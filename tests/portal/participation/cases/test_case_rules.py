"""The table of states, row by row: what follows, who may, what the public is told."""

from datetime import timedelta

import pytest

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.participation.case_kinds import (
    CaseAct,
    CaseKind,
    CaseState,
    Channel,
    PublicWord,
    Side,
)
from portal.participation.rules import cases
from portal.participation.rules.cases import (
    STEPS,
    AlreadyReopened,
    CaseActUnfit,
    CaseStand,
    CaseTextMissing,
    OwnCase,
    SecondPersonNeeded,
    case_number,
    check_actor,
    check_text,
    may_edit,
    may_read,
    next_state,
    possible_acts,
    public_word,
    rating_round,
)
from tests.portal.participation.cases.conftest import NOW, officer

S, A = CaseState, CaseAct


def stand(state=S.RECEIVED, **changes):
    """How a Tip about the Restaurant "abc" of the Station "east" stands."""
    fields = {
        "kind": CaseKind.TIP, "channel": Channel.PAGE, "state": state, "station": "east",
        "restaurant": "abc", "received_at": NOW,
    }  # fmt: skip
    return CaseStand(**fields | changes)


def test_twelve_states_read_as_six_words():
    assert len(set(CaseState)) == 12
    assert {public_word(state) for state in CaseState} == set(PublicWord)


@pytest.mark.parametrize(
    ("state", "act", "becomes"),
    [
        (S.RECEIVED, A.SCREEN, S.SCREENING),
        (S.RECEIVED, A.ACCEPT, S.ACCEPTED),
        (S.SCREENING, A.ASK_INFO, S.NEED_INFO),
        (S.ACCEPTED, A.CHECK, S.CHECKING),
        (S.CHECKING, A.RECTIFY, S.RECTIFYING),
        (S.RECTIFYING, A.DECIDE, S.DECIDED),
        (S.DECIDED, A.REOPEN, S.SCREENING),
        (S.CHECKING, A.MERGE, S.MERGED),
        (S.RECEIVED, A.REFUSE, S.REFUSED),
        (S.CHECKING, A.TRANSFER, S.TRANSFERRED),
        (S.MEDIATING, A.WITHDRAW, S.WITHDRAWN),
        (S.DECIDED, A.RATE, S.DECIDED),
    ],
)
def test_what_follows(state, act, becomes):
    assert next_state(stand(state), act) is becomes


@pytest.mark.parametrize("act", CaseAct)
@pytest.mark.parametrize("state", CaseState)
def test_what_is_not_in_the_table_cannot_be_done(state, act):
    if (state, act) in STEPS:
        return
    with pytest.raises(CaseActUnfit):
        next_state(stand(state), act)


def test_a_case_returns_to_where_it_waited():
    waiting = stand(S.NEED_INFO, before_pause=S.CHECKING)

    assert next_state(waiting, A.ADD) is S.CHECKING
    assert next_state(stand(S.NEED_INFO), A.RESUME) is S.SCREENING


def test_a_case_is_reopened_once():
    with pytest.raises(AlreadyReopened):
        next_state(stand(S.DECIDED, reopened_at=NOW), A.REOPEN)


@pytest.mark.parametrize(
    ("kind", "state", "act"),
    [(CaseKind.TIP, S.ACCEPTED, A.MEDIATE), (CaseKind.COMPLAINT, S.ACCEPTED, A.EXTEND)],
)
def test_some_acts_are_of_one_kind_alone(kind, state, act):
    with pytest.raises(CaseActUnfit):
        next_state(stand(state, kind=kind), act)


def test_mediation_is_of_complaints_and_more_time_of_tips():
    assert next_state(stand(S.ACCEPTED, kind=CaseKind.COMPLAINT), A.MEDIATE) is S.MEDIATING
    assert next_state(stand(S.ACCEPTED), A.EXTEND) is S.ACCEPTED


def test_words_may_be_changed_for_ten_minutes():
    assert may_edit(stand(), now=NOW + timedelta(minutes=9))
    assert not may_edit(stand(), now=NOW + timedelta(minutes=10))
    assert not may_edit(stand(S.ACCEPTED), now=NOW)


@pytest.mark.parametrize("act", cases.ACTORS)
def test_nobody_acts_for_another_station(act):
    for role in Role:
        somebody = officer(role, station="west")
        if Grant(role, station="west") in somebody.grants:
            with pytest.raises(NotAllowed):
                check_actor(somebody, act, stand())


def test_an_inspector_acts_within_their_station_and_heads_refuse():
    check_actor(officer(station="east"), A.ACCEPT, stand())
    with pytest.raises(NotAllowed):
        check_actor(officer(station="east"), A.REFUSE, stand())
    check_actor(officer(Role.STATION_HEAD, station="east"), A.REFUSE, stand())


def test_nobody_is_officer_over_a_restaurant_of_their_own():
    both = Actor("x", 1, frozenset({
        Grant(Role.INSPECTOR, station="east"), Grant(Role.RESTAURANT_OWNER, restaurant="abc"),
    }))  # fmt: skip

    with pytest.raises(OwnCase):
        check_actor(both, A.ACCEPT, stand())
    check_actor(both, A.RESPOND, stand(S.ACCEPTED))


def test_two_persons_delete():
    officer_7 = officer(Role.BUREAU_OFFICER)
    for wrong in (
        stand(S.DECIDED),
        stand(S.DECIDED, is_deletion_asked=True, deletion_asked_by=7),
    ):
        with pytest.raises(SecondPersonNeeded):
            check_actor(officer_7, A.DELETE, wrong)
    check_actor(officer_7, A.DELETE, stand(S.DECIDED, is_deletion_asked=True, deletion_asked_by=8))


def test_what_insiders_send_the_bureau_alone_reads():
    insider = stand(channel=Channel.INSIDER)

    assert not may_read(officer(Role.STATION_HEAD, station="east"), insider)
    assert may_read(officer(Role.BUREAU_OFFICER), insider)
    assert not cases.reads_insiders(officer(Role.STATION_HEAD))


def test_a_page_offers_what_neither_table_nor_rules_forbid():
    offered = possible_acts(stand(), officer(station="east"))

    assert A.ACCEPT in offered
    assert not offered & {A.REFUSE, A.DECIDE, A.DELETE, A.RESPOND}


def test_words_that_others_live_with_must_be_given():
    with pytest.raises(CaseTextMissing):
        check_text(A.DECIDE, " \n")
    assert check_text(A.CHECK, " ") == ""
    assert len(check_text(A.NOTE, "长" * 3000)) == 1000
    assert len(check_text(A.ADD, "长" * 3000)) == 2000


@pytest.mark.parametrize(
    ("act", "side"),
    [(A.ADD, Side.CITIZEN), (A.ESCALATE, Side.SYSTEM), (A.RESPOND, Side.RESTAURANT),
     (A.ACCEPT, Side.OFFICER)],
)  # fmt: skip
def test_who_did_a_step(act, side):
    assert cases.side_of(act) is side


def test_the_handling_is_asked_about_twice():
    assert rating_round(None, now=NOW) is None
    assert rating_round(NOW, now=NOW + timedelta(days=13)) == 1
    assert rating_round(NOW, now=NOW + timedelta(days=14)) == 2


def test_numbers_tell_the_kind():
    assert case_number(CaseKind.COMPLAINT, 2026, 123) == "TS-2026-000123"
    assert case_number(CaseKind.TIP, 2026, 1) == "XS-2026-000001"


def test_every_act_is_public_or_private_and_of_somebody():
    for act in CaseAct:
        assert cases.is_public(act) is (act not in cases.PRIVATE_ACTS)
    assert cases.scope_of(officer(station="east")).stations == {"east"}
