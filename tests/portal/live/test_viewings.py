"""What players report of themselves: three figures, from our own pages only."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.live.models import Viewing
from portal.live.operations import delete_viewings, start_viewing
from portal.live.queries import viewers_now
from portal.live.rules import Outcome, Report
from tests.support.factories import NOON, make_camera

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def tell(client, camera):
    def tell(headers=OURS, **report):
        return client.post(f"/live/{camera.code}/viewing", json=report, headers=headers)

    return tell


def test_a_first_report_begins_a_viewing(tell, session, camera):
    answer = tell()
    assert answer.status_code == 201
    row = session.get(Viewing, answer.json["viewing"])
    assert (row.camera_id, row.started_at, row.last_seen_at) == (camera.id, NOON, NOON)
    assert (row.first_picture_ms, row.stalls, row.outcome) == (None, 0, None)
    assert "Set-Cookie" not in answer.headers


def test_further_reports_continue_it(tell, session, set_clock):
    name = tell().json["viewing"]
    set_clock(NOON + timedelta(seconds=15))
    tell(viewing=name, first_picture_ms=2400)
    set_clock(NOON + timedelta(seconds=30))
    answer = tell(viewing=name, first_picture_ms=9000, stalls=2, outcome="watched")
    assert (answer.status_code, answer.json["viewing"]) == (200, name)
    row = session.get(Viewing, name)
    assert row.last_seen_at == NOON + timedelta(seconds=30)
    assert (row.first_picture_ms, row.stalls, row.outcome) == (2400, 2, Outcome.WATCHED)


def test_a_viewing_that_is_gone_begins_anew(tell):
    answer = tell(viewing="A" * 22)
    assert answer.status_code == 201
    assert answer.json["viewing"] != "A" * 22


def test_another_cameras_viewing_is_not_continued(tell, client, session):
    name = tell().json["viewing"]
    other = make_camera(session)
    session.commit()
    answer = client.post(f"/live/{other.code}/viewing", json={"viewing": name}, headers=OURS)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://localhost"}, 201),
        ({"Origin": "http://127.0.0.1:8000"}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_report(tell, headers, status):
    assert tell(headers=headers).status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"no json", 400), (b"[]", 400), (b'{"stalls": -1}', 400),
     (b'{"x": "' + b"a" * 1100 + b'"}', 413)],
)  # fmt: skip
def test_a_report_that_is_none_is_refused(client, camera, session, body, status):
    answer = client.post(
        f"/live/{camera.code}/viewing", data=body, headers=OURS, content_type="application/json"
    )
    assert answer.status_code == status
    assert session.query(Viewing).count() == 0


def test_a_report_for_no_camera_is_404(client):
    assert client.post("/live/0000000000/viewing", json={}, headers=OURS).status_code == 404


def test_a_flood_of_reports_is_slowed(tell):
    statuses = {tell().status_code for _ in range(60)}
    assert 429 in statuses


def test_viewers_are_those_heard_of_lately_who_have_not_left(
    tell, client, session, camera, set_clock
):
    left, silent = tell().json["viewing"], tell().json["viewing"]
    tell(viewing=left, outcome="watched")
    other = make_camera(session)
    session.commit()
    client.post(f"/live/{other.code}/viewing", json={}, headers=OURS)
    set_clock(NOON + timedelta(seconds=45))
    tell()
    now = NOON + timedelta(seconds=45)
    assert silent
    assert viewers_now(session, now=NOON + timedelta(seconds=44)) == 3
    assert viewers_now(session, now=now) == 1
    assert viewers_now(session, now=now, camera_id=camera.id) == 1
    assert viewers_now(session, now=now, restaurant_id=camera.restaurant_id) == 1
    assert viewers_now(session, now=now, camera_id=other.id) == 0


def test_viewings_of_the_days_kept_stay_and_older_ones_go(app, session, camera, set_clock):
    kept_from = datetime(2025, 8, 31, 16, tzinfo=UTC)  # midnight of 1 September, 184 days before
    for seen_at in (kept_from - timedelta(seconds=1), kept_from, NOON):
        start_viewing(session, camera.id, report=Report(), now=seen_at)
    session.commit()
    set_clock(NOON)

    done = app.test_cli_runner().invoke(args=["live", "tidy"])

    assert done.output == "viewings deleted: 1\n"
    left = sorted(session.scalars(select(Viewing.last_seen_at)))
    assert left == sorted([kept_from, NOON])


def test_tidying_twice_deletes_nothing_more(session, camera):
    start_viewing(session, camera.id, report=Report(), now=NOON)
    later = NOON + timedelta(days=1)
    assert [delete_viewings(session, before=later) for _ in range(2)] == [1, 0]
