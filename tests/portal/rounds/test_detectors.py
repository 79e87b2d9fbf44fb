"""How many detector processes a machine has."""

import pytest
from huey.exceptions import ConfigurationError
from sqlalchemy.exc import OperationalError

from portal.extensions import Queue
from portal.rounds import detectors
from portal.rounds.rules.looks import CAMERAS_A_DETECTOR, detectors_for
from portal.settings import Settings
from tests.support.factories import NOON, make_camera


@pytest.mark.parametrize(
    ("cameras", "processes"),
    [
        (0, 1),
        (CAMERAS_A_DETECTOR, 1),
        (CAMERAS_A_DETECTOR + 1, 2),
        (2_210, 3),
    ],
)
def test_cameras_need_so_many_processes(cameras, processes):
    assert detectors_for(cameras) == processes


@pytest.fixture
def with_cores(monkeypatch):
    return lambda count: monkeypatch.setattr(detectors, "cores", lambda: count)


@pytest.fixture
def with_cameras(monkeypatch):
    return lambda count: monkeypatch.setattr(detectors, "size_of_round", lambda *_: count)


@pytest.mark.parametrize(
    ("cores", "cameras", "processes"),
    [(1, 2_210, 1), (2, 2_210, 2), (16, 2_210, 3), (16, 12, 1), (4, 20_000, 4)],
)
def test_there_is_one_a_core_and_none_without_work(
    app, with_cores, with_cameras, cores, cameras, processes
):
    with_cores(cores)
    with_cameras(cameras)

    with app.app_context():
        assert detectors.wanted(Settings()) == processes


def test_the_setting_has_the_last_word(app, with_cores, with_cameras):
    with_cores(2)
    with_cameras(12)

    with app.app_context():
        assert detectors.wanted(Settings(detectors=5)) == 5


def test_a_detector_that_starts_before_the_database_looks_alone(
    app, with_cores, monkeypatch, caplog
):
    def away(*_):
        raise OperationalError("SELECT", {}, Exception("gone"))

    with_cores(4)
    monkeypatch.setattr(detectors, "size_of_round", away)

    with app.app_context():
        assert detectors.wanted(Settings()) == 1
    assert [record.message for record in caplog.records] == ["cameras_not_counted"]


def test_cameras_that_are_looked_at_are_counted(app, session, set_clock, monkeypatch, with_cores):
    set_clock(NOON)
    with_cores(8)
    monkeypatch.setattr(detectors, "detectors_for", lambda cameras: cameras)
    for _ in range(3):
        make_camera(session)
    session.commit()

    with app.app_context():
        assert detectors.wanted(Settings()) == 3


def test_where_no_message_waits_a_detector_says_so_at_once(app, monkeypatch):
    monkeypatch.setattr(detectors, "rounds_queue", Queue("unbound"))

    with app.app_context(), pytest.raises(ConfigurationError, match="MINGCHU_QUEUE_URL"):
        detectors.keep_detectors()
