"""One in so many of those who scan the Display's code in a drawn hour is invited, and only they."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.kinds import Role
from portal.participation.kinds import Instrument, Tier
from portal.participation.models import Answer, SurveySlot
from portal.participation.operations import display_key, invite
from portal.participation.queries import results
from portal.participation.queries.results import Days
from portal.participation.rules.presence import rotating_code, window_of
from portal.shell.rules import local_day
from tests.portal.participation.conftest import NOW
from tests.portal.participation.test_entering import slot
from tests.portal.participation.test_pages import hidden
from tests.support.factories import make_restaurant
from tests.support.people import make_person, sign_in

__all__ = ["slot"]

TODAY = local_day(NOW)


@pytest.fixture
def app(app):
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def shown(session, restaurant):
    """What the Display shows now."""
    key = display_key(session, restaurant.id, now=NOW)
    session.commit()
    return rotating_code(key, restaurant.code, window_of(NOW))


def test_every_third_opening_is_invited(session, restaurant, slot, shown):
    found = [invite(session, restaurant, shown, now=NOW) for _ in range(7)]

    session.refresh(slot)
    assert found == [None, None, slot.id] * 2 + [None]
    assert (slot.scanned, slot.picked) == (7, 2)
    days = Days(TODAY, TODAY + timedelta(days=1))
    assert results.response(session, days, Instrument.SURVEY).invited == 2


def test_nobody_is_counted_without_the_code_or_outside_the_hours(session, restaurant, slot, shown):
    later = NOW + timedelta(hours=2)
    other = make_restaurant(session)

    assert invite(session, restaurant, "abcdef", now=NOW) is None
    assert invite(session, restaurant, shown, now=later) is None
    assert invite(session, other, shown, now=NOW) is None
    session.refresh(slot)
    assert slot.scanned == 0


def test_who_is_invited_answers_for_the_survey_and_rests(app, session, restaurant, slot, shown):
    path = f"/r/{restaurant.code}/rate"
    pages = [app.test_client().get(f"{path}?c={shown}").text for _ in range(2)]
    guest = app.test_client()
    page = guest.get(f"/en{path}?c={shown}").text

    first = app.test_client().post(path, data=hidden(pages[0]) | {"answer": "good"})
    sent = guest.post(path, data=hidden(page) | {"answer": "poor"})
    while "thanks" not in sent.location:
        sent = guest.post(sent.location, data={"skip": "1"})

    rows = session.scalars(select(Answer).order_by(Answer.id)).all()
    assert first.status_code == 303
    assert "You were drawn" in page
    assert [(row.instrument, row.tier, row.slot_id) for row in rows] == [
        (Instrument.POLL, Tier.DISPLAY, None), (Instrument.SURVEY, Tier.DISPLAY, slot.id),
    ]  # fmt: skip
    guest.get(f"{path}?c={shown}")
    session.expire_all()
    assert session.scalars(select(SurveySlot.scanned)).one() == 3


def test_owner_sees_and_renews_the_address_of_the_own_display_only(app, session, restaurant):
    other = make_restaurant(session)
    person = make_person(session, Role.RESTAURANT_OWNER, restaurant=restaurant.code)
    session.commit()
    owner = sign_in(app.test_client(), person)
    path = f"/desk/surveys/displays/{restaurant.code}"

    page = owner.get(path).text
    renewed = owner.post(path)

    assert f"/display/{restaurant.code}/" in page
    assert renewed.status_code == 303
    assert owner.get(path).text != page
    assert owner.get(f"/desk/surveys/displays/{other.code}").status_code == 403
    assert owner.post(f"/desk/surveys/displays/{other.code}").status_code == 403
    assert path in owner.get("/desk/").text


def test_desk_leads_to_displays_signs_and_slips(app, session, restaurant):
    person = make_person(session, Role.BUREAU_OFFICER)
    session.commit()

    page = sign_in(app.test_client(), person).get("/desk/surveys/displays").text

    for path in (f"/desk/surveys/displays/{restaurant.code}", f"/r/{restaurant.code}/sign",
                 f"/signs?station={restaurant.station.code}"):  # fmt: skip
        assert f'href="{path}"' in page
