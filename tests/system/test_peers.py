"""What ours is measured beside still does its work on the same tables."""

import os
import shutil
import sys
from argparse import Namespace
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction

import pytest

from bench import gate
from bench.cameras import simulated
from bench.copied import wait_for_all
from bench.peers import bare, generator, minutes, nginx_rtmp, node_media_server, streams, vlc
from bench.peers.sides import Peer, Side, children, those_here, window
from bench.peers.web import handing_out
from bench.stage import NGINX
from tests.portal.conftest import app, migrated_file, session, settings
from tests.support.factories import make_camera, make_restaurant
from tests.support.lacking import skip_or_fail
from transcoder.simulator.clips import ClipPlan

__all__ = ["app", "migrated_file", "session", "settings"]

CLIP = ClipPlan(seconds=4, fps=Fraction(5), size=(160, 96), kilobits_per_second=60)
PATIENCE_SECONDS = 240.0
TOUCHING = (
    "import pathlib, sys, time\nwhile True: pathlib.Path(sys.argv[1]).touch(); time.sleep(.05)"
)
# Stands for node-media-server: hands out, for ever, what it was told to read.
STAND_IN = """
module.exports = class {
  constructor(config) {
    const tasks = {};
    this.relayServer = { addTask: (each) => { tasks[each.streamPath + ".flv"] = each.url; } };
    this.run = async () => {
      require("http").createServer((asked, answer) => {
        if (!(asked.url in tasks)) return answer.writeHead(404).end();
        const again = setInterval(() => answer.write(tasks[asked.url].repeat(9000)), 20);
        answer.on("close", () => clearInterval(again));
      }).listen(config.http.port, config.bind);
    };
  }
};
"""


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


def test_every_peer_that_is_here_shows_a_camera(tmp_path):
    here = those_here(streams.peers("copy"))
    with simulated(tmp_path, 1, CLIP) as cameras, ExitStack() as stack:
        sides = {}
        for peer in here:
            folder = tmp_path / peer.name
            folder.mkdir()
            sides[peer.name] = stack.enter_context(peer.run(folder, cameras.addresses))
        lists = {name: path for name, side in sides.items() for path in side.lists}
        wait_for_all(list(lists.values()), patience_seconds=PATIENCE_SECONDS)
        shown = {name: path.read_text() for name, path in lists.items()}

    assert "ffmpeg" in shown
    assert all("#EXTINF" in each for each in shown.values())


def test_node_media_server_reads_cameras_and_viewers_see_them(tmp_path):
    if shutil.which("node") is None:
        skip_or_fail("no node")
    module = tmp_path / "node_modules" / "node-media-server"
    module.mkdir(parents=True)
    (module / "index.js").write_text(STAND_IN)
    cameras = {"one": "rtsp://127.0.0.1:9/1", "two": "rtsp://127.0.0.1:9/2"}

    assert node_media_server.lacking(tmp_path) is None
    with node_media_server.running(tmp_path, cameras, package=tmp_path) as side:
        wait_for_all(list(side.lists), patience_seconds=PATIENCE_SECONDS)
        assert len(side.lists) == 2


def test_the_next_reads_what_the_one_before_writes(tmp_path):
    def command(url, target):
        return ["echo", url], [sys.executable, "-c", f"open({str(target)!r}, 'w').write(input())"]

    with children(tmp_path, {"one": "rtsp://one"}, command) as side:
        wait_for_all(list(side.lists), patience_seconds=PATIENCE_SECONDS)
        assert len(side.pids) == 2
    assert side.lists[0].read_text() == "rtsp://one"


def test_a_side_that_stands_still_has_no_figure(tmp_path, capsys):
    still = tmp_path / "still"
    still.touch()
    os.utime(still, (0, 0))
    busy = [sys.executable, "-c", TOUCHING]
    with children(tmp_path, {"one": ""}, lambda url, target: [[*busy, str(target)]]) as side:
        wait_for_all(list(side.lists), patience_seconds=PATIENCE_SECONDS)
        stands = Side((os.getpid(),), (still, tmp_path / "none"))
        found = window({"works": side, "stands": stands}, 2.0)

    assert list(found) == ["works"]
    assert found["works"][1] > 1_000_000
    assert "stands is not told: 2 of its 2 streams stood still" in capsys.readouterr().err


def test_who_is_not_here_is_named_with_what_brings_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(nginx_rtmp, "NGINX", "nginx")
    monkeypatch.setattr(nginx_rtmp, "MODULE", tmp_path / "none.so")

    peers = [Peer(each.__name__, each.running, each.lacking) for each in (nginx_rtmp,)]
    peers.append(Peer("vlc", children, vlc.lacking))
    assert those_here(peers) == []
    assert list(minutes.measure(tmp_path, Namespace())) == []
    assert list(generator.measure(tmp_path, Namespace())) == []
    told = capsys.readouterr().err
    for brings in ("libnginx-mod-rtmp", "vlc-plugin-base", "Debian's motion", "make test-deps"):
        assert brings in told


def test_a_folder_without_node_media_server_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(node_media_server.shutil, "which", lambda name: name)

    assert "--ignore-scripts" in (node_media_server.lacking(None) or "")
    assert str(tmp_path) in (node_media_server.lacking(tmp_path) or "")


def test_both_generators_tell_what_the_server_answered(tmp_path, monkeypatch):
    wrk = shutil.which("wrk")
    if wrk is None or NGINX is None:
        skip_or_fail("wrk and nginx are needed")
    for module in (gate, generator):
        monkeypatch.setattr(module, "ROUND_SECONDS", 1)
    monkeypatch.setattr(generator, "SECONDS", 0.5)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "file").write_bytes(b"small")
    with handing_out(tmp_path / "files", tmp_path) as (port, process):
        gate.wait(f"http://127.0.0.1:{port}/live/file")
        target = generator.Target(port, "/live/file", process)
        ours = target.turn(lambda: generator.by_ours(target, 100))
        theirs = target.turn(lambda: generator.by_wrk(wrk, target))
        with pytest.raises(RuntimeError, match="404"):
            generator.by_ours(replace(target, path="/live/none"), 100)

    assert 0 < ours.rate <= 100
    assert theirs.rate > 0
    assert min(ours.generator_ms, theirs.generator_ms, theirs.server_ms) > 0


@pytest.mark.parametrize(("told", "ms"), [("954.00us", 0.954), ("8.62ms", 8.62), ("1.02s", 1020.0)])
def test_the_median_of_wrk_is_read_in_its_units(told, ms):
    assert generator.median_ms(f"  Latency Distribution\n     50%    {told}\n") == pytest.approx(ms)
