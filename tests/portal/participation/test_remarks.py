"""Free words of diners: masked, read by staff within their scope, saved as a file."""

from datetime import date, timedelta

import pytest

from portal.accounts.kinds import Role
from portal.accounts.models import AuditEntry
from portal.accounts.rules import WHOLE, Scope
from portal.participation.kinds import Instrument, Item, Rating, Tier
from portal.participation.models import Answer
from portal.participation.operations import continue_answer
from portal.participation.operations.tidying import forget_remarks
from portal.participation.queries.remarks import every_remark, remarks
from portal.participation.rules.remarks import Mood, Wanted
from portal.participation.rules.retention import REMARKS_AFTER
from portal.shell.lists import PER_PAGE
from portal.shell.rules import local_day
from tests.portal.participation.conftest import NOW
from tests.support.factories import make_restaurant
from tests.support.people import make_person, sign_in
from tests.support.statements import counted

TODAY = local_day(NOW)


@pytest.fixture
def app(app):
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def remark(session, restaurant):
    """Write a remark: `remark("很好", satisfaction=Rating.POOR)`."""

    def write(text, **changes):
        plain = {
            "restaurant_id": restaurant.id, "instrument": Instrument.POLL, "tier": Tier.SLIP,
            "occasion": "asked", "question_set": "diners-1", "language": "zh", "day": TODAY,
            "satisfaction": Rating.GOOD, "remark": text,
        }  # fmt: skip
        row = Answer(**plain | changes)
        session.add(row)
        session.flush()
        return row

    return write


def texts(session, scope=WHOLE, **wanted):
    return [row.text for row in every_remark(session, Wanted(**wanted), scope=scope)]


def test_what_reaches_somebody_is_black_before_it_is_stored(session, begin):
    number = begin("one")

    continue_answer(session, "one", Item.REMARK, "老板电话13812345678", is_last=True, now=NOW)

    session.expire_all()
    assert session.get(Answer, number).remark == "老板电话███████████"


def test_words_stored_before_they_were_masked_are_black_on_the_page(session, remark):
    remark("打13812345678")

    assert texts(session) == ["打███████████"]


def test_list_is_filtered_by_place_words_answer_and_day(session, restaurant, remark):
    other = make_restaurant(session)
    remark("地面脏", satisfaction=Rating.POOR)
    remark("很干净 100%", day=TODAY - timedelta(days=9))
    remark("一般", satisfaction=Rating.FAIR, restaurant_id=other.id)
    remark("")

    assert texts(session) == ["一般", "地面脏", "很干净 100%"]
    assert texts(session, mood=Mood.BLAME) == ["地面脏"]
    assert texts(session, text="0%") == ["很干净 100%"]
    assert texts(session, text=other.code) == ["一般"]
    assert texts(session, station=restaurant.station.code) == ["地面脏", "很干净 100%"]
    assert texts(session, since=TODAY) == ["一般", "地面脏"]
    assert texts(session, last=TODAY - timedelta(days=1)) == ["很干净 100%"]
    assert texts(session, Scope(stations=frozenset({other.station.code}))) == ["一般"]


def test_a_page_has_two_statements_and_a_last_page(session, remark):
    for number in range(PER_PAGE + 1):
        remark(f"第{number}条")

    with counted(session.get_bind()) as statements:
        found = remarks(session, Wanted(page=9), scope=WHOLE)

    assert len(statements) == 2
    assert (found.page, found.pages, found.total, len(found.rows)) == (2, 2, PER_PAGE + 1, 1)


def test_an_address_that_means_nothing_asks_for_nothing():
    wanted = Wanted.asked({"mood": "x", "since": "soon", "page": "-1", "q": " 脏 "})

    assert wanted == Wanted(text="脏")
    again = Wanted(text="a", station="s", mood=Mood.FAIR, since=date(2026, 1, 2), last=TODAY)
    assert Wanted.asked(again.arguments) == again


def test_staff_read_and_save_and_it_is_recorded(app, session, remark):
    person = make_person(session, Role.AUDITOR)
    remark("=1+1 地面脏", satisfaction=Rating.POOR)
    session.commit()
    reader = sign_in(app.test_client(), person)

    page = reader.get("/desk/surveys/remarks?mood=blame").text
    saved = reader.get("/desk/surveys/remarks.csv")

    assert "地面脏" in page
    assert "'=1+1 地面脏" in saved.get_data().decode("utf-8-sig")
    entry = session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
    assert entry.act == "remarks.exported"


def test_restaurants_and_readers_see_no_remarks(app, session, restaurant):
    owner = make_person(session, Role.RESTAURANT_OWNER, restaurant=restaurant.code)
    session.commit()

    assert sign_in(app.test_client(), owner).get("/desk/surveys/remarks").status_code == 403
    assert app.test_client().get("/desk/surveys/remarks.csv").status_code in {302, 303, 401}


def test_a_years_old_remark_is_deleted_and_what_was_chosen_stays(session, remark):
    old = remark("很干净", day=TODAY - REMARKS_AFTER - timedelta(days=1))
    last = remark("很好吃", day=TODAY - REMARKS_AFTER)

    forget_remarks(session, today=TODAY)

    session.expire_all()
    assert (old.remark, old.satisfaction, last.remark) == ("", Rating.GOOD, "很好吃")
