"""The playlist gate over HTTP, cold and warm: what it answers, and to whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from portal.extensions import db
from portal.live.gate import DECISION_SECONDS
from portal.live.public.blueprint import GATE
from portal.registry.kinds import Privacy, Status
from tests.support.factories import NOON, make_camera, make_embed_origin, make_restaurant
from tests.support.looks import bad, good, note, off, unknown
from transcoder.demand import Activity, stamped_at
from transcoder.errors import Cause


def ask(client, camera, *, prefix="", **kwargs):
    return client.get(f"{prefix}/live/{camera.code}/index.m3u8", **kwargs)


@pytest.fixture
def ticks(app, monkeypatch):
    """Moves the gate's own clock, by which it forgets."""
    moment = [1000.0]
    monkeypatch.setattr(app.extensions[GATE], "_tick", lambda: moment[0])

    def move(seconds):
        moment[0] += seconds

    return move


@pytest.mark.parametrize("way", ["cold", "warm"])
def test_a_living_playlist_is_handed_out_as_it_is(client, camera, transcoder, way):
    transcoder.playlist(camera.code)
    if way == "warm":
        ask(client, camera)
    answer = ask(client, camera)
    assert (answer.status_code, answer.text) == (200, transcoder.text)
    assert answer.content_type == "application/vnd.apple.mpegurl"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Accel-Expires" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_the_cold_and_the_warm_answer_are_the_same(client, camera, transcoder):
    transcoder.playlist(camera.code)
    cold, warm = ask(client, camera), ask(client, camera)
    told = dict(cold.headers)
    del told["X-Request-Id"]  # the warm way writes no log that it could name
    assert told == dict(warm.headers)
    assert cold.data == warm.data


def test_the_warm_way_asks_no_database(app, client, camera, transcoder):
    transcoder.playlist(camera.code)
    ask(client, camera)
    statements = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert ask(client, camera).status_code == 200
    assert statements == []


def test_head_answers_without_a_body(client, camera, transcoder):
    transcoder.playlist(camera.code)
    answer = client.head(f"/live/{camera.code}/index.m3u8")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_length == len(transcoder.text)


def test_whoever_asks_is_demand(client, camera, transcoder):
    assert ask(client, camera).status_code == 503
    assert stamped_at(transcoder.root, camera.code) is not None


@pytest.mark.parametrize(
    ("state", "code", "retry"),
    [
        ({}, "unknown", 10),
        ({"activity": Activity.RESTING}, "starting", 1),
        ({"activity": Activity.STARTING}, "starting", 1),
        ({"activity": Activity.WAITING, "place": 3}, "waiting", 3),
        ({"activity": Activity.DOWN, "cause": Cause.UNREACHABLE}, "offline", 15),
        ({"activity": Activity.DOWN, "retry_at": NOON + timedelta(seconds=4)}, "offline", 4),
    ],
)
def test_no_playlist_yet_is_told_with_its_reason(client, camera, transcoder, state, code, retry):
    if state:
        transcoder.state(camera.code, **state)
    answer = ask(client, camera)
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == str(retry)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["code"] == code
    assert answer.json["detail"]
    assert answer.json["place"] == state.get("place")


@pytest.mark.parametrize("look", [good, bad, off, unknown])
def test_whatever_a_look_found_the_picture_is_tried_when_asked_for(
    client, session, camera, transcoder, look
):
    transcoder.state(camera.code, Activity.RESTING)
    note(session, look(-0.5, camera.id))
    answer = ask(client, camera)
    assert (answer.json["code"], answer.headers["Retry-After"]) == ("starting", "1")


def test_the_public_is_told_whose_part_a_failure_is_and_no_more(client, camera, transcoder):
    transcoder.state(camera.code, Activity.DOWN, cause=Cause.BAD_PASSWORD)
    answer = ask(client, camera)
    assert answer.json["cause"] == "camera"
    assert "password" not in answer.text


def test_the_reason_is_told_in_the_readers_language(client, camera, transcoder):
    transcoder.state(camera.code, Activity.DOWN, cause=Cause.SILENT)
    answer = ask(client, camera, prefix="/en")
    assert answer.json["detail"] == "No picture since 11:55. The camera does not answer."


@pytest.mark.parametrize("way", ["cold", "warm"])
@pytest.mark.parametrize(("age", "status"), [(16.9, 200), (17.1, 503)])
def test_a_list_that_stopped_growing_stands_in_for_15_s_and_a_target(
    client, camera, transcoder, way, age, status
):
    transcoder.playlist(camera.code)
    if way == "warm":
        ask(client, camera)
    transcoder.playlist(camera.code, at=NOON - timedelta(seconds=age))
    assert ask(client, camera).status_code == status


