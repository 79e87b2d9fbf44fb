"""The state machine, every state with every act and every role."""

from itertools import product

import pytest

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.accounts.rules import Actor, Grant, NotAllowed
from portal.findings.kinds import FindingAct as A
from portal.findings.kinds import FindingState as S
from portal.findings.rules.workflow import (
    ActUnfit,
    AlreadyAppealed,
    ExtensionPending,
    OwnConfirmation,
    OwnFinding,
    Stand,
    TextMissing,
    check_actor,
    check_text,
    next_state,
    possible_acts,
)

HERE = {"station": "hewan", "restaurant": "0000000001"}
BACK = "back"

# Written out, so that a change of the table is seen twice: state, act, what follows.
TABLE = """
pushed    reply answered | prove rectified | ask_extension pushed | grant_extension pushed
pushed    refuse_extension pushed | appeal appealed | recheck pushed | verify closed
pushed    escalate escalated | withdraw withdrawn | assign pushed | remind pushed
answered  reply answered | prove rectified | ask_extension answered | grant_extension answered
answered  refuse_extension answered | appeal appealed | recheck answered | verify closed
answered  escalate escalated | withdraw withdrawn | assign answered | remind answered
answered  publish answered | keep_private answered | unpublish answered
appealed  allow_appeal annulled | reject_appeal back | withdraw withdrawn | assign appealed
appealed  unpublish appealed
rectified reply rectified | prove rectified | appeal appealed | recheck rectified | verify closed
rectified return answered | escalate escalated | withdraw withdrawn | assign rectified
rectified remind rectified | publish rectified | keep_private rectified | unpublish rectified
escalated reply escalated | prove rectified | appeal appealed | recheck escalated | verify closed
escalated withdraw withdrawn | assign escalated | remind escalated | publish escalated
escalated keep_private escalated | unpublish escalated
closed    reply closed | withdraw withdrawn | publish closed | keep_private closed
closed    unpublish closed
annulled  unpublish annulled
withdrawn unpublish withdrawn
"""
STEPS = {
    (S(line.split()[0]), A(step.split()[0])): step.split()[1]
    for line in TABLE.strip().splitlines()
    for step in line.split(maxsplit=1)[1].split("|")
}
STATION = {Role.INSPECTOR, Role.STATION_HEAD}
OFFICERS = STATION | {Role.BUREAU_OFFICER}
MAY = {
    A.OPEN: OFFICERS,
    A.REPLY: RESTAURANT_ROLES,
    A.PROVE: RESTAURANT_ROLES,
    A.ASK_EXTENSION: RESTAURANT_ROLES,
    A.APPEAL: {Role.RESTAURANT_OWNER},
    A.ALLOW_APPEAL: OFFICERS,
    A.REJECT_APPEAL: OFFICERS,
    A.WITHDRAW: {Role.STATION_HEAD, Role.BUREAU_OFFICER},
    A.ASSIGN: {Role.STATION_HEAD, Role.BUREAU_OFFICER},
    A.PUBLISH: {Role.BUREAU_OFFICER},
    A.KEEP_PRIVATE: {Role.BUREAU_OFFICER},
    A.UNPUBLISH: {Role.BUREAU_OFFICER},
}


def person(role, number=7, station="hewan", restaurant="0000000001"):
    """Somebody with `role` where such a role is given."""
    bound = {}
    if role in RESTAURANT_ROLES:
        bound = {"restaurant": restaurant}
    elif role in STATION_ROLES:
        bound = {"station": station}
    return Actor("somebody", number, frozenset({Grant(role, **bound)}))


def stand(state, act=None, **changes):
    """How a Finding stands such that only its state can forbid `act`."""
    asked = act in {A.GRANT_EXTENSION, A.REFUSE_EXTENSION}
    fields = {"confirmed_by": 1, "is_extension_asked": asked, "before_appeal": S.RECTIFIED}
    return Stand(state, **fields | changes)


