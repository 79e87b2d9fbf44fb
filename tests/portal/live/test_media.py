"""Segments and stills served by the portal itself: exact names, no way out, ranges, caches."""

import errno
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from portal import create_app
from portal.registry.kinds import Status
from tests.support.factories import NOON, make_camera, make_embed_origin, make_restaurant
from tests.support.looks import bad, good, note
from transcoder.demand import LOOK, Activity, stamped_at

RUN, KEY = "0a1b2c3d", "0123456789abcdef01234567"
SEGMENT, INIT = f"1795000000-{KEY}.m4s", f"init-{KEY}.mp4"
DATA = bytes(range(256)) * 40


@pytest.fixture
def segment(camera, transcoder):
    transcoder.file(camera.code, f"{RUN}/{SEGMENT}", DATA)
    transcoder.file(camera.code, f"{RUN}/{INIT}", b"init")
    return f"/live/{camera.code}/{RUN}/{SEGMENT}"


def test_a_segment_is_served_for_long(client, segment):
    answer = client.get(segment)
    assert (answer.status_code, answer.data) == (200, DATA)
    assert answer.content_type == "video/mp4"
    assert answer.headers["Cache-Control"] == "public, max-age=30, immutable"
    assert "Set-Cookie" not in answer.headers
    answer.close()


def test_the_init_file_is_served(client, camera, segment):
    with client.get(f"/live/{camera.code}/{RUN}/{INIT}") as answer:
        assert answer.data == b"init"


def test_head_tells_the_size(client, segment):
    answer = client.head(segment)
    assert (answer.status_code, answer.data, answer.content_length) == (200, b"", len(DATA))


@pytest.mark.parametrize(
    ("asked", "got"),
    [("bytes=0-9", DATA[:10]), ("bytes=10200-", DATA[10200:]), ("bytes=-3", DATA[-3:])],
)
def test_a_range_is_served(client, segment, asked, got):
    with client.get(segment, headers={"Range": asked}) as answer:
        assert (answer.status_code, answer.data) == (206, got)


def test_a_range_outside_is_refused(client, segment):
    answer = client.get(segment, headers={"Range": "bytes=999999-"})
    assert answer.status_code == 416


def test_the_server_may_send_it_without_python(app, segment):
    wrapped = []

    def wrapper(stream, size=8192):
        wrapped.append(stream)
        return iter([stream.read()])

    with app.test_client() as client:
        client.get(segment, environ_overrides={"wsgi.file_wrapper": wrapper})
    assert [os.path.basename(stream.name) if isinstance(stream.name, str) else "descriptor"
            for stream in wrapped] == ["descriptor"]  # fmt: skip
    wrapped[0].close()


@pytest.mark.parametrize(
    "path",
    [
        f"{RUN}/1795000001-{KEY}.m4s",
        f"{RUN}/{SEGMENT}x",
        f"{RUN}/{SEGMENT.upper()}",
        f"{RUN}/x{SEGMENT}",
        f"{RUN}/{SEGMENT}%0a",
        f"{RUN}/demand",
        "private/loan",
        "private/key.bin",
        f"private/{SEGMENT}",
        f"..%2f{RUN}/{SEGMENT}",
        f"%2e%2e/{RUN}/{SEGMENT}",
        f"{RUN}/..%2f{RUN}%2f{SEGMENT}",
        "demand",
        "look",
        "retry",
        "index.m3u8.tmp",
    ],
)
def test_every_other_name_is_refused(client, camera, transcoder, segment, path):
    transcoder.file(camera.code, "private/key.bin", b"secret")
    transcoder.file(camera.code, "private/loan", b"secret")
    transcoder.file(camera.code, f"private/{SEGMENT}", b"secret")
    transcoder.file(camera.code, "demand", b"")
    answer = client.get(f"/live/{camera.code}/{path}")
    assert answer.status_code == 404
    assert b"secret" not in answer.data


def test_another_cameras_name_is_refused(client, session, camera, segment):
    other = make_camera(session)
    session.commit()
    assert client.get(segment.replace(camera.code, other.code)).status_code == 404


