"""Frames, badges and oEmbed: true about a dead picture, closed to pages nobody allowed."""

from datetime import timedelta
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from portal.live.queries import embed_origins
from portal.registry.kinds import Privacy, Status
from tests.support.factories import NOON, make_camera, make_embed_origin, make_restaurant
from tests.support.looks import bad, good, note
from transcoder.demand import Activity
from transcoder.errors import Cause

HOME = "http://127.0.0.1:8000"


def badge(client, restaurant, **kwargs):
    return client.get(f"/en/embed/{restaurant.code}/badge.json", **kwargs)


def test_a_frame_may_stand_on_allowed_pages_only(client, session, restaurant, camera):
    make_embed_origin(session, restaurant, "https://sunshine.example")
    make_embed_origin(session, restaurant, "https://b.example:8443")
    session.commit()
    policy = client.get(f"/embed/{restaurant.code}").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://b.example:8443 https://sunshine.example")


def test_without_leave_no_page_may_frame_it(client, restaurant, camera):
    answer = client.get(f"/embed/{restaurant.code}")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_a_frame_sets_no_cookie_and_has_no_form(client, restaurant, camera):
    answer = client.get(f"/embed/{restaurant.code}")
    assert "Set-Cookie" not in answer.headers
    assert "<form" not in answer.text
    assert f'data-playlist="/live/{camera.code}/index.m3u8"' in answer.text


def test_a_frame_shows_the_best_picture_or_the_camera_asked_for(
    client, session, restaurant, camera, transcoder
):
    other = make_camera(session, restaurant, privacy=Privacy.MASK)
    session.commit()
    transcoder.state(camera.code, Activity.DOWN, cause=Cause.SILENT)
    transcoder.playlist(other.code)
    assert f'data-camera="{other.code}"' in client.get(f"/embed/{restaurant.code}").text
    asked = client.get(f"/embed/{restaurant.code}?camera={camera.number}")
    assert f'data-camera="{camera.code}"' in asked.text


def test_a_kitchen_without_cameras_has_a_frame_that_says_so(client, restaurant):
    assert "not known" in client.get(f"/en/embed/{restaurant.code}").text


@pytest.mark.parametrize("page", ["", "/badge.svg", "/badge.json"])
def test_an_unknown_restaurant_is_404(client, page):
    assert client.get(f"/embed/0000000000{page}").status_code == 404


def test_a_living_kitchen_has_a_living_badge(client, restaurant, camera, transcoder):
    transcoder.playlist(camera.code, at=NOON - timedelta(seconds=2))
    told = badge(client, restaurant)
    assert told.headers["Cache-Control"] == "public, max-age=15"
    assert told.json == {
        "restaurant": restaurant.code,
        "name": "Sunshine Diner",
        "kind": "live",
        "word": "Live",
        "age": "as of 11:59",
        "text": "Live, 6 seconds behind.",
        "since": "2026-03-04T03:55:00+00:00",
        "delay_seconds": 6,
        "as_of": "2026-03-04T03:59:58+00:00",
        "age_seconds": 2,
        "page": f"{HOME}/en/r/{restaurant.code}",
    }


def test_a_dead_picture_is_told_with_its_beginning(client, restaurant, camera, transcoder):
    transcoder.state(camera.code, Activity.DOWN, cause=Cause.UNREACHABLE)
    told = badge(client, restaurant).json
    assert (told["kind"], told["age"]) == ("offline", "since 11:55")


def test_a_black_picture_has_a_badge_that_says_so(client, session, restaurant, camera, transcoder):
    transcoder.state(camera.code, Activity.RESTING)
    note(session, bad(-3, camera.id), bad(-0.5, camera.id))
    told = badge(client, restaurant).json
    assert (told["kind"], told["word"], told["age"]) == ("offline", "Black picture", "since 11:57")


def test_a_badge_is_as_old_as_what_was_seen(client, session, restaurant, camera, transcoder):
    transcoder.state(camera.code, Activity.RESTING)  # renewed now, without having seen anything
    note(session, good(-3, camera.id))
    told = badge(client, restaurant).json
    assert (told["kind"], told["age"], told["age_seconds"]) == ("ready", "as of 11:57", 180)


def test_a_dead_transcoder_is_told_as_not_known(client, restaurant, camera, transcoder):
    transcoder.playlist(camera.code, at=NOON - timedelta(minutes=10))
    told = badge(client, restaurant).json
    assert (told["kind"], told["age"]) == ("unknown", "as of 11:50")
    assert told["age_seconds"] == 600


