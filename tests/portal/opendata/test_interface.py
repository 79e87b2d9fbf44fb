"""What every answer of the interface has, and what never leaves it."""

from datetime import date, timedelta

import pytest

from portal.participation.case_kinds import Channel
from portal.participation.models import Case
from portal.registry.kinds import Status
from portal.registry.models import StatusSpan
from tests.portal.conftest import settings_under
from tests.portal.opendata.conftest import NOW, YESTERDAY, see
from tests.support.factories import make_camera, make_restaurant, make_status_span
from tests.support.looks import bad, off
from tests.support.statements import counted


def test_answer_that_has_not_changed_costs_no_body(api, kitchen):
    first = api("stations")
    again = api("stations", If_None_Match=first.headers["ETag"])

    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_any_page_may_read_answers_and_errors(api):
    told = [api(path).headers["Access-Control-Allow-Origin"] for path in ("stations", "nothing")]

    assert told == ["*", "*"]


ODD = [
    ("restaurants?limit=0", {}, 400),
    ("restaurants?limit=1&limit=2", {}, 400),
    ("restaurants?odd=1", {}, 400),
    ("restaurants?station=a%00b", {}, 400),
    ("camera-days?day=20.11.2026", {}, 400),
    ("restaurants/nnnnnnnnnn", {}, 404),
    ("years/2024/figures", {}, 404),
    ("years/99999999999999999999/figures", {}, 404),
    ("satisfaction?period=2026Q4", {}, 404),  # it runs
    ("open311/v2/services/odd.json", {}, 404),
    ("open311/v2/requests/TS-2026-000009.xml", {}, 404),
    ("nothing", {"Accept": "text/html"}, 404),
    ("stations", {"Accept": "image/png"}, 406),
    ("open311/v2/services.xml", {"Accept": "application/json"}, 406),
]


def test_errors_are_problems(api):
    for path, headers, status in ODD:
        answer = api(path, **headers)

        assert answer.status_code == status, path
        assert answer.content_type == "application/problem+json", path
        assert answer.json["status"] == status
        assert answer.json["detail"]


def test_methods_that_write_are_refused_by_name(client):
    answer = client.post("/api/v1/stations")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"


class TestLimit:
    """Three calls in a minute."""

    @pytest.fixture
    def settings(self, tmp_path):
        return settings_under(tmp_path, api_calls=3)

    def test_calls_are_counted_whatever_is_asked(self, api):
        answers = [api("stations"), api("years"), api("findings"), api("stations")]

        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert [each.headers["RateLimit-Remaining"] for each in answers] == ["2", "1", "0", "0"]
        assert answers[-1].headers["RateLimit-Limit"] == "3"
        assert answers[-1].content_type == "application/problem+json"
        assert answers[-1].headers["Retry-After"]

    def test_pages_for_people_are_not(self, api, client):
        for _ in range(4):
            api("stations")

        assert client.get("/open-data/api").status_code == 200


def test_pages_of_a_list_meet_without_gap_or_overlap(api, session, kitchen):
    for _ in range(4):
        make_restaurant(session, station=kitchen.station)
    session.commit()
    whole = [row["code"] for row in api("restaurants").json["items"]]

    found, path = [], "/api/v1/restaurants?limit=2"
    while path:
        answer = api(path.partition("/api/v1/")[2])
        found += [row["code"] for row in answer.json["items"]]
        link = answer.headers.get("Link", "")
        path = link.partition("<")[2].partition(">")[0]

    assert found == whole == sorted(whole)
    assert len(found) == 5


def test_a_page_has_a_fixed_number_of_statements(engine, api, session, kitchen):
    with counted(engine) as few:
        api("restaurants?limit=100")
    for _ in range(5):
        make_camera(session, make_restaurant(session, station=kitchen.station))
    session.commit()
    with counted(engine) as more:
        api("restaurants?limit=101")

    assert len(more) == len(few)


def test_restaurant_tells_facts_state_and_record(api, kitchen, publish_finding):
    publish_finding()

    told = api(f"restaurants/{kitchen.code}").json

    assert (told["name"], told["station"], told["status"]) == ("=老王小炒", "east", "open")
    assert (told["bright_kitchen"], told["cameras"]) == ("yes", 1)
    assert told["findings_12_months"] == 1
    assert told["page"].endswith(f"/r/{kitchen.code}")


def label(api, kitchen):
    return api(f"restaurants/{kitchen.code}/status").json["bright_kitchen"]


