"""The production configuration in a real nginx: what it serves itself, and what it never does."""

import os
import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from portal.live.public.previews import new_preview
from tests.support.deployed import guides_block
from tests.support.factories import NOON

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PATIENCE_SECONDS = 60  # far more than a loaded machine needs; only what never comes takes it
FOLDER = Path(__file__).parents[3] / "deploy" / "nginx"
RUN, KEY = "0a1b2c3d", "0123456789abcdef01234567"
SEGMENT = f"1795000000-{KEY}.m4s"
FRAME = """
daemon off; master_process off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/error.log;
events {{ worker_connections 128; }}
http {{
  access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi; uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
  include {0}/site.conf;
}}
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(NGINX is None, reason="needs nginx")]


@pytest.fixture
def settings(settings):
    return replace(settings, media_by_nginx=True, trusted_proxies=1)


def prepared(directory, name, **changes):
    """A folder for nginx with the shipped file `name`, its values changed as an operator would."""
    text = (FOLDER / name).read_text()
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    (directory / "site.conf").write_text(text)
    (directory / "nginx.conf").write_text(FRAME.format(directory))
    return [NGINX, "-p", str(directory), "-c", str(directory / "nginx.conf"), "-e", "stderr"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    """Wait until somebody listens."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS).close()
        except OSError:
            assert time.monotonic() < end, process.communicate()
            time.sleep(0.05)
        else:
            return