@pytest.mark.parametrize("code", ["0000000000", "short", "UPPERCASE0", "..", "%2e%2e", "a" * 300])
def test_an_unknown_camera_is_404(client, transcoder, code):
    answer = client.get(f"/live/{code}/index.m3u8")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert not transcoder.root.exists()


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.SUSPENDED, "suspended"), (Status.CLOSED, "closed"), (None, "closed")],
)
def test_a_restaurant_not_open_shows_nothing_and_asks_for_nothing(
    client, session, transcoder, status, code
):
    camera = make_camera(session, make_restaurant(session, status=status), privacy=Privacy.MASK)
    session.commit()
    transcoder.playlist(camera.code)
    answer = ask(client, camera)
    assert (answer.status_code, answer.json["code"]) == (503, code)
    assert stamped_at(transcoder.root, camera.code) is None


def test_a_closed_hour_tells_when_it_opens(client, session, transcoder):
    camera = make_camera(session, make_restaurant(session, hours="06:30-10:00"))
    session.commit()
    answer = ask(client, camera)
    assert answer.json["code"] == "closed_by_hours"
    assert answer.json["next_opening"] == "2026-03-04T22:30:00+00:00"


def test_a_camera_taken_away_is_not_shown(client, session, restaurant):
    camera = make_camera(session, restaurant, privacy=Privacy.MASK, active_until=date(2026, 3, 4))
    session.commit()
    assert ask(client, camera).json["code"] == "closed"


def test_an_unprotected_moving_picture_is_refused_even_when_it_lies_there(
    app, client, session, restaurant, transcoder
):
    app.config["MINGCHU"] = replace(app.config["MINGCHU"], head_finder="")
    camera = make_camera(session, restaurant, privacy=Privacy.BLUR)
    session.commit()
    transcoder.playlist(camera.code)
    answer = ask(client, camera)
    assert (answer.status_code, answer.json["code"]) == (503, "still_only")
    assert stamped_at(transcoder.root, camera.code) is None


def test_a_withdrawal_holds_after_five_seconds(client, session, camera, transcoder, ticks):
    transcoder.playlist(camera.code)
    assert ask(client, camera).status_code == 200
    camera.restaurant.status_spans[0].status = Status.SUSPENDED
    session.commit()
    ticks(DECISION_SECONDS)
    assert ask(client, camera).json["code"] == "suspended"


def test_only_the_restaurants_own_origins_may_read(client, session, restaurant, camera, transcoder):
    make_embed_origin(session, restaurant, "https://sunshine.example")
    session.commit()
    transcoder.playlist(camera.code)
    for _way in ("cold", "warm"):
        ours = ask(client, camera, headers={"Origin": "https://sunshine.example"})
        other = ask(client, camera, headers={"Origin": "https://evil.example"})
        assert ours.headers["Access-Control-Allow-Origin"] == "https://sunshine.example"
        assert "Access-Control-Allow-Origin" not in other.headers
        assert {ours.headers["Vary"], other.headers["Vary"]} == {"Origin"}


class TestWithTwoSeats:
    @pytest.fixture
    def settings(self, settings):
        return type(settings)(
            **{name: getattr(settings, name) for name in ("data", "live_root", "secret_key",
                                                          "camera_keys", "camera_networks")},
            embedded_viewers=2,
        )  # fmt: skip

    def test_a_third_viewer_gets_stills(self, client, camera, transcoder):
        transcoder.playlist(camera.code)

        def watch(name):
            return ask(client, camera, query_string={"viewer": name})

        assert [watch(name).status_code for name in ("a", "b", "a", "b")] == [200] * 4
        third = watch("c")
        assert (third.status_code, third.json["code"]) == (503, "full")
        assert third.headers["Retry-After"] == "30"

    def test_viewers_without_a_name_are_told_apart_by_browser(self, client, camera, transcoder):
        transcoder.playlist(camera.code)
        answers = [
            ask(client, camera, headers={"User-Agent": browser}).status_code
            for browser in ("one", "two", "three", "one")
        ]
        assert answers == [200, 200, 503, 200]


class TestBehindNginx:
    @pytest.fixture
    def settings(self, settings):
        return type(settings)(
            **{name: getattr(settings, name) for name in ("data", "live_root", "secret_key",
                                                          "camera_keys", "camera_networks")},
            embedded_viewers=0,
            media_by_nginx=True,
        )  # fmt: skip

    @pytest.mark.parametrize("way", ["cold", "warm"])
    def test_nginx_may_keep_a_playlist_for_a_second(self, client, camera, transcoder, way):
        transcoder.playlist(camera.code)
        if way == "warm":
            ask(client, camera)
        answer = ask(client, camera)
        assert answer.status_code == 200
        assert answer.headers["X-Accel-Expires"] == "1"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_a_refusal_is_not_kept(self, client, camera):
        assert "X-Accel-Expires" not in ask(client, camera).headers
