"""A moment is secured on the node on which its camera's stream runs."""

import pytest
from sqlalchemy import select

from portal.participation.models import CaseClip


def running_stream(settings, camera):
    """A stream of that camera on this node; returns the names of its files."""
    folder, run, key = settings.live_directory / camera, "a" * 8, "0" * 24
    (folder / run).mkdir(parents=True)
    names = [f"init-{key}.mp4", f"1-{key}.m4s"]
    for name in names:
        (folder / run / name).write_bytes(name.encode())
    listed = "\n".join(f"{run}/{name}" for name in names)
    (folder / "index.m3u8").write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n{listed}\n")
    return [*names, "index.m3u8"]


@pytest.fixture
def ask_for_clip(app, client, session, filed, restaurant):
    """Asks for a moment of the restaurant's camera, at an address; the camera and the answer."""
    app.config["WTF_CSRF_ENABLED"] = False
    camera, link = restaurant.cameras[0].code, filed().link
    session.commit()

    def ask(more=""):
        typed = {"camera": camera, "marked_at": "2026-11-23T11:55"}
        return camera, client.post(f"/cases/{link}/clip{more}", data=typed)

    return ask


def secured(session):
    return [[each["name"] for each in clip.files] for clip in session.scalars(select(CaseClip))]


def test_a_moment_whose_stream_runs_elsewhere_is_sent_to_its_camera_node(ask_for_clip, session):
    camera, answer = ask_for_clip()

    assert answer.status_code == 307  # the browser sends the same once more
    assert answer.headers["Location"].endswith(f"/clip?camera={camera}")
    assert secured(session) == []


def test_a_moment_whose_stream_runs_here_is_secured_here(
    ask_for_clip, session, settings, restaurant
):
    names = running_stream(settings, restaurant.cameras[0].code)
    _, answer = ask_for_clip()

    assert answer.status_code == 303
    assert secured(session) == [names]


def test_a_moment_is_sent_on_once_and_what_is_there_is_secured(ask_for_clip, session, restaurant):
    _, answer = ask_for_clip(f"?camera={restaurant.cameras[0].code}")

    assert answer.status_code == 303
    assert secured(session) == [[]]
