"""A request has a number: in its answer, in its log lines, on the page when something broke."""

import errno
import io
import logging
import threading
from contextlib import suppress
from dataclasses import replace

import pytest
from huey.exceptions import TaskException

from portal import create_app
from portal.extensions import Queue, db
from portal.shell.audience import anyone
from portal.shell.metric_files import publish
from portal.shell.metrics import add_source
from portal.shell.tracing import HEADER, WithRequest
from transcoder.logs import FactsFormatter

GIVEN = "0123abcd-from-nginx"


@pytest.fixture
def broken(app):
    @app.get("/broken")
    @anyone
    def broken():
        raise RuntimeError("nothing of this is shown")

    return app.test_client()


def test_two_requests_have_two_numbers(client):
    first, second = (client.get("/healthz").headers[HEADER] for _ in range(2))

    assert first != second


def test_nobody_outside_chooses_the_number(client):
    assert client.get("/healthz", headers={HEADER: GIVEN}).headers[HEADER] != GIVEN


@pytest.mark.parametrize(
    ("given", "is_taken"), [(GIVEN, True), ("a b\n", False), ("x" * 65, False)]
)
def test_a_trusted_proxy_does_if_it_is_a_number(settings, given, is_taken):
    client = create_app(replace(settings, trusted_proxies=1)).test_client()
    answer = client.get("/healthz", headers={HEADER: given.replace("\n", "")})

    assert (answer.headers[HEADER] == given) is is_taken


def test_the_error_page_names_the_number(broken):
    answer = broken.get("/broken")

    assert answer.headers[HEADER] in answer.text


def test_a_machine_gets_it_in_the_problem(broken):
    answer = broken.get("/broken", headers={"Accept": "application/json"})

    assert answer.json["instance"] == f"urn:mingchu:request:{answer.headers[HEADER]}"


@pytest.fixture
def written(app):
    """What the portal's processes would write to their log."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(FactsFormatter())
    handler.addFilter(WithRequest())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


def test_a_line_of_the_log_carries_it(broken, written):
    answer = broken.get("/broken")

    assert f"unhandled_error request={answer.headers[HEADER]}" in written.getvalue()


def test_a_line_of_work_carries_the_number_of_its_message(app, written):
    queue = Queue("tests")
    queue.init_app(app, store=None, options={})

    @queue.task(name="act")
    def act():
        app.logger.warning("acted")

    task = act.s()
    queue.execute(task)

    assert written.getvalue() == f"WARNING acted work=act task={task.id}\n"


def test_work_that_fails_is_one_line_with_its_name_and_a_traceback(app, written):
    queue = Queue("tests")
    queue.init_app(app, store=None, options={})

    @queue.task(name="act")
    def act():
        raise RuntimeError("no")

    task = act.s()
    with suppress(TaskException, RuntimeError):
        queue.execute(task)

    (line,) = events(written)
    assert line == f"ERROR Unhandled exception in task {task.id}. work=act task={task.id}"
    assert "RuntimeError: no" in written.getvalue()


def test_a_database_that_is_away_is_one_line_for_each_request(app, settings, written):
    with app.app_context():
        db.engine.dispose()
    (settings.data / "mingchu.db").unlink()
    (settings.data / "mingchu.db").mkdir()
    numbers = [app.test_client().get("/").headers[HEADER] for _ in range(2)]

    assert written.getvalue() == "".join(
        f"ERROR database_away reason=OperationalError request={number}\n" for number in numbers
    )


def test_figures_that_cannot_be_read_are_told_once_until_they_can(app, client, written):
    troubles = [True, True, False, True]

    def sometimes():
        if troubles.pop(0):
            raise RuntimeError("no")
        return []

    add_source(app, "sometimes", sometimes)
    numbers = [client.get("/metrics").headers[HEADER] for _ in range(4)]

    assert events(written) == [
        f"ERROR metrics_unread floor=sometimes error=RuntimeError request={number}"
        for number in (numbers[0], numbers[3])
    ]


def test_a_disk_that_is_full_is_told_once_without_a_request(tmp_path, written):
    class Stop(threading.Event):
        naps = 0

        def wait(self, seconds=None):
            self.naps += 1
            return self.naps > 3

    (tmp_path / "metrics").touch()  # no directory can be made there
    publish(tmp_path / "metrics", "worker", stop=Stop())
    for thread in threading.enumerate():
        if thread.name == "metrics":
            thread.join(60)

    assert written.getvalue() == f"WARNING metrics_not_written errno={errno.EEXIST}\n"


def test_a_refused_request_is_one_line(client, written):
    answer = client.get("/?q=%00")

    (line,) = events(written)
    assert line.startswith("WARNING request_refused status=400 ")
    assert line.endswith(f" request={answer.headers[HEADER]}")


def events(written):
    """The lines that say what happened, without those of tracebacks."""
    levels = ("WARNING ", "ERROR ")
    return [line for line in written.getvalue().splitlines() if line.startswith(levels)]
