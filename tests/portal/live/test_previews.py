"""Preview addresses: who holds one sees the picture whatever the public sees, for a while."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.live.public.previews import new_preview
from portal.live.rules import GRANT_SECONDS, grant_key, make_grant, preview_scope
from portal.registry.kinds import Privacy, Status
from portal.shell.rules import NotFound
from tests.support.factories import NOON, make_camera, make_restaurant
from transcoder.demand import LOOK, stamped_at


@pytest.fixture
def suspended(session, transcoder):
    restaurant = make_restaurant(session, status=Status.SUSPENDED)
    camera = make_camera(session, restaurant, privacy=Privacy.MASK)
    session.commit()
    transcoder.playlist(camera.code)
    transcoder.still(camera.code)
    return camera


@pytest.fixture
def path(app, suspended):
    with app.app_context():
        return new_preview(suspended.code, now=NOON)


def test_a_preview_plays_while_the_public_sees_nothing(client, suspended, path, transcoder):
    assert client.get(f"/live/{suspended.code}/index.m3u8").status_code == 503
    answer = client.get(f"{path}index.m3u8")
    assert (answer.status_code, answer.text) == (200, transcoder.text)
    assert stamped_at(transcoder.root, suspended.code) is not None


def test_nginx_keeps_no_preview(client, path):
    answer = client.get(f"{path}index.m3u8")
    assert "X-Accel-Expires" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_preview_has_its_still(client, suspended, path, transcoder):
    with client.get(f"{path}still.jpg") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert stamped_at(transcoder.root, suspended.code, LOOK) is not None


def test_the_page_shows_the_player_and_what_the_public_sees(client, path):
    answer = client.get(f"/en{path}")
    assert answer.status_code == 200
    assert f'data-playlist="/en{path}index.m3u8"' in answer.text
    assert f'data-renew="/en{path}renewed"' in answer.text
    assert "This restaurant has suspended its business" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_unprotected_picture_is_not_previewed_either(app, client, session, transcoder):
    app.config["MINGCHU"] = replace(app.config["MINGCHU"], head_finder="")
    camera = make_camera(session, privacy=Privacy.BLUR)
    session.commit()
    transcoder.playlist(camera.code)
    with app.app_context():
        path = new_preview(camera.code, now=NOON)
    answer = client.get(f"{path}index.m3u8")
    assert (answer.status_code, answer.json["code"]) == (503, "still_only")
    assert client.get(path).status_code == 200


def test_an_expired_preview_is_refused_with_a_way_back(client, suspended, path, set_clock):
    set_clock(NOON + timedelta(seconds=GRANT_SECONDS))
    machine = client.get(f"{path}index.m3u8")
    assert (machine.status_code, machine.json["code"]) == (403, "grant_refused")
    assert machine.json["restaurant"] == suspended.restaurant.code
    person = client.get(f"/en{path}", headers={"Accept": "text/html"})
    assert person.status_code == 403
    assert f'href="/en/r/{suspended.restaurant.code}"' in person.text


@pytest.mark.parametrize("file", ["", "index.m3u8", "still.jpg"])
def test_a_forged_preview_is_refused(client, suspended, file):
    answer = client.get(f"/live/{suspended.code}/g/preview-9.99999999999.AAAA/{file}")
    assert answer.status_code == 403


def test_a_preview_is_for_its_camera_alone(client, session, suspended, path):
    other = make_camera(session)
    session.commit()
    assert client.get(path.replace(suspended.code, other.code)).status_code == 403


def test_an_open_page_renews_its_grant(client, path, set_clock):
    set_clock(NOON + timedelta(seconds=200))
    fresh = client.post(f"{path}renewed").json
    set_clock(NOON + timedelta(seconds=GRANT_SECONDS + 100))
    assert client.get(f"{path}index.m3u8").status_code == 403
    assert client.get(fresh["playlist"]).status_code != 403
    with client.get(fresh["still"]) as still:
        assert still.status_code == 200
    assert fresh["seconds"] == GRANT_SECONDS


def test_renewals_end_with_the_preview(client, settings, suspended, set_clock):
    ends_at = NOON + timedelta(seconds=400)
    grant = make_grant(
        grant_key(settings.signing_key()),
        suspended.code,
        scope=preview_scope(ends_at),
        expires_at=NOON + timedelta(seconds=300),
    )
    set_clock(NOON + timedelta(seconds=250))
    fresh = client.post(f"/live/{suspended.code}/g/{grant}/renewed").json
    assert fresh["seconds"] == 150
    set_clock(ends_at)
    assert client.post(fresh["renew"]).status_code == 403


def test_an_unknown_camera_gets_no_preview(app):
    with app.app_context(), pytest.raises(NotFound):
        new_preview("0000000000", now=NOON)


def test_the_command_prints_a_preview_address(app, client, suspended):
    result = app.test_cli_runner().invoke(args=["live", "grant", suspended.code])
    assert result.exit_code == 0
    address = result.output.strip()
    assert address.startswith(f"http://127.0.0.1:8000/live/{suspended.code}/g/preview-")
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_the_command_names_a_camera_it_does_not_know(app):
    result = app.test_cli_runner().invoke(args=["live", "grant", "nosuchcode"])
    assert result.exit_code == 1
    assert "nosuchcode" in result.output
