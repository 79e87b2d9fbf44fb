"""A camera that may be shown at noon, and a transcoder that is played by writing its files."""

import os
from datetime import timedelta

import pytest

from portal.registry.kinds import Privacy
from tests.support.factories import NOON, make_camera, make_restaurant
from transcoder.demand import PLAYLIST, STILL, Activity, CameraState, write_state


class PlayedTranscoder:
    """Writes what the transcoder would, at moments of the portal's clock."""

    text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.000,\n/live/x\n"

    def __init__(self, root):
        self.root = root

    def state(self, code, activity, *, at=NOON, since=NOON - timedelta(minutes=5), **more):
        write_state(self.root, code, CameraState(activity, since=since, updated_at=at, **more))

    def playlist(self, code, *, at=NOON):
        self.file(code, PLAYLIST, self.text.encode(), at=at)
        self.state(code, Activity.LIVE, at=at)

    def still(self, code, *, at=NOON, data=b"\xff\xd8 a still"):
        self.file(code, STILL, data, at=at)

    def file(self, code, name, data, *, at=NOON):
        path = self.root / code / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path


@pytest.fixture(autouse=True)
def noon(set_clock):
    set_clock(NOON)


@pytest.fixture
def transcoder(settings):
    return PlayedTranscoder(settings.live_directory)


@pytest.fixture
def restaurant(session):
    row = make_restaurant(session, name="阳光小馆", name_en="Sunshine Diner")
    session.commit()
    return row


@pytest.fixture
def camera(session, restaurant):
    row = make_camera(session, restaurant, privacy=Privacy.OPEN, privacy_basis="consent on file")
    session.commit()
    return row