class Portal:
    """The portal in a thread, which counts the playlists it was asked for."""

    def __init__(self, app):
        self.playlists = 0
        inner = app.wsgi_app

        def counting(environ, start_response):
            self.playlists += environ["PATH_INFO"].endswith("index.m3u8")
            return inner(environ, start_response)

        self.server = make_server("127.0.0.1", 0, counting, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def portal(app):
    portal = Portal(app)
    yield portal
    portal.close()


@contextmanager
def nginx_before(portal, settings, directory, **changes):
    """Ask nginx: `ask(path, method, **headers)` gives the response and its body."""
    port = free_port()
    directory.mkdir()
    command = prepared(
        directory,
        "mingchu.conf",
        upstream=("server 127.0.0.1:8000", f"server 127.0.0.1:{portal.server.port}"),
        root=("/dev/shm/mingchu-live", str(settings.live_directory)),
        cache=("/var/cache/nginx/mingchu", str(directory / "cache")),
        port=("listen 80;", f"listen 127.0.0.1:{port};"),
        **changes,
    )
    process = subprocess.Popen(command, stderr=subprocess.PIPE)

    def ask(path, method="GET", **headers):
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    wait_for(port, process)
    try:
        yield ask
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


@pytest.fixture
def ask(portal, settings, tmp_path):
    """Ask an nginx that an operator has not changed."""
    with nginx_before(portal, settings, tmp_path / "nginx") as ask:
        yield ask


@pytest.fixture
def segment(camera, transcoder):
    transcoder.file(camera.code, f"{RUN}/{SEGMENT}", b"0123456789" * 100)
    for name in ("loan", SEGMENT):
        transcoder.file(camera.code, f"private/{name}", b"secret")
    transcoder.file(camera.code, "retry", b"secret")
    transcoder.playlist(camera.code)
    return f"/live/{camera.code}/{RUN}/{SEGMENT}"


def test_nginx_serves_a_segment_itself(ask, portal, segment):
    portal.close()  # nobody else can
    response, body = ask(segment)
    assert (response.status, body) == (200, b"0123456789" * 100)
    assert response.headers["Cache-Control"] == "public, max-age=30, immutable"
    assert response.headers["Content-Type"] == "video/mp4"
    part, body = ask(segment, Range="bytes=5-9")
    assert (part.status, body) == (206, b"56789")
    head, body = ask(segment, "HEAD")
    assert (head.status, body, head.headers["Content-Length"]) == (200, b"", "1000")


def test_nginx_refuses_every_other_name(ask, camera, transcoder, segment):
    elsewhere = transcoder.root.parent / "elsewhere"
    elsewhere.write_bytes(b"secret")
    link = f"1795000001-{KEY}.m4s"
    (transcoder.root / camera.code / RUN / link).symlink_to(elsewhere)
    base = f"/live/{camera.code}"
    for path in (
        f"{base}/{RUN}/{link}",
        f"{base}/private/{SEGMENT}",
        f"{base}/private/loan",
        f"{base}/private/",
        f"{base}/private",
        f"{base}/{RUN}/../private/loan",
        f"{base}/{RUN}/..%2fprivate%2floan",
        f"{base}/%70rivate/loan",
        f"{base}/retry",
        f"{base}/{RUN}/../private/{SEGMENT}",
        f"{base}/{RUN}/..%2fprivate%2f{SEGMENT}",
        f"{base}/demand",
        f"{base}/{RUN}/",
        f"{base}/",
        f"/live/{RUN}/",
        f"{base}/{RUN}/1795000009-{KEY}.m4s",
    ):
        response, body = ask(path)
        assert response.status in {403, 404}, path
        assert b"secret" not in body, path
    assert ask(segment, "POST")[0].status == 403


def test_the_files_beside_the_playlist_are_the_portals_to_tell(ask, camera, segment):
    response, body = ask(f"/live/{camera.code}/state.json")
    assert response.status == 200
    assert b'"activity"' not in body  # the transcoder's own file would have it


def test_many_viewers_of_a_second_are_one_question(ask, portal, camera, transcoder, segment):
    path = f"/live/{camera.code}/index.m3u8"
    answers = [ask(f"{path}?viewer={number}") for number in range(20)]
    assert {(response.status, body) for response, body in answers} == {
        (200, transcoder.text.encode())
    }
    assert {response.headers["Cache-Control"] for response, _ in answers} == {"no-store"}
    assert not any("X-Accel-Expires" in response.headers for response, _ in answers)
    assert portal.playlists <= 3


def test_a_refusal_is_asked_anew_each_time(ask, portal, camera):
    answers = [ask(f"/live/{camera.code}/index.m3u8")[0].status for _ in range(4)]
    assert answers == [503] * 4
    assert portal.playlists == 4


def test_a_preview_is_kept_for_nobody(ask, app, camera, segment):
    with app.app_context():
        path = new_preview(camera.code, now=NOON)
    response, _ = ask(f"{path}index.m3u8")
    assert response.status == 200
    assert "X-Cache" not in response.headers


def test_nobody_reads_what_is_measured(ask):
    for path in ("/metrics", "/en/metrics", "/%6detrics", "/./metrics"):
        response, body = ask(path)
        assert (response.status, b"mingchu_" in body) == (404, False), path


@pytest.mark.parametrize(("allowed", "status"), [("127.0.0.1", 200), ("10.0.0.9", 403)])
def test_prometheus_may_where_an_operator_follows_the_guide(
    portal, settings, tmp_path, allowed, status
):
    line = guides_block("nginx", "location = /metrics").replace("10.0.0.9", allowed)
    nobody = 'location ~ "^(/en)?/metrics$"'
    change = (nobody, f"{line}    {nobody}")
    with nginx_before(portal, settings, tmp_path / "nginx", numbers=change) as ask:
        response, body = ask("/metrics")
        assert (response.status, b"mingchu_database_up 1.0" in body) == (status, status == 200)
        assert ask("/en/metrics")[0].status == 404


def test_the_edge_configuration_is_understood(tmp_path):
    shutil.copy(FOLDER / "nodes.conf", tmp_path / "mingchu-nodes.conf")
    command = prepared(
        tmp_path, "edge.conf", cache=("/var/cache/nginx/mingchu-edge", str(tmp_path / "cache"))
    )
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.fixture
def edge(tmp_path):
    """Tell which of two nodes the edge sends a path to; the nodes say no more than their names."""
    port = free_port()
    command = prepared(
        tmp_path, "edge.conf", cache=("/var/cache/nginx/mingchu-edge", str(tmp_path / "cache")),
        port=("listen 80;", f"listen 127.0.0.1:{port};"),
    )  # fmt: skip
    sockets = {name: tmp_path / f"{name}.sock" for name in ("a", "b")}
    (tmp_path / "mingchu-nodes.conf").write_text(
        "".join(f"server unix:{path};\n" for path in sockets.values())
    )
    with (tmp_path / "site.conf").open("a") as site:
        for name, path in sockets.items():
            site.write(f"server {{ listen unix:{path}; return 200 {name}; }}\n")

    def sent_to(path):
        line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        line.request("GET", path)
        name = line.getresponse().read().decode()
        line.close()
        return name

    with subprocess.Popen(command) as process:
        try:
            wait_for(port, process)
            yield sent_to
        finally:
            process.terminate()


def test_the_edge_asks_no_node_what_is_measured(edge):
    assert {edge("/"), edge("/en/"), edge("/metrics/")} <= {"a", "b"}
    assert not {edge("/metrics"), edge("/en/metrics")} & {"a", "b"}


def test_what_names_a_camera_goes_to_its_node(edge):
    codes = [f"{number:010}" for number in range(16)]
    homes = [edge(f"/live/{code}/index.m3u8") for code in codes]

    assert set(homes) == {"a", "b"}
    assert len({edge(f"/r/0000000000?camera={code}") for code in codes}) == 1
    for way in (
        "/live/{}/state.json", "/en/live/{}/still.jpg", "/live/{}/g/grant/index.m3u8",
        "/desk/patrols/visits/7/cameras/{}/snapshot", "/en/desk/cameras/{}/regions",
        "/cases/a-secret-link/clip?camera={}", "/en/cases/another/clip?camera={}",
    ):  # fmt: skip
        assert [edge(way.format(code)) for code in codes] == homes
