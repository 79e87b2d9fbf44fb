"""What ours is measured beside still does its work on the same tables."""

import pytest

from bench.peers import bare
from tests.portal.conftest import app, migrated_file, session, settings
from tests.support.factories import make_camera, make_restaurant

__all__ = ["app", "migrated_file", "session", "settings"]


@pytest.fixture
def camera(session, settings, monkeypatch):
    """A camera of a restaurant, in the file that the bare application reads."""
    monkeypatch.setenv("BARE_DATABASE", str(settings.data / "mingchu.db"))
    camera = make_camera(session, make_restaurant(session))
    session.commit()
    return camera


@pytest.fixture
def browser():
    """A browser of the bare application."""
    return bare.app.test_client()


def test_the_bare_page_shows_the_cameras(browser, camera):
    assert f"/live/{camera.code}/index.m3u8" in browser.get(f"/r/{camera.restaurant.code}").text


def test_the_bare_status_reads_the_last_look(browser, camera):
    told = browser.get(f"/api/v1/restaurants/{camera.restaurant.code}/status").json

    assert told["bright"] is False


def test_the_bare_answer_is_kept(browser, camera):
    form = {"answer": "good", "code": "slip"}

    assert browser.post(f"/r/{camera.restaurant.code}/rate", data=form).text == "kept"
