"""`/metrics` tells those who may know what every process of the node counted."""

import threading

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from portal.extensions import db
from portal.rounds.models import CameraCondition
from portal.shell import clock
from portal.shell.metric_files import EVERY_SECONDS, STALE_SECONDS, MetricFile, publish, published
from portal.shell.metrics import add_source, measures
from tests.support.factories import NOON
from tests.support.leads import bare_leads, serving_camera


def told(client, **how):
    """Samples by name and labels."""
    answer = client.get("/metrics", **how)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_the_floors_read_is_told(client, session, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    camera = serving_camera(session)
    session.add(CameraCondition(camera_id=camera.id, outcome="good", since=NOON, seen_at=NOON))
    bare_leads(session, camera, 3)
    session.commit()
    found = told(client)

    assert found["mingchu_database_up", ()] == 1
    assert found["mingchu_cameras", (("outcome", "good"),)] == 1
    assert found["mingchu_round_lag_seconds", ()] == 0
    assert found["mingchu_leads_pending", (("severity", "II"),)] == 3
    assert found["mingchu_cases_open", (("clock", "overdue"),)] == 0
    assert found["mingchu_queue_messages", (("queue", "jobs"),)] == 0


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.7", "::ffff:8.8.8.8"])
def test_for_others_the_page_does_not_exist(client, address):
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 404


def test_without_a_database_the_processes_are_still_told(app, client, settings):
    MetricFile(settings.metrics_directory, "detector").write()
    with app.app_context():
        db.engine.dispose()
    (settings.data / "mingchu.db").unlink()
    (settings.data / "mingchu.db").mkdir()
    found = told(client)

    assert found["mingchu_database_up", ()] == 0
    assert any(name == "process_cpu_seconds_total" for name, _ in found)


def test_without_a_database_the_transcoder_is_still_told(app, client, settings):
    state = settings.live_directory / "camera" / "state.json"
    state.parent.mkdir(parents=True)
    state.write_text("{}")
    with app.app_context():
        db.engine.dispose()
    (settings.data / "mingchu.db").unlink()
    (settings.data / "mingchu.db").mkdir()
    found = told(client)

    assert ("mingchu_transcoder_silent_seconds", ()) in found
    # What could not even be asked for has not failed: one alert says that the database is away.
    failed = {labels: value for (name, labels), value in found.items() if "failed" in name}
    assert failed == {(("floor", "live"),): 0}


def test_a_floor_that_fails_hides_no_other(app, client):
    def broken():
        db.session.execute(text("SELECT nonsense FROM nowhere"))
        return []

    add_source(app, "broken", broken)
    found = told(client)

    assert found["mingchu_source_failed", (("floor", "broken"),)] == 1
    assert found["mingchu_source_failed", (("floor", "findings"),)] == 0
    assert found["mingchu_leads_pending", (("severity", "I"),)] == 0


def test_requests_are_counted_by_floor_and_answer(client, settings):
    client.get("/nowhere")
    MetricFile(settings.metrics_directory, "web").write()
    found = told(client)

    assert [
        value
        for (name, labels), value in found.items()
        if name == "mingchu_requests_total" and ("status", "404") in labels
    ]


def test_each_process_keeps_its_own_row(tmp_path, monkeypatch):
    for number in (11, 12):
        monkeypatch.setattr("os.getpid", lambda number=number: number)
        MetricFile(tmp_path, "web").write()
    (cpu,) = (each for each in published(tmp_path, wall=_now(tmp_path)) if "cpu" in each.name)

    assert [sample.labels["pid"] for sample in cpu.samples] == ["11", "12"]


def test_containers_whose_processes_have_one_number_keep_their_own_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("os.getpid", lambda: 1)
    for name in ("detector-1", "detector-2"):
        monkeypatch.setattr("socket.gethostname", lambda name=name: name)
        MetricFile(tmp_path, "detector").write()
    (cpu,) = (each for each in published(tmp_path, wall=_now(tmp_path)) if "cpu" in each.name)

    assert [sample.labels for sample in cpu.samples] == [
        {"process": "detector", "pid": "1", "host": "detector-1"},
        {"process": "detector", "pid": "1", "host": "detector-2"},
    ]


def test_a_process_that_has_ended_is_forgotten(tmp_path):
    file = MetricFile(tmp_path, "worker")
    file.write()
    later = _now(tmp_path)() + STALE_SECONDS + 1

    assert list(published(tmp_path, wall=lambda: later)) == []
    assert not file.path.exists()


def test_a_process_tells_at_once_and_no_more_when_it_ends(tmp_path):
    class Stop(threading.Event):
        def __init__(self):
            super().__init__()
            self.naps = []

        def wait(self, seconds=None):
            self.naps.append(seconds)
            return len(self.naps) > 2

    stop = Stop()
    publish(tmp_path, "worker", stop=stop)
    for thread in threading.enumerate():
        if thread.name == "metrics":
            thread.join(60)

    assert stop.naps == [0.0, EVERY_SECONDS, EVERY_SECONDS]
    assert list(tmp_path.iterdir()) == []


def test_every_measure_has_a_meaning():
    assert [each.name for each in measures.values() if not each.text.endswith(".")] == []


def _now(directory):
    newest = max(path.stat().st_mtime for path in directory.iterdir())
    return lambda: newest
