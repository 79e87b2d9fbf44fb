"""`doctor` names what is wrong with a set-up, and what to do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from portal.extensions import db
from portal.rounds.models import CameraCondition
from portal.shell import clock
from portal.shell.metric_files import MetricFile
from portal.upkeep import diagnosing
from portal.upkeep.diagnosing import Weight, diagnose
from tests.support.clamd import running_clamd
from tests.support.factories import NOON
from tests.support.leads import serving_camera


@pytest.fixture
def found(app, settings):
    """The first thing found of each part of that set-up with other settings."""

    def parts(now=NOON, engine=None, **changes):
        with app.app_context():
            symptoms = list(diagnose(engine or db.engine, replace(settings, **changes), now=now))
        return {each.part: each for each in reversed(symptoms)}

    return parts


def test_no_transcoder_is_wrong_and_says_how_to_start_it(found):
    symptom = found()["pictures"]

    assert symptom.weight is Weight.WRONG
    assert "live transcode" in symptom.remedy


def test_a_share_of_stills_that_is_not_mounted_is_told(found, tmp_path):
    missing = tmp_path / "missing" / "stills"

    assert found(stills=missing)["stills"].text == f"no still can be written below {missing}"
    assert "stills" not in found()


def test_a_sound_database_and_its_models_are_not_named(found):
    assert not {"database", "models", "queue", "rounds", "clock"} & found().keys()


def test_a_database_without_tables_is_told_to_be_upgraded(found, tmp_path):
    empty = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")

    assert "db upgrade" in found(engine=empty)["database"].remedy


def test_tables_of_a_newer_version_are_no_fault(found, tmp_path):
    newer = create_engine(f"sqlite:///{tmp_path / 'newer.db'}")
    db.metadata.create_all(newer)
    with newer.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))

    symptom = found(engine=newer)["database"]

    assert symptom.weight is Weight.NOTE
    assert "are of 9999" in symptom.text


def test_a_database_that_is_not_there_is_told(found):
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    assert "does not answer" in found(engine=away)["database"].text


def test_keys_that_others_can_read_are_named(found, settings):
    settings.second_factor_keys()
    path = settings.data / "secrets" / "account_keys"
    path.chmod(0o644)

    assert str(path) in found()["keys"].text


def look_at(session, moment):
    camera = serving_camera(session)
    session.add(CameraCondition(camera_id=camera.id, outcome="good", since=moment, seen_at=moment))
    session.commit()


def test_a_detector_that_stopped_is_told_in_minutes(found, session):
    look_at(session, NOON - timedelta(minutes=10))

    assert "for 10 minutes" in found()["rounds"].text


def test_a_clock_that_went_back_is_told(found, session):
    look_at(session, NOON + timedelta(hours=1))

    assert "to come" in found()["clock"].text


def test_a_process_that_tells_its_numbers_runs(app, settings):
    for process in ("web", "transcoder", "detector"):
        MetricFile(settings.metrics_directory, process).write()
    with app.app_context():
        symptoms = list(diagnose(db.engine, settings, now=clock.now()))

    assert ["worker" in each.text for each in symptoms if each.part == "processes"] == [True]


def numbers(settings, pid, *, inferred, left_out):
    """What a detector process of that number tells of its frames."""
    settings.metrics_directory.mkdir(exist_ok=True)
    (settings.metrics_directory / f"detector-{pid}@here.prom").write_text(
        "# TYPE mingchu_frames_inferred_total counter\n"
        f"mingchu_frames_inferred_total {inferred}.0\n"
        "# TYPE mingchu_frames_left_out_total counter\n"
        f"mingchu_frames_left_out_total {left_out}.0\n"
    )


def test_fewer_detectors_than_the_cameras_need_are_told(found, settings, monkeypatch):
    numbers(settings, 1, inferred=1, left_out=0)
    monkeypatch.setattr(diagnosing, "size_of_round", lambda *_: 2_210)
    symptom = found(now=clock.now())["detectors"]

    assert symptom.text.startswith("1 of the 3 processes that 2210 cameras need")
    assert symptom.weight is Weight.NOTE


@pytest.mark.parametrize("cameras", [0, 1_000])
def test_as_many_detectors_as_the_cameras_need_are_not_named(found, settings, monkeypatch, cameras):
    numbers(settings, 1, inferred=1, left_out=0)
    monkeypatch.setattr(diagnosing, "size_of_round", lambda *_: cameras)

    assert "detectors" not in found(now=clock.now())


def test_frames_that_nobody_looked_at_are_told_of_all_processes_together(found, settings):
    numbers(settings, 1, inferred=70, left_out=30)
    numbers(settings, 2, inferred=95, left_out=5)
    symptom = found(now=clock.now())["detectors"]

    assert symptom.text.startswith("35 of 200 frames")
    assert symptom.weight is Weight.WRONG


def test_a_frame_in_a_thousand_is_not_worth_telling(found, settings):
    numbers(settings, 1, inferred=999, left_out=1)

    assert "detectors" not in found(now=clock.now())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"public_address": ""}, "no phone can reach"),
        ({"public_address": "http://kitchens.example"}, "without TLS"),
        ({"public_address": "https://kitchens.example"}, "cookies and HSTS"),
        ({"public_address": "https://kitchens.example", "behind_tls": True}, "one client"),
        (
            {
                "public_address": "https://kitchens.example",
                "behind_tls": True,
                "trusted_proxies": 1,
            },
            "ICP",
        ),
    ],
)
def test_the_way_to_the_portal_is_looked_at(found, changes, said):
    assert said in found(**changes)["address"].text


def test_the_command_ends_with_an_error_while_something_is_wrong(app):
    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "✗ pictures" in result.output


def test_a_scanner_that_is_away_is_told_with_what_becomes_of_files(found, tmp_path):
    address = f"unix://{tmp_path / 'away.ctl'}"

    assert found()["files"].weight is Weight.NOTE
    assert "refused" in found(virus_scanner=address)["files"].text
    unseen = found(virus_scanner=address, virus_scanner_away="take")["files"]
    assert (unseen.weight, "unseen" in unseen.text) == (Weight.WRONG, True)


def test_a_scanner_that_answers_is_not_named(found, tmp_path):
    with running_clamd(tmp_path) as clamd:
        assert "files" not in found(virus_scanner=clamd.address)
