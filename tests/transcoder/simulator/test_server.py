"""The simulator as cameras: watched by PyAV, by hundreds at once, through power cuts."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from itertools import pairwise
from urllib.parse import urlsplit

import av
import numpy as np
import pytest

from tests.support.rtsp_client import RtspClient
from tests.support.simulator import simulator, small_clip
from transcoder.simulator import CameraScript
from transcoder.simulator.player import MAX_WAITING_BYTES

pytestmark = [pytest.mark.media, pytest.mark.slow]

OPTIONS = {"rtsp_transport": "tcp", "analyzeduration": "100000", "fpsprobesize": "0"}


@pytest.fixture(scope="module")
def sim():
    with simulator({"c": CameraScript(small_clip(), idr_at_play=True)}) as running:
        yield running


def pictures(url, count):
    """Luma and time of arrival of the first `count` pictures."""
    seen = []
    with av.open(url, options=OPTIONS, timeout=(20, 20)) as container:
        for frame in container.decode(video=0):
            seen.append((frame.to_ndarray(format="gray"), time.time()))
            if len(seen) == count:
                return seen
    return seen


def place_in_clip(picture):
    """Seconds into the clip at which it shows exactly this picture."""
    with av.open(str(small_clip())) as container:
        for frame in container.decode(video=0):
            if np.array_equal(frame.to_ndarray(format="gray"), picture):
                return frame.time
    raise AssertionError("no picture of the clip")


def test_pictures_decode_and_move(sim):
    seen = [picture for picture, _ in pictures(sim.url("c"), 15)]

    assert seen[0].std() > 10
    assert all((a != b).any() for a, b in pairwise(seen))


def test_the_picture_shows_the_second_of_the_wall_clock(sim):
    seen = pictures(sim.url("c"), 30)[-15:]

    # The quickest of them: a busy machine delays single pictures, a wrong clock all alike.
    behind = [(arrived - place_in_clip(picture) + 0.1) % 4.0 for picture, arrived in seen]
    assert min(behind) < 0.6
    assert max(behind) < 3.5


def test_the_first_packet_is_the_one_that_rtp_info_names(sim):
    with RtspClient(sim.url("c")) as client:
        info = client.play().headers["rtp-info"]
        first = next(client.packets(20.0))

    assert f"seq={first.sequence};rtptime={first.timestamp}" in info
    assert f"{sim.url('c')}/trackID=0" in info


@pytest.mark.parametrize("at_once", [True, False])
def test_a_viewer_starts_with_a_key_frame_at_once_or_at_the_next_one(sim, at_once):
    sim.set_script("c", CameraScript(small_clip(gop_seconds=4.0), idr_at_play=at_once))
    # A loaded machine may be late for the moment at which it would have to wait, or for the packet.
    assert any((seconds_to_key_frame(sim) < 1.8) is at_once for _ in range(5))
    sim.set_script("c", CameraScript(small_clip(), idr_at_play=True))


def seconds_to_key_frame(sim):
    wait_for_second(0.5, of=4.0)  # the next one comes after 3.5 s
    with RtspClient(sim.url("c")) as client:
        client.play()
        began = time.monotonic()
        first = next(client.packets(20.0))
        waited = time.monotonic() - began
    assert first.payload[0] & 0x1F == 7
    return waited


def wait_for_second(second, *, of):
    time.sleep((second - time.time()) % of)


def test_sender_reports_come_beside_the_picture(sim):
    with RtspClient(sim.url("c")) as client:
        client.play()
        report = next(client.reports(20.0))

    assert report[1] == 200


def test_two_viewers_on_other_channels_see_the_same_packets(sim):
    seen = []
    for channel in (0, 4):
        with RtspClient(sim.url("c")) as client:
            client.set_up(channel=channel)
            client.ask("PLAY")
            seen.append({p.sequence: (p.channel, p.payload) for p in client.packets(2.0)})

    shared = seen[0].keys() & seen[1].keys()
    assert {channel for channel, _ in seen[1].values()} == {4}
    assert all(seen[0][number][1] == seen[1][number][1] for number in shared)


@pytest.mark.parametrize(
    ("method", "status"),
    [("OPTIONS", 200), ("GET_PARAMETER", 200), ("RECORD", 501), ("PLAY", 455)],
)
def test_methods_answer_before_a_session(sim, method, status):
    with RtspClient(sim.url("c")) as client:
        assert client.ask(method).status == status


def test_an_unknown_camera_is_not_found(sim):
    with RtspClient(sim.url("c") + "x") as client:
        assert client.ask("DESCRIBE").status == 404


def test_udp_is_refused_so_that_clients_choose_tcp(sim):
    with RtspClient(sim.url("c")) as client:
        transport = "RTP/AVP;unicast;client_port=5000-5001"
        assert client.ask("SETUP", f"{sim.url('c')}/trackID=0", Transport=transport).status == 461


def test_what_is_no_rtsp_ends_the_connection(sim):
    with RtspClient(sim.url("c")) as client:
        client.send(b"GET / HTTP/1.1\r\n\r\n")
        with pytest.raises(ConnectionError):
            client.ask("OPTIONS")


def test_two_hundred_viewers_watch_at_once():
    cameras = {f"c{n}": CameraScript(small_clip(), idr_at_play=True) for n in range(200)}
    with simulator(cameras) as sim:
        received = asyncio.run(watch_all([sim.url(name) for name in cameras], bytes_each=20_000))
        plays = sum(sim.counters(name).plays for name in cameras)

    assert plays == 200
    assert min(received) >= 20_000  # nearly a second of picture


async def watch_all(urls, *, bytes_each):
    return await asyncio.gather(*(watch(url, bytes_each) for url in urls))


async def watch(url, wanted):
    """Bytes that came until there were as many as `wanted`, or nothing came any more."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    setup = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"
    writer.write(f"SETUP {url}/trackID=0 RTSP/1.0\r\nCSeq: 1\r\n{setup}\r\n\r\n".encode())
    writer.write(f"PLAY {url} RTSP/1.0\r\nCSeq: 2\r\n\r\n".encode())
    received = 0
    while received < wanted:
        try:
            received += len(await asyncio.wait_for(reader.read(65536), 20.0))
        except TimeoutError:
            break
    writer.close()
    return received


