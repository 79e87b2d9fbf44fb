"""What must be free before the demo starts, and what it says when it is not."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy.ground import LOOPBACK, CannotRun, check_port, free_port, take, what_is_missing


@pytest.fixture
def taken_port():
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def answering():
    """Start a server that gives every request one answer; returns its port."""
    servers = []

    def start(status, body):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = HTTPServer((LOOPBACK, 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        servers.append((server, thread))
        return server.server_port

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_free_port_is_let_through():
    check_port(LOOPBACK, free_port(), patience_seconds=0)


def test_a_taken_port_names_the_setting_to_change(taken_port):
    with pytest.raises(CannotRun, match=f"Port {taken_port} .* taken .* MINGCHU_PORT="):
        check_port(LOOPBACK, taken_port, patience_seconds=0)


def test_an_address_of_another_machine_is_refused_at_once():
    with pytest.raises(CannotRun, match="MINGCHU_BIND"):
        check_port("192.0.2.1", 8000)


def test_another_camera_port_is_found_when_the_usual_one_is_taken(taken_port):
    assert free_port(taken_port) not in {0, taken_port}


def test_the_usual_camera_port_is_kept_when_free():
    usual = free_port()

    assert free_port(usual) == usual


def test_two_demos_cannot_share_a_data_directory(tmp_path):
    with take(tmp_path), pytest.raises(CannotRun, match="MINGCHU_DATA="):
        take(tmp_path)


def test_a_directory_is_free_again_after_the_demo(tmp_path):
    take(tmp_path).close()

    take(tmp_path).close()


def test_a_ready_portal_misses_nothing(answering):
    assert what_is_missing(LOOPBACK, answering(200, b"{}")) is None


def test_what_a_portal_misses_is_told(answering):
    port = answering(503, b'{"wrong": {"database": "the database does not answer"}}')

    assert what_is_missing(LOOPBACK, port) == "the database does not answer"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]"])
def test_an_answer_of_something_else_is_no_readiness(answering, body):
    assert what_is_missing(LOOPBACK, answering(503, body)) == "it does not answer yet"


def test_nobody_there_is_no_readiness():
    assert what_is_missing(LOOPBACK, free_port()) == "it does not answer yet"


def test_a_portal_on_all_addresses_is_asked_on_loopback(answering):
    assert what_is_missing("0.0.0.0", answering(200, b"{}")) is None
