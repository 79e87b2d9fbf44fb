"""Answers from paper and telephone: by whom, once, and apart from the headline."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.accounts.rules import NotAllowed
from portal.participation.kinds import Instrument, Item, Mode, Rating, WaveState
from portal.participation.models import Answer, SurveySlot, SurveyWave
from portal.participation.operations import Told, enter_answer
from portal.participation.queries.overview import kitchen
from portal.participation.rules.permissions import SurveyUnknown, WaveNotReady, WaveRefused
from portal.shell.rules import local_day
from tests.portal.participation.conftest import NOW
from tests.support.factories import make_restaurant
from tests.support.people import make_person, sign_in
from tests.support.staff import head_of, officer

TODAY = local_day(NOW)


@pytest.fixture
def app(app):
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def slot(session, restaurant):
    wave = SurveyWave(
        starts_on=TODAY, until=TODAY + timedelta(days=7), question_set="diners-1", restaurants=1,
        state=WaveState.DRAWN, every=3, commitment="c", seed="s", created_at=NOW,
    )  # fmt: skip
    session.add(wave)
    session.flush()
    row = SurveySlot(
        wave_id=wave.id, restaurant_id=restaurant.id, stratum="s/small", probability=0.5,
        starts_at=NOW, ends_at=NOW + timedelta(hours=2),
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def told(restaurant, **changes):
    plain = {"key": "k", "code": restaurant.code, "mode": Mode.PAPER, "day": TODAY,
             "rating": Rating.POOR, "language": "zh"}  # fmt: skip
    return Told(**plain | changes)


def only(session):
    session.expire_all()
    return session.scalars(select(Answer)).one()


def test_answer_is_kept_once_and_apart(session, restaurant):
    said = told(restaurant, said={Item.EASE: "good", Item.AGE: ""}, remark="打13812345678")

    first = enter_answer(session, said, actor=officer(), now=NOW)
    again = enter_answer(session, said, actor=officer(), now=NOW)

    row = only(session)
    assert (first, again) == (True, False)
    assert (row.mode, row.instrument, row.ease, row.age) == ("paper", "poll", "good", None)
    assert row.remark == "打███████████"
    figure = kitchen(session, restaurant.id, now=NOW + timedelta(days=7)).poll.figure
    assert (figure.n, figure.told[Mode.PAPER].valid) == (0, 1)


def test_answer_of_a_slot_belongs_to_its_survey(session, restaurant, slot):
    enter_answer(session, told(restaurant, slot_id=slot.id), actor=officer(), now=NOW)

    assert (only(session).instrument, only(session).slot_id) == (Instrument.SURVEY, slot.id)


def test_only_what_can_be_is_taken(session, restaurant, slot):
    def refused(error, **changes):
        with pytest.raises(error):
            enter_answer(session, told(restaurant, **changes), actor=officer(), now=NOW)

    refused(WaveRefused, day=TODAY + timedelta(days=1))
    refused(WaveRefused, day=TODAY - timedelta(days=93))
    refused(WaveRefused, code="nowhere")
    refused(SurveyUnknown, slot_id=999)
    refused(SurveyUnknown, slot_id=slot.id, code=make_restaurant(session).code)
    session.get(SurveyWave, slot.wave_id).state = WaveState.CLOSED
    refused(WaveNotReady, slot_id=slot.id)


def test_only_staff_of_the_place_enter(session, restaurant):
    with pytest.raises(NotAllowed):
        enter_answer(session, told(restaurant), actor=head_of(make_restaurant(session)), now=NOW)

    assert enter_answer(session, told(restaurant), actor=head_of(restaurant), now=NOW)


def test_desk_enters_one_after_another(app, session, restaurant, slot):
    person = make_person(session, Role.BUREAU_OFFICER)
    session.commit()
    desk = sign_in(app.test_client(), person)
    for path in ("/desk/surveys/answers/new", f"/desk/surveys/slots/{slot.id}/answers"):
        address = desk.get(path).location
        page = desk.get(address)
        fields = {"code": restaurant.code.upper(), "mode": "phone", "day": TODAY.isoformat(),
                  "satisfaction": "good", "trust": "", "visit": "here", "remark": "好"}  # fmt: skip
        wrong = desk.post(address, data=fields | {"satisfaction": "splendid"})
        sent = [desk.post(address, data=fields) for _ in range(2)]

        assert page.status_code == 200
        assert (wrong.status_code, "好" in wrong.text) == (422, True)
        assert [each.status_code for each in sent] == [303, 303]
    session.expire_all()
    rows = session.scalars(select(Answer).order_by(Answer.id)).all()
    assert [(row.instrument, row.mode, row.visit) for row in rows] == [
        ("poll", "phone", "here"), ("survey", "phone", "here"),
    ]  # fmt: skip
