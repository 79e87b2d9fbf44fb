"""A request has a number: in its answer, in its log lines, on the page when something broke."""

import io
import logging
from dataclasses import replace

import pytest

from portal import create_app
from portal.extensions import Queue
from portal.shell.audience import anyone
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
    app.logger.addHandler(handler)
    yield lines
    app.logger.removeHandler(handler)


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

    assert written.getvalue() == f"WARNING acted task={task.id}\n"
