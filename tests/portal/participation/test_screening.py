"""What does not look like guests is set aside, told to everybody, and can come back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.operations import Client, open_sign_in
from portal.accounts.rules import NotAllowed
from portal.participation.kinds import AsideState, Doubt, Instrument, Item, Rating
from portal.participation.models import Answer, SetAside
from portal.participation.operations import (
    add_scans,
    appeal_aside,
    continue_answer,
    decide_aside,
    screen,
)
from portal.participation.queries import ledger, results
from portal.participation.queries.results import Days
from portal.participation.rules.permissions import AsideDecided, SurveyUnknown
from portal.shell.rules import local_day
from tests.portal.participation.conftest import NOW
from tests.support.factories import make_restaurant
from tests.support.people import actor_of, make_person
from tests.support.staff import head_of, officer, owner_of

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def stuffed(begin):
    """Seven answers from one network within an hour, all of praise."""
    return [begin(f"k{n}", at=NOW + 8 * n * MINUTE, rating=Rating.VERY_GOOD) for n in range(7)]


def groups(session):
    return session.scalars(select(SetAside).order_by(SetAside.id)).all()


def counted(session):
    """How many answers count."""
    day = local_day(NOW)
    found = results.answered(
        session,
        Days(day, day + timedelta(days=1)),
        Instrument.POLL,
        places=results.register(session, now=NOW).places,
    )
    return sum(row.counts.valid for row in found)


def test_answers_of_one_network_are_set_aside(session, stuffed):
    assert screen(session, now=LATER) == 7

    (group,) = groups(session)
    assert (group.reason, group.number, group.praise, group.blame) == (
        Doubt.ONE_NETWORK, 7, 7, 0,
    )  # fmt: skip
    assert counted(session) == 0


def test_screening_twice_sets_aside_once(session, stuffed):
    screen(session, now=LATER)

    assert screen(session, now=LATER + MINUTE) == 0


def test_later_answers_join_their_group(session, stuffed, begin):
    screen(session, now=LATER)
    begin("more", at=LATER, rating=Rating.VERY_GOOD)

    assert screen(session, now=LATER + 10 * MINUTE) == 1
    assert [group.number for group in groups(session)] == [8]


def test_nothing_is_judged_while_somebody_still_answers(session, stuffed):
    assert screen(session, now=NOW + 4 * MINUTE) == 0


def test_honest_answers_count(session, begin):
    for number in range(5):
        begin(f"k{number}", at=NOW + 20 * number * MINUTE, network=f"192.0.{number}.0/24")

    assert screen(session, now=LATER) == 0
    assert counted(session) == 5


def test_what_was_filled_in_too_fast_is_set_aside(session, begin):
    begin("fast", shown_at=NOW - timedelta(seconds=1))
    for item in (Item.TRUST, Item.REMARK):
        continue_answer(session, "fast", item, "good", is_last=item is Item.REMARK, now=NOW)

    screen(session, now=LATER)

    assert [group.reason for group in groups(session)] == [Doubt.TOO_FAST]


def test_answers_behind_closed_doors_are_set_aside(session, begin):
    lunch = make_restaurant(session, hours="Mon-Fri 18:00-20:00")
    begin("early", place=lunch)
    begin("near", place=lunch, at=NOW + timedelta(hours=5, minutes=10))

    screen(session, now=NOW + timedelta(hours=7))

    assert [(each.reason, each.number) for each in groups(session)] == [(Doubt.CLOSED_HOURS, 1)]


def test_answers_of_the_staff_are_set_aside(session, restaurant, begin):
    person = make_person(session, Role.RESTAURANT_OWNER, restaurant=restaurant.code)
    open_sign_in(
        session, person, actor=actor_of(person), now=NOW, client=Client(address="198.51.100.7")
    )
    begin("staff", network="198.51.100.0/24")
    begin("guest")

    screen(session, now=LATER)

    assert [(each.reason, each.number) for each in groups(session)] == [(Doubt.STAFF_NETWORK, 1)]


def test_more_answers_than_scans_are_set_aside(session, restaurant, begin):
    add_scans(session, {(restaurant.id, local_day(NOW)): 1})
    for number in range(6):
        begin(f"k{number}", at=NOW + 9 * number * MINUTE, network=f"192.0.{number}.0/24")

    screen(session, now=LATER)

    assert [(each.reason, each.number) for each in groups(session)] == [(Doubt.MORE_THAN_SCANS, 2)]


def test_released_answers_count_and_stay_so(session, stuffed):
    screen(session, now=LATER)
    (group,) = groups(session)
    decide_aside(session, group.id, release=True, why="婚宴", actor=officer(), now=LATER)

    assert counted(session) == 7
    assert screen(session, now=LATER + MINUTE) == 0
    (line,) = ledger.sums(session, since=local_day(NOW))
    assert (line.number, line.released) == (7, 7)


def test_a_restaurant_objects_and_the_bureau_decides(session, restaurant, stuffed):
    screen(session, now=LATER)
    (group,) = groups(session)
    appeal_aside(session, group.id, text="婚宴", actor=owner_of(restaurant), now=LATER)
    assert group.state is AsideState.APPEALED
    with pytest.raises(AsideDecided):
        appeal_aside(session, group.id, text="婚宴", actor=owner_of(restaurant), now=LATER)

    decide_aside(session, group.id, release=False, why="同一网络", actor=officer(), now=LATER)

    assert group.state is AsideState.UPHELD
    assert counted(session) == 0
    with pytest.raises(AsideDecided):
        decide_aside(session, group.id, release=True, why="", actor=officer(), now=LATER)


def test_others_neither_object_nor_decide(session, restaurant, stuffed):
    screen(session, now=LATER)
    (group,) = groups(session)
    stranger = owner_of(make_restaurant(session))

    with pytest.raises(NotAllowed):
        appeal_aside(session, group.id, text="x", actor=stranger, now=LATER)
    with pytest.raises(NotAllowed):
        decide_aside(session, group.id, release=True, why="x", actor=head_of(restaurant), now=LATER)
    with pytest.raises(SurveyUnknown):
        decide_aside(session, 999, release=True, why="x", actor=officer(), now=LATER)


def test_ledger_is_paged_and_kept_within_a_scope(session, restaurant, stuffed):
    screen(session, now=LATER)
    (group,) = groups(session)
    mine = owner_of(restaurant).scope([Role.RESTAURANT_OWNER])
    other = owner_of(make_restaurant(session)).scope([Role.RESTAURANT_OWNER])

    assert ledger.groups(session, page=9, scope=mine).total == 1
    assert ledger.groups(session, scope=other).total == 0
    assert ledger.groups(session, state=AsideState.UPHELD).total == 0
    assert ledger.group(session, group.id, scope=mine) is group
    with pytest.raises(SurveyUnknown):
        ledger.group(session, group.id, scope=other)


def test_an_answer_knows_only_its_group(session, stuffed):
    screen(session, now=LATER)

    assert set(session.scalars(select(Answer.set_aside_id))) == {groups(session)[0].id}