def test_label_stands_while_the_picture_is_good(api, kitchen):
    told = api(f"restaurants/{kitchen.code}/status").json

    assert (told["bright_kitchen"], told["label"], told["label_en"]) == (
        "yes", "有明厨亮灶", "Bright kitchen",
    )  # fmt: skip
    assert told["as_of"]


@pytest.mark.parametrize("kind", [off, bad])
def test_label_dies_with_the_stream(api, session, kitchen, kind, set_clock):
    assert label(api, kitchen) == "yes"
    see(session, kitchen.cameras[0], kind=kind, minutes_ago=0)
    set_clock(NOW + timedelta(seconds=10))

    assert label(api, kitchen) == "no"


def test_label_is_unknown_when_nobody_looks_any_more(api, kitchen, set_clock):
    set_clock(NOW + timedelta(hours=2))

    assert label(api, kitchen) == "unknown"


def test_label_outlives_closing_time(api, session, kitchen):
    kitchen.hours = "Mon-Fri 18:00-21:00"
    session.commit()

    assert label(api, kitchen) == "yes"


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.CLOSED])
def test_label_falls_where_no_business_is_done(api, session, kitchen, status):
    session.query(StatusSpan).delete()
    make_status_span(session, kitchen, status=status)
    session.commit()

    assert label(api, kitchen) == "no"


def test_status_is_remembered_for_some_seconds_alone(api, engine, kitchen, set_clock):
    label(api, kitchen)
    with counted(engine) as remembered:
        label(api, kitchen)
    set_clock(NOW + timedelta(seconds=6))
    with counted(engine) as anew:
        label(api, kitchen)

    assert (len(remembered), len(anew) > 0) == (0, True)


def test_camera_day_counts_open_minutes(api, kitchen):
    (told,) = api("camera-days").json["items"]

    assert (told["day"], told["due_minutes"]) == (YESTERDAY.isoformat(), 1440)
    assert (told["looked_minutes"], told["good_minutes"], told["good_percent"]) == (100, 75, 75.0)


def test_a_day_that_is_not_over_has_no_figures(api, kitchen):
    days = ("2026-11-23", "2031-01-01", "0001-01-01", "9999-12-31")

    assert [api(f"camera-days?day={day}").json["items"] for day in days] == [[]] * 4


def test_finding_is_public_when_it_was_decided_so(api, publish_finding):
    shown = publish_finding()
    publish_finding(is_public=False)
    publish_finding(expires_on=date(2026, 11, 23))
    publish_finding(withdrawn_at=NOW)

    (told,) = api("findings").json["items"]

    assert told["number"] == shown.number
    assert told["decision"] == "责令改正"
    assert not {"confirmed_by", "decided_by", "note", "origin"} & told.keys()


def number_of(session, filed):
    return session.get(Case, filed.case_id).number


def test_cases_tell_neither_sender_nor_words_nor_restaurant(api, file, kitchen, session):
    filed = file()

    answer = api("open311/v2/requests.json")
    (told,) = answer.json

    assert told["service_request_id"] == number_of(session, filed)
    assert (told["status"], told["service_code"]) == ("open", "dirty")
    assert told["requested_datetime"].endswith("T16:00:00Z")  # midnight in the district
    text = answer.text + api("open311/v2/requests.xml").text
    assert not any(each in text for each in ("张三", "13800138000", kitchen.code, kitchen.name))


def test_what_insiders_send_is_not_there(api, file, session):
    filed = file(channel=Channel.INSIDER)

    assert api("open311/v2/requests.json").json == []
    assert api(f"open311/v2/requests/{number_of(session, filed)}.json").status_code == 404


def test_cases_can_be_chosen(api, file):
    file()
    wanted = {
        "status=open": 1, "status=closed": 0, "service_code=pests": 0, "page=2": 0,
        "end_date=2026-11-01T00:00:00Z": 0, "start_date=0001-01-01T00:00:00Z": 1,
        "service_request_id=TS-2026-000001,XS-2026-000001": 1,
    }  # fmt: skip

    found = {query: len(api(f"open311/v2/requests.json?{query}").json) for query in wanted}

    assert found == wanted


def test_cells_of_a_quarter_hide_small_numbers(api, kitchen):
    cells = api("satisfaction").json["items"]

    assert {cell["period"] for cell in cells} == {"2026Q3"}
    assert {(cell["answers"], cell["is_suppressed"]) for cell in cells} == {(None, True)}
