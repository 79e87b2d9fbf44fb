"""A Survey is committed, drawn, answered by slips and closed; its seed proves the draw."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.rules import NotAllowed
from portal.participation.kinds import Instrument, Tier, WaveState
from portal.participation.models import Answer, SurveySlot, SurveyWave
from portal.participation.operations import (
    Plan,
    Printing,
    close_wave,
    commit_wave,
    draw_wave,
    note_slot,
    print_slips,
)
from portal.participation.queries import results, waves
from portal.participation.queries.results import Days
from portal.participation.rules.drawing import commitment
from portal.participation.rules.limits import DeviceRests
from portal.participation.rules.permissions import (
    FrameEmpty,
    SurveyUnknown,
    WaveNotReady,
    WaveRefused,
)
from portal.registry.kinds import RestaurantType, Status
from portal.registry.models import Restaurant
from portal.shell.rules import local_day
from tests.portal.participation.conftest import NOW, SECRETS
from tests.support.factories import make_restaurant, make_station
from tests.support.staff import head_of, officer

DAY = timedelta(days=1)
TODAY = local_day(NOW)


def plan(**changes):
    plain = {"starts_on": TODAY + DAY, "until": TODAY + 8 * DAY, "restaurants": 6, "every": 3,
             "question_set": "diners-1"}  # fmt: skip
    return Plan(**plain | changes)


@pytest.fixture
def frame(session):
    """Ten open Restaurants of one Station, and one that is closed."""
    station = make_station(session)
    make_restaurant(session, station=station, status=Status.CLOSED)
    return [
        make_restaurant(session, station=station, type=RestaurantType.SMALL, hours="10:00-21:30")
        for _ in range(10)
    ]


@pytest.fixture
def wave(session, frame):
    """A Survey that was drawn."""
    row = commit_wave(session, plan(), actor=officer(), now=NOW)
    draw_wave(session, row.id, actor=officer(), now=NOW)
    return row


def slots(session):
    return session.scalars(select(SurveySlot).order_by(SurveySlot.id)).all()


def test_seed_is_committed_before_anything_is_drawn(session, frame):
    row = commit_wave(session, plan(), actor=officer(), now=NOW)

    assert row.state is WaveState.COMMITTED
    assert row.commitment == commitment(row.seed)
    assert slots(session) == []


def test_two_meal_times_are_drawn_of_each_open_restaurant(session, frame, wave):
    drawn = slots(session)

    assert len({slot.restaurant_id for slot in drawn}) == 6
    assert len(drawn) == 12
    assert {slot.restaurant_id for slot in drawn} <= {row.id for row in frame}
    assert {slot.probability for slot in drawn} == {0.6}
    assert wave.state is WaveState.DRAWN
    assert len(wave.frame_hash) == 64


def test_a_survey_goes_forward_only(session, wave):
    with pytest.raises(WaveNotReady):
        draw_wave(session, wave.id, actor=officer(), now=NOW)
    close_wave(session, wave.id, actor=officer(), now=NOW)
    with pytest.raises(WaveNotReady):
        close_wave(session, wave.id, actor=officer(), now=NOW)
    with pytest.raises(WaveNotReady):
        note_slot(session, slots(session)[0].id, invited=1, refused=0, actor=officer(), now=NOW)


def test_nobody_is_drawn_of_nothing(session):
    row = commit_wave(session, plan(), actor=officer(), now=NOW)

    with pytest.raises(FrameEmpty):
        draw_wave(session, row.id, actor=officer(), now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": TODAY - DAY}, "starts_on"),
        ({"until": TODAY + DAY}, "until"),
        ({"until": TODAY + 200 * DAY}, "until"),
        ({"restaurants": 0}, "restaurants"),
        ({"every": 51}, "every"),
    ],
)
def test_a_survey_has_its_measure(session, changes, field):
    with pytest.raises(WaveRefused) as refused:
        commit_wave(session, plan(**changes), actor=officer(), now=NOW)

    assert refused.value.field == field


def test_surveys_do_not_overlap(session, wave):
    with pytest.raises(WaveRefused):
        commit_wave(session, plan(starts_on=TODAY + 3 * DAY), actor=officer(), now=NOW)


def test_only_officers_plan(session, frame):
    with pytest.raises(NotAllowed):
        commit_wave(session, plan(), actor=head_of(frame[0]), now=NOW)


def slip_of(session, slot):
    code = session.scalars(select(Restaurant.code).where(Restaurant.id == slot.restaurant_id)).one()
    told = Printing(code, 5, TODAY + 30 * DAY, slot.id)
    return print_slips(session, told, secrets=SECRETS, actor=officer(), now=NOW)[1]


def test_a_slip_of_a_slot_is_an_answer_of_the_survey(session, frame, wave, begin):
    slot = slots(session)[0]
    place = next(row for row in frame if row.id == slot.restaurant_id)
    codes = slip_of(session, slot)
    row = session.get(Answer, begin("a", place=place, place_code=codes[0]))
    note_slot(session, slot.id, invited=9, refused=4, actor=officer(), now=NOW)

    found = waves.wave_file(session, wave.id)

    assert (row.instrument, row.tier, row.slot_id) == (Instrument.SURVEY, Tier.SLIP, slot.id)
    assert (found.invited, found.refused, found.started, found.completed) == (9, 4, 1, 0)
    assert (found.counts[slot.id].printed, found.counts[slot.id].spent) == (5, 1)
    assert found.restaurants == 6
    with pytest.raises(DeviceRests):
        begin("b", place=place, place_code=codes[1], was_surveyed=True)


def test_survey_and_poll_are_never_merged(session, frame, wave, begin):
    slot = slots(session)[0]
    place = next(row for row in frame if row.id == slot.restaurant_id)
    begin("a", place=place, place_code=slip_of(session, slot)[0])
    begin("b", place=place)
    places = results.register(session, now=NOW).places
    days = Days(TODAY, TODAY + 30 * DAY)

    poll = results.answered(session, days, Instrument.POLL, places=places)
    survey = results.answered(session, days, Instrument.SURVEY, places=places)

    assert [row.counts.valid for row in poll] == [1]
    assert [(row.counts.valid, row.weight) for row in survey] == [(1, 1 / 0.6)]
    assert results.response(session, days, Instrument.SURVEY).invited == 0


def test_invitations_are_told_within_reason(session, wave):
    with pytest.raises(WaveRefused):
        note_slot(session, slots(session)[0].id, invited=1, refused=2, actor=officer(), now=NOW)
    with pytest.raises(SurveyUnknown):
        note_slot(session, 999, invited=1, refused=0, actor=officer(), now=NOW)


def test_slips_belong_to_a_slot_of_their_restaurant(session, frame, wave):
    slot = slots(session)[0]
    other = next(row for row in frame if row.id != slot.restaurant_id)
    told = Printing(other.code, 5, TODAY, slot.id)

    with pytest.raises(SurveyUnknown):
        print_slips(session, told, secrets=SECRETS, actor=officer(), now=NOW)
    with pytest.raises(WaveRefused):
        print_slips(session, Printing("none", 5, TODAY), secrets=SECRETS, actor=officer(), now=NOW)


def test_unknown_surveys_are_told(session):
    with pytest.raises(SurveyUnknown):
        waves.wave_file(session, 999)
    with pytest.raises(SurveyUnknown):
        waves.slot_of(session, 999)
    with pytest.raises(SurveyUnknown):
        draw_wave(session, 999, actor=officer(), now=NOW)
    assert list(waves.waves(session)) == session.scalars(select(SurveyWave)).all() == []
    assert waves.sheets(session) == []