def test_a_client_that_does_not_read_loses_pictures_and_costs_no_memory():
    clip = small_clip(
        size=(640, 360), kilobits_per_second=20_000, gop_seconds=0.1, fps=40, seconds=2
    )
    with simulator({"c": CameraScript(clip)}) as sim, RtspClient(sim.url("c")) as client:
        client.play()
        until = time.monotonic() + 30
        while not sim.counters("c").dropped and time.monotonic() < until:
            time.sleep(0.05)
        waiting = [
            connection._transport.get_write_buffer_size()
            for connection in sim._server.house.cameras["c"].connections
        ]

        assert sim.counters("c").dropped > 0
        assert max(waiting) < MAX_WAITING_BYTES + 500_000


def test_a_power_cut_ends_all_and_the_same_address_answers_again(sim):
    port = sim.port
    with RtspClient(sim.url("c")) as client:
        client.play()
        sim.stop()
        list(client.packets(20.0))  # until it is cut
        with pytest.raises(ConnectionError):
            client.ask("OPTIONS")
    with pytest.raises(ConnectionRefusedError):
        RtspClient(sim.url("c"))
    sim.start()

    assert sim.port == port
    assert len(pictures(sim.url("c"), 3)) == 3


def test_nobody_is_left_after_the_clients_have_gone(sim):
    with RtspClient(sim.url("c")) as client:
        client.play()
        assert sim.counters("c").sessions == 1
    until = time.monotonic() + 20
    while sim.open_connections and time.monotonic() < until:
        time.sleep(0.01)

    assert sim.counters("c").sessions == 0
    assert sim.open_connections == 0


def test_a_clip_that_cannot_be_replayed_is_named_before_the_start(tmp_path):
    with pytest.raises(FileNotFoundError):
        simulator({"c": CameraScript(tmp_path / "none.mp4")})


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_command_says_when_it_is_ready_and_stops_cleanly(tmp_path, ending):
    config = tmp_path / "cameras.json"
    config.write_text(json.dumps([{"name": "c", "clip": str(small_clip()), "idr_at_play": True}]))
    command = [sys.executable, "-m", "transcoder.simulator", "--port", "0", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        base = process.stdout.readline().decode().strip().removeprefix("ready on ")
        seen = pictures(f"{base}/c", 2)
        process.send_signal(ending)
        rest = process.communicate(timeout=40)

    assert len(seen) == 2
    assert (process.returncode, *rest) == (0, b"", b"")


def test_the_command_names_what_is_wrong_with_its_configuration(tmp_path):
    command = [sys.executable, "-m", "transcoder.simulator", "--config", str(tmp_path / "none")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert ended.stderr.startswith("simulator: ")