@pytest.mark.parametrize("what", ["file", "run", "camera"])
def test_links_are_not_followed(client, camera, transcoder, segment, what):
    directory = transcoder.root / camera.code
    elsewhere = transcoder.root.parent / "elsewhere"
    (elsewhere / RUN).mkdir(parents=True)
    (elsewhere / RUN / SEGMENT).write_bytes(b"secret")
    if what == "file":
        (directory / RUN / SEGMENT).unlink()
        (directory / RUN / SEGMENT).symlink_to(elsewhere / RUN / SEGMENT)
    elif what == "run":
        (directory / RUN).rename(directory / "old")
        (directory / RUN).symlink_to(elsewhere / RUN)
    else:
        directory.rename(transcoder.root / "old")
        directory.symlink_to(elsewhere)
    assert client.get(segment).status_code == 404


def test_a_pipe_in_the_place_of_a_segment_does_not_hang(client, camera, transcoder, segment):
    path = transcoder.root / camera.code / RUN / SEGMENT
    path.unlink()
    os.mkfifo(path)
    assert client.get(segment).status_code == 404


def test_media_may_be_read_by_the_restaurants_own_origins(client, session, restaurant, segment):
    make_embed_origin(session, restaurant, "https://sunshine.example")
    session.commit()
    with client.get(segment, headers={"Origin": "https://sunshine.example"}) as ours:
        assert ours.headers["Access-Control-Allow-Origin"] == "https://sunshine.example"
    with client.get(segment, headers={"Origin": "https://evil.example"}) as other:
        assert "Access-Control-Allow-Origin" not in other.headers


def test_the_newest_still_is_served_and_asked_for(client, camera, transcoder):
    transcoder.still(camera.code, at=NOON - timedelta(minutes=1))
    with client.get(f"/live/{camera.code}/still.jpg") as answer:
        assert (answer.status_code, answer.data[:2]) == (200, b"\xff\xd8")
        assert answer.content_type == "image/jpeg"
        assert answer.headers["Cache-Control"] == "public, max-age=2"
        assert answer.last_modified == NOON - timedelta(minutes=1)
    assert stamped_at(transcoder.root, camera.code, LOOK) is not None


def test_a_still_is_served_whichever_node_took_it(settings, camera, transcoder):
    shared = transcoder.root
    nodes = [
        create_app(replace(settings, live_root=settings.data / name, stills=shared))
        for name in ("node0", "node1")
    ]
    transcoder.still(camera.code)

    told = [node.test_client().get(f"/live/{camera.code}/state.json").json for node in nodes]
    for node in nodes:
        with node.test_client().get(f"/live/{camera.code}/still.jpg") as answer:
            assert (answer.status_code, answer.data[:2]) == (200, b"\xff\xd8")

    assert [each["still_at"] for each in told] == ["2026-03-04T04:00:00+00:00"] * 2


def test_stills_out_of_reach_take_no_page_with_them(settings, camera):
    share = settings.data / "share"
    share.write_text("no directory")
    client = create_app(replace(settings, stills=share)).test_client()

    still = client.get(f"/live/{camera.code}/still.jpg")
    told = client.get(f"/live/{camera.code}/state.json")
    page = client.get(f"/r/{camera.restaurant.code}")

    assert (still.status_code, still.json["code"]) == (503, "no_still")
    assert (told.status_code, told.json["still_at"], page.status_code) == (200, None, 200)


def test_a_share_that_is_away_is_asked_once_for_all(client, session, restaurant, monkeypatch):
    asked = []

    def away(path):
        asked.append(path)
        raise OSError(errno.EIO, "Input/output error")

    for _ in range(3):
        make_camera(session, restaurant)
    session.commit()
    monkeypatch.setattr("portal.live.files.mtime", away)

    assert client.get(f"/r/{restaurant.code}").status_code == 200
    assert len(asked) == 1


