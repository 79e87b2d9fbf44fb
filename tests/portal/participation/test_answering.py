"""An answer is kept once, whoever sends it how often, and leads back to nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.participation.kinds import Instrument, Item, Rating, Tier
from portal.participation.models import (
    Answer,
    AnswerTrace,
    PresenceKey,
    ScanDay,
    Slip,
    SlipSheet,
    SpentToken,
)
from portal.participation.operations import (
    Beginning,
    FormGone,
    Printing,
    begin_answer,
    continue_answer,
    decline,
    destroy_keys,
    display_key,
    forget_forms,
    print_slips,
    renew_display_key,
)
from portal.participation.operations.counting import add_scans
from portal.participation.rules.limits import (
    BUDGETS,
    WITHOUT_WORK_AN_HOUR,
    DeviceRests,
    VenueBusy,
    WorkNeeded,
    WorkRefused,
)
from portal.participation.rules.permissions import WaveRefused
from portal.participation.rules.presence import CodeUnknown, rotating_code, window_of
from portal.shell.rules import NotFound, local_day
from tests.portal.participation.conftest import NOW, SECRETS
from tests.support.factories import make_restaurant
from tests.support.staff import officer

MINUTE = timedelta(minutes=1)


def number_of(session, model=Answer):
    return session.scalar(select(func.count()).select_from(model))


def answer(session, number):
    return session.get(Answer, number, populate_existing=True)


def slips(session, restaurant, *, number=3, days=30):
    told = Printing(restaurant.code, number, local_day(NOW) + timedelta(days=days))
    return print_slips(session, told, secrets=SECRETS, actor=officer(), now=NOW)


def test_first_answer_is_kept_even_if_it_stays_alone(session, begin):
    row = answer(session, begin("a"))

    assert (row.satisfaction, row.tier, row.is_complete) == (Rating.GOOD, Tier.SIGN, False)
    assert (row.instrument, row.day) == (Instrument.POLL, local_day(NOW))


def test_a_form_sent_again_is_the_same_answer(session, begin):
    assert begin("a") == begin("a", rating=Rating.POOR)
    assert number_of(session) == 1
    assert session.scalars(select(Answer.satisfaction)).one() is Rating.GOOD


def test_answers_are_the_same_on_both_databases(either):
    row = make_restaurant(either)
    said = Beginning("k", Rating.GOOD, "diners-1", "zh", NOW - MINUTE, device="d")

    first = begin_answer(either, row, said, secrets=SECRETS, now=NOW)
    again = begin_answer(either, row, said, secrets=SECRETS, now=NOW)
    continue_answer(either, "k", Item.TRUST, "poor", is_last=False, now=NOW)
    add_scans(either, {(row.id, local_day(NOW)): 2})
    decline(either, row.id, day=local_day(NOW))
    add_scans(either, {(row.id, local_day(NOW)): 3})

    scans = either.get(ScanDay, (row.id, local_day(NOW)), populate_existing=True)
    assert first == again
    assert answer(either, first).trust is Rating.POOR
    assert (scans.scans, scans.declined) == (5, 1)


def test_slip_is_good_once_and_leaves_no_row(session, restaurant, begin):
    sheet, codes = slips(session, restaurant)

    row = answer(session, begin("a", place_code=codes[0].upper(), work=None))

    assert row.tier is Tier.SLIP
    assert number_of(session, Slip) == 2
    assert session.get(SlipSheet, sheet.id, populate_existing=True).spent == 1
    with pytest.raises(CodeUnknown):
        begin("b", place_code=codes[0])


def test_slip_of_another_restaurant_or_an_old_sheet_is_none(session, restaurant, begin):
    other = make_restaurant(session)
    codes = [slips(session, other)[1][0], slips(session, restaurant, days=0)[1][0]]

    with pytest.raises(CodeUnknown):
        begin("a", place_code=codes[0])
    session.rollback()
    with pytest.raises(CodeUnknown):
        begin("b", place_code=codes[1], at=NOW + timedelta(days=1))


def test_no_stored_value_is_a_code_of_a_slip(session, restaurant):
    _, codes = slips(session, restaurant)
    stored = set(session.scalars(select(Slip.hash)))

    assert len(stored) == 3
    assert not any(code in mark for code in codes for mark in stored)


def test_code_of_the_display_lifts_the_tier(session, restaurant, begin):
    key = display_key(session, restaurant.id, now=NOW)
    code = rotating_code(key, restaurant.code, window_of(NOW))

    assert answer(session, begin("a", place_code=code)).tier is Tier.DISPLAY
    renew_display_key(session, restaurant.code, actor=officer(), now=NOW)
    with pytest.raises(CodeUnknown):
        begin("b", place_code=code)


def test_code_without_a_display_is_none(begin):
    with pytest.raises(CodeUnknown):
        begin("a", place_code="abcdef")


def test_display_of_no_restaurant_is_not_renewed(session):
    with pytest.raises(NotFound):
        renew_display_key(session, "nothing", actor=officer(), now=NOW)


def test_device_rests_a_day_at_a_restaurant(begin):
    begin("a", device="phone")

    with pytest.raises(DeviceRests):
        begin("b", device="phone", at=NOW + timedelta(hours=23))
    assert begin("c", device="phone", at=NOW + timedelta(hours=25))


def test_device_answers_thrice_a_day_in_the_district(session, begin):
    for number in range(3):
        begin(f"a{number}", device="phone", place=make_restaurant(session))
    with pytest.raises(DeviceRests):
        begin("b", device="phone", place=make_restaurant(session))


def test_without_a_cookie_nothing_is_remembered_of_a_device(session, begin):
    begin("a", device="")
    begin("b", device="")

    assert number_of(session) == 2
    assert number_of(session, SpentToken) == 0


def test_proof_of_work_is_good_once(begin):
    begin("a", work=("same", NOW + MINUTE))

    with pytest.raises(WorkRefused):
        begin("b", work=("same", NOW + MINUTE))


def test_slow_lane_takes_a_few_an_hour(begin):
    for number in range(WITHOUT_WORK_AN_HOUR):
        begin(f"a{number}", work=None, at=NOW + 9 * number * MINUTE)

    with pytest.raises(WorkNeeded):
        begin("b", work=None, at=NOW + 55 * MINUTE)
    assert begin("c", at=NOW + 55 * MINUTE)


def test_venue_gives_no_more_than_it_can(begin):
    for number in range(BUDGETS[Tier.SIGN].a_window):
        begin(f"a{number}")

    with pytest.raises(VenueBusy):
        begin("b")
    assert begin("c", at=NOW + 11 * MINUTE)


def test_further_answers_join_the_first(session, begin):
    number = begin("a")
    continue_answer(session, "a", Item.TRUST, "good", is_last=False, now=NOW + MINUTE)
    continue_answer(session, "a", Item.EASE, "", is_last=False, now=NOW + MINUTE)
    continue_answer(session, "a", Item.REMARK, "好", is_last=True, now=NOW + MINUTE)
    row = answer(session, number)
    trace = session.get(AnswerTrace, number, populate_existing=True)

    assert (row.trust, row.ease, row.remark, row.is_complete) == (Rating.GOOD, None, "好", True)
    assert trace.seconds == 20 + 60


def test_a_form_left_open_is_closed(session, begin):
    begin("a")

    with pytest.raises(FormGone):
        continue_answer(
            session, "a", Item.TRUST, "good", is_last=False, now=NOW + timedelta(hours=3)
        )
    with pytest.raises(FormGone):
        continue_answer(session, "z", Item.TRUST, "good", is_last=False, now=NOW)


def test_keys_of_forms_are_forgotten(session, begin):
    number = begin("a")
    forget_forms(session, now=NOW + timedelta(hours=2))
    assert answer(session, number).key_hash is not None

    forget_forms(session, now=NOW + timedelta(hours=4))
    assert answer(session, number).key_hash is None


def test_two_days_later_nothing_leads_to_a_person(session, begin):
    number = begin("a")
    destroy_keys(session, now=NOW + timedelta(days=1))
    assert number_of(session, AnswerTrace) == 1

    assert destroy_keys(session, now=NOW + timedelta(days=2)) == 1
    assert [number_of(session, each) for each in (AnswerTrace, SpentToken, PresenceKey)] == [0] * 3
    assert answer(session, number).satisfaction is Rating.GOOD


def test_no_table_links_a_spent_token_to_an_answer(session, begin):
    begin("a", device="phone")
    marks = {row.hash for row in session.scalars(select(SpentToken))}
    answers = {column.name for column in Answer.__table__.columns}

    assert not any("phone" in mark for mark in marks)
    assert not {"hash", "token", "device", "network", "address", "at"} & answers
    assert {key.column.table.name for key in SpentToken.__table__.foreign_keys} == {"restaurant"}


@pytest.mark.parametrize(("number", "days"), [(0, 5), (201, 5), (5, -1), (5, 93)])
def test_sheets_have_their_measure(session, restaurant, number, days):
    with pytest.raises(WaveRefused):
        slips(session, restaurant, number=number, days=days)