@pytest.mark.parametrize(("state", "act"), [*product(S, A)])
def test_an_act_leads_where_the_table_says_or_nowhere(state, act):
    if (state, act) not in STEPS:
        with pytest.raises(ActUnfit):
            next_state(stand(state, act), act)
        return
    becomes = STEPS[state, act]

    assert next_state(stand(state, act), act) is (S.RECTIFIED if becomes == BACK else S(becomes))


@pytest.mark.parametrize(("state", "act", "role"), [*product(S, A, Role)])
def test_a_page_offers_an_act_where_state_and_role_allow_it(state, act, role):
    offered = possible_acts(stand(state, act), person(role), **HERE)
    is_allowed = (state, act) in STEPS and role in MAY.get(act, STATION)

    assert (act in offered) is is_allowed


@pytest.mark.parametrize(("act", "role"), [*product(A, Role)])
def test_nobody_acts_on_what_lies_outside_their_part_of_the_register(act, role):
    if role is Role.BUREAU_OFFICER:
        return  # whose part is the whole
    elsewhere = person(role, station="songling", restaurant="0000000002")
    with pytest.raises(NotAllowed):
        check_actor(elsewhere, act, **HERE, confirmed_by=1)


@pytest.mark.parametrize("act", [A.ALLOW_APPEAL, A.REJECT_APPEAL])
@pytest.mark.parametrize("role", sorted(OFFICERS))
def test_who_confirmed_does_not_decide_about_the_appeal(act, role):
    with pytest.raises(OwnConfirmation):
        check_actor(person(role, number=7), act, **HERE, confirmed_by=7)


def test_an_officer_who_runs_the_restaurant_does_not_act_on_it():
    grants = person(Role.BUREAU_OFFICER).grants | person(Role.RESTAURANT_OWNER).grants
    both = Actor("both", 7, grants)
    with pytest.raises(OwnFinding):
        check_actor(both, A.WITHDRAW, **HERE, confirmed_by=1)
    check_actor(both, A.REPLY, **HERE, confirmed_by=1)


@pytest.mark.parametrize("act", A)
def test_the_portal_itself_only_escalates_and_takes_records_back(act):
    portal = Actor.system("findings")
    if act in {A.ESCALATE, A.UNPUBLISH}:
        check_actor(portal, act, **HERE, confirmed_by=1)
        return
    with pytest.raises(NotAllowed):
        check_actor(portal, act, **HERE, confirmed_by=1)


def test_an_appeal_is_made_once():
    with pytest.raises(AlreadyAppealed):
        next_state(stand(S.ANSWERED, was_appealed=True), A.APPEAL)


def test_one_extension_is_asked_for_at_a_time():
    with pytest.raises(ExtensionPending):
        next_state(stand(S.PUSHED, is_extension_asked=True), A.ASK_EXTENSION)
    with pytest.raises(ExtensionPending):
        next_state(stand(S.PUSHED, is_extension_asked=False), A.GRANT_EXTENSION)


def test_a_rejected_appeal_of_before_this_was_kept_leads_to_the_restaurant():
    assert next_state(stand(S.APPEALED, before_appeal=None), A.REJECT_APPEAL) is S.ANSWERED


@pytest.mark.parametrize("act", A)
def test_reasons_are_asked_for_where_somebody_has_to_live_with_them(act):
    needed = {
        A.REPLY, A.ASK_EXTENSION, A.REFUSE_EXTENSION, A.APPEAL, A.ALLOW_APPEAL, A.REJECT_APPEAL,
        A.RETURN, A.ESCALATE, A.WITHDRAW, A.KEEP_PRIVATE, A.UNPUBLISH,
    }  # fmt: skip
    if act in needed:
        with pytest.raises(TextMissing):
            check_text(act, "  ")
    else:
        assert check_text(act, "  ") == ""
    assert check_text(act, f" {'长' * 2000}") == "长" * 1000