def test_stills_of_cameras_that_left_are_deleted(app, session, restaurant, camera, transcoder):
    left = make_camera(session, restaurant, active_until=NOON.date())
    session.commit()
    for each in (camera, left):
        transcoder.still(each.code)

    app.test_cli_runner().invoke(args=["live", "tidy"])

    stills = [path.parent.name for path in transcoder.root.glob("*/still.jpg")]
    assert stills == [camera.code]


def test_the_same_still_is_not_sent_twice(client, camera, transcoder):
    transcoder.still(camera.code)
    with client.get(f"/live/{camera.code}/still.jpg") as answer:
        tag = answer.headers["ETag"]
    again = client.get(f"/live/{camera.code}/still.jpg", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    transcoder.still(camera.code, at=NOON + timedelta(seconds=5))
    with client.get(f"/live/{camera.code}/still.jpg", headers={"If-None-Match": tag}) as newer:
        assert newer.status_code == 200


def test_no_still_yet_is_no_404(client, camera, transcoder):
    answer = client.get(f"/live/{camera.code}/still.jpg")
    assert (answer.status_code, answer.json["code"]) == (503, "no_still")
    assert answer.headers["Retry-After"] == "2"
    assert stamped_at(transcoder.root, camera.code, LOOK) is not None


def test_a_suspended_kitchen_shows_no_still(client, session, transcoder):
    camera = make_camera(session, make_restaurant(session, status=Status.SUSPENDED))
    session.commit()
    transcoder.still(camera.code)
    answer = client.get(f"/live/{camera.code}/still.jpg")
    assert (answer.status_code, answer.json["code"]) == (503, "suspended")
    assert stamped_at(transcoder.root, camera.code, LOOK) is None


def test_a_closed_hour_shows_the_last_still_and_asks_for_no_newer(client, session, transcoder):
    camera = make_camera(session, make_restaurant(session, hours="06:30-10:00"))
    session.commit()
    transcoder.still(camera.code, at=NOON - timedelta(hours=3))
    with client.get(f"/live/{camera.code}/still.jpg") as answer:
        assert answer.status_code == 200
    assert stamped_at(transcoder.root, camera.code, LOOK) is None


def test_a_still_of_a_closed_hour_is_shown_to_nobody(client, session, transcoder):
    camera = make_camera(session, make_restaurant(session, hours="06:30-10:00"))
    session.commit()
    transcoder.still(camera.code)
    answer = client.get(f"/live/{camera.code}/still.jpg")
    told = client.get(f"/live/{camera.code}/state.json").json
    assert (answer.status_code, answer.json["code"], told["still_at"]) == (503, "no_still", None)


def test_a_state_is_told_for_machines_and_in_words(client, camera, transcoder):
    transcoder.playlist(camera.code, at=NOON - timedelta(seconds=2))
    transcoder.still(camera.code)
    answer = client.get(f"/en/live/{camera.code}/state.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "kind": "live",
        "tone": "live",
        "word": "Live",
        "age": "6 seconds behind",
        "text": "Live, 6 seconds behind.",
        "flaw": "",
        "since": "2026-03-04T03:55:00+00:00",
        "delay_seconds": 6,
        "cause": None,
        "place": None,
        "next_opening": None,
        "still_at": "2026-03-04T04:00:00+00:00",
    }


def test_what_a_look_found_wrong_is_told(client, session, camera, transcoder):
    transcoder.playlist(camera.code)
    note(session, bad(-6, camera.id), bad(-0.5, camera.id))
    told = client.get(f"/en/live/{camera.code}/state.json").json
    assert told["kind"] == "live"
    assert told["flaw"] == (
        "The picture is black, or far too bright to see anything, since 11:54. "
        "The vendor has been told: fault F-2026-000001."
    )


def test_asking_for_the_state_wakes_no_camera(client, session, camera, transcoder):
    transcoder.state(camera.code, Activity.RESTING)
    note(session, good(-0.5, camera.id))
    assert client.get(f"/live/{camera.code}/state.json").json["kind"] == "ready"
    assert stamped_at(transcoder.root, camera.code) is None
