"""A camera that shows somebody without a mask becomes a lead; the model is the test's own."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import av
import numpy as np
import pytest
from sqlalchemy import select

from detector.errors import BadOutput
from detector.heads import Answer, Scene, SeenHead
from portal.extensions import db
from portal.findings.lead_kinds import LeadState, Part
from portal.findings.models import Detection
from portal.findings.watching import evidence_under
from portal.rounds.looking import MACHINE, looking
from portal.rounds.models import CameraDay
from portal.shell import clock
from tests.support.factories import NOON
from tests.support.leads import serving_camera
from tests.support.simulator import simulator
from transcoder.simulator import CameraScript

pytestmark = [pytest.mark.media, pytest.mark.slow]
LONG = 120.0
ROUNDS = 5
SIZE, FPS, SECONDS = (640, 360), 10, 40
NOBODY = Scene((), np.zeros((0, 4), np.float32), np.zeros(0, np.float32))


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A room of tiles through which a white square walks, slowly."""
    tiles = np.random.default_rng(7).integers(20, 170, (12, 20, 3))
    room = np.repeat(np.repeat(tiles, 30, axis=0), 32, axis=1).astype(np.uint8)
    path = tmp_path_factory.mktemp("film") / "walker.mp4"
    with av.open(path, "w") as file:
        stream = file.add_stream("libx264", rate=FPS)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "ultrafast", "g": "20", "sc_threshold": "0"}
        for number in range(FPS * SECONDS):
            picture = room.copy()
            left = 40 + 2 * (number % 200)
            picture[140:200, left : left + 60] = 255
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


class Model:
    """Takes whatever is white for a face; `mask` is what it wears. Raises `fault` instead."""

    cards = ()

    def __init__(self, mask=Answer.NO, fault=None):
        self.mask, self.fault, self.pictures = mask, fault, 0

    def scenes(self, images):
        self.pictures += len(images)
        if self.fault is not None:
            raise self.fault
        return [self._scene(image) for image in images]

    def _scene(self, image):
        rows, columns = np.nonzero(image.min(axis=2) > 230)
        if len(rows) < 500:
            return NOBODY
        box = (columns.min(), rows.min(), columns.max(), rows.max())
        head = SeenHead(tuple(map(float, box)), 0.8, self.mask, Answer.UNCERTAIN)
        return replace(NOBODY, heads=(head,))


@pytest.fixture
def look(app, session, film, monkeypatch):
    """Looks with a model at a camera that plays the film until `enough`; returns the camera.

    A busy machine may let a look or a burst run out of time, which is what the next round is for.
    """

    def looked(model, *, enough=None):
        enough = enough or (lambda: model.pictures > 0)
        # Time has to pass: the pictures of a burst lie seconds apart. It begins with a minute.
        begun = time.monotonic()
        monkeypatch.setattr(
            clock, "now", lambda: NOON + timedelta(seconds=2 + time.monotonic() - begun)
        )
        with simulator({"a": CameraScript(film, idr_at_play=True)}) as cameras:
            camera = serving_camera(session, url=cameras.url("a"))
            session.commit()
            with app.app_context():
                machine = app.extensions[MACHINE]
                app.extensions[MACHINE] = replace(machine, make_watcher=lambda: model)
                for number in range(ROUNDS):
                    eyes, minute = looking(), NOON + timedelta(minutes=number)
                    eyes.look_at(db.engine, [camera.id], minute=minute, stop=threading.Event())
                    assert eyes.watch.wait(LONG)
                    session.rollback()
                    if enough():
                        break
        return camera

    return looked


def found(session):
    return session.scalars(select(Detection)).all()


def minutes_looked(session):
    return len(session.scalars(select(CameraDay)).all())


def test_a_bare_face_that_moves_is_a_lead_with_pictures_and_film(look, session, settings):
    camera = look(Model(), enough=lambda: found(session))
    (lead,) = found(session)
    files = {path.name for path in evidence_under(settings.data).root.iterdir()}

    assert (lead.camera_id, lead.code, lead.state) == (camera.id, "PPE-MASK", LeadState.PENDING)
    assert files == {f"{lead.id}-{part}.jpg" for part in Part if part is not Part.CLIP} | {
        f"{lead.id}-clip.mp4"
    }


@pytest.mark.parametrize("mask", [Answer.YES, Answer.UNCERTAIN])
def test_a_masked_or_uncertain_face_is_none(look, session, mask):
    model = Model(mask)
    look(model)

    assert model.pictures == 1
    assert found(session) == []
    assert minutes_looked(session) == 1


def test_a_model_that_answers_nonsense_changes_no_look(look, session):
    model = Model(fault=BadOutput("finder", "an output holds NaN or infinity"))
    look(model)

    assert model.pictures == 1
    assert found(session) == []
    assert minutes_looked(session) == 1