def test_a_transcoder_that_never_ran_is_told_so(client, restaurant, camera):
    told = badge(client, restaurant).json
    assert (told["kind"], told["age"], told["as_of"]) == ("unknown", "never heard of", None)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({"hours": "06:30-10:00"}, "closed_by_hours"), ({"status": Status.SUSPENDED}, "suspended")],
)
def test_what_the_register_knows_is_as_of_now(client, session, changes, kind):
    restaurant = make_restaurant(session, **changes)
    session.commit()
    told = badge(client, restaurant).json
    assert (told["kind"], told["age_seconds"]) == (kind, 0)


def test_a_badge_is_a_picture_that_names_state_and_age(client, restaurant, camera, transcoder):
    transcoder.playlist(camera.code)
    answer = client.get(f"/en/embed/{restaurant.code}/badge.svg")
    assert answer.content_type.startswith("image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    root = ET.fromstring(answer.text)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Kitchen: Live · as of 12:00"
    assert root.find("{http://www.w3.org/2000/svg}rect").get("fill") == "#1e7a46"


def test_only_allowed_pages_read_the_badge(client, session, restaurant, camera):
    make_embed_origin(session, restaurant, "https://sunshine.example")
    session.commit()
    ours = badge(client, restaurant, headers={"Origin": "https://sunshine.example"})
    other = badge(client, restaurant, headers={"Origin": "https://evil.example"})
    assert ours.headers["Access-Control-Allow-Origin"] == "https://sunshine.example"
    assert "Access-Control-Allow-Origin" not in other.headers
    assert ours.headers["Vary"] == other.headers["Vary"] == "Origin"


def ask_oembed(client, url, **more):
    return client.get("/oembed", query_string={"url": url, **more})


def test_oembed_tells_the_frame(client, restaurant):
    told = ask_oembed(client, f"{HOME}/r/{restaurant.code}").json
    assert (told["version"], told["type"], told["title"]) == ("1.0", "video", "阳光小馆")
    assert (told["width"], told["height"]) == (640, 440)
    assert f'src="{HOME}/embed/{restaurant.code}"' in told["html"]


def test_oembed_keeps_the_language_and_the_size_asked_for(client, restaurant):
    told = ask_oembed(client, f"{HOME}/en/r/{restaurant.code}", maxwidth=320, maxheight=400).json
    assert told["title"] == "Sunshine Diner"
    assert (told["width"], told["height"]) == (320, 260)
    assert f'src="{HOME}/en/embed/{restaurant.code}" width="320" height="260"' in told["html"]


def test_oembed_speaks_xml(client, restaurant):
    answer = ask_oembed(client, f"{HOME}/r/{restaurant.code}", format="xml")
    assert answer.mimetype == "text/xml"
    assert ET.fromstring(answer.data).find("type").text == "video"


@pytest.mark.parametrize(
    ("url", "more", "status"),
    [
        ("https://evil.example/r/0123456789", {}, 404),
        (f"{HOME}/r/0123456789", {}, 404),
        ("", {}, 404),
        (f"{HOME}/r/0123456789", {"format": "yaml"}, 501),
    ],
)
def test_oembed_refuses_what_is_not_ours(client, url, more, status):
    assert ask_oembed(client, url, **more).status_code == status


def test_a_name_cannot_break_out_of_the_frame(client, session):
    restaurant = make_restaurant(session, name='"><script>alert(1)</script>')
    make_camera(session, restaurant)
    session.commit()
    told = ask_oembed(client, f"{HOME}/r/{restaurant.code}").json
    assert "<script>" not in told["html"]
    assert "<script>alert" not in client.get(f"/embed/{restaurant.code}").text


def test_the_page_names_its_oembed_address(client, restaurant, camera):
    page = client.get(f"/embed/{restaurant.code}").text
    asked = quote(f"{HOME}/r/{restaurant.code}", safe=":/")
    assert f"/oembed?url={asked}" in page


def command(app, *args):
    return app.test_cli_runner().invoke(args=["live", "embed-origin", *args])


def test_the_command_allows_and_forbids_an_origin(app, session, restaurant):
    for _again in range(2):
        result = command(app, restaurant.code, "HTTPS://Sunshine.example:443")
        assert (result.exit_code, result.output) == (0, "allowed: https://sunshine.example\n")
    assert embed_origins(session, restaurant.id) == ["https://sunshine.example"]
    session.rollback()
    result = command(app, restaurant.code, "https://sunshine.example", "--remove")
    assert result.exit_code == 0
    assert embed_origins(session, restaurant.id) == []


@pytest.mark.parametrize("origin", ["*", "sunshine.example", "https://sunshine.example/page"])
def test_the_command_refuses_what_is_no_origin(app, restaurant, origin):
    result = command(app, restaurant.code, origin)
    assert result.exit_code == 1
    assert "is no origin" in result.output


def test_the_command_says_what_was_not_there(app, restaurant):
    assert command(app, "nosuchcode", "https://a.example").exit_code == 1
    assert command(app, restaurant.code, "https://a.example", "--remove").exit_code == 1
