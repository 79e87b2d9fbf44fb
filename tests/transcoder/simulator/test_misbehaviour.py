"""Each fault has the effect its name promises, seen from the client's side of the wire."""

import time
from dataclasses import replace
from itertools import pairwise

import av
import pytest

from tests.support.rtsp_client import RtspClient
from tests.support.simulator import simulator, small_clip, swallowing_port
from transcoder.simulator import Audio, CameraScript, Fault, Nvr, ParameterSets, Quirk
from transcoder.simulator.misbehaviour import Act, act_on
from transcoder.simulator.recording import AccessUnit, Recording
from transcoder.simulator.rtp import RtpTrack
from transcoder.simulator.timeline import Moment, Tick

pytestmark = [pytest.mark.media, pytest.mark.slow]

FRAME_TICKS = 9000
OPTIONS = {"rtsp_transport": "tcp", "analyzeduration": "100000", "fpsprobesize": "0"}


@pytest.fixture(scope="module")
def sim():
    with simulator({"c": CameraScript(small_clip())}) as running:
        yield running


@pytest.fixture
def camera(sim):
    """Set the camera's script by differences and return a client for it."""
    clients = []

    def make(**differences):
        sim.set_script("c", CameraScript(small_clip(), idr_at_play=True, **differences))
        clients.append(RtspClient(sim.url("c")))
        return clients[-1]

    yield make
    for client in clients:
        client.__exit__()


def stamps(packets):
    """The timestamp of each picture, in the order of sending."""
    return [packet.timestamp for packet in packets if packet.marker]


def steps(timestamps):
    return [(b - a) & 0xFFFFFFFF for a, b in pairwise(timestamps)]


@pytest.mark.parametrize("status", [403, 404, 453, 500, 503])
def test_describe_answers_the_status_of_the_script(camera, status):
    assert camera(status=status).ask("DESCRIBE").status == status


def test_status_401_refuses_whatever_login_comes(sim, camera):
    client = camera(status=401, user="u", password="p")
    before = sim.counters("c")
    first = client.ask("DESCRIBE")
    second = client.ask("DESCRIBE", Authorization='Digest username="u"')
    after = sim.counters("c")

    assert (first.status, second.status) == (401, 401)
    assert "Digest" in first.headers["www-authenticate"]
    assert after.refused_logins - before.refused_logins == 1
    assert after.challenges - before.challenges == 1


def test_a_redirect_names_the_other_address(camera):
    answer = camera(redirect_to="rtsp://127.0.0.1:1/other").ask("DESCRIBE")

    assert (answer.status, answer.headers["location"]) == (302, "rtsp://127.0.0.1:1/other")


def test_garbage_is_no_description(camera):
    answer = camera(fault=Fault.GARBAGE).ask("DESCRIBE")

    assert answer.status == 200
    assert "m=video" not in answer.body


def test_a_black_hole_accepts_and_never_answers(sim):
    sim.set_script("c", CameraScript(small_clip(), fault=Fault.BLACK_HOLE))
    began = time.monotonic()
    with pytest.raises(av.error.FFmpegError):
        av.open(sim.url("c"), options={"rtsp_transport": "tcp"}, timeout=(0.6, 0.6))

    assert time.monotonic() - began >= 0.5


def test_a_swallowed_syn_leaves_the_client_waiting():
    with swallowing_port() as port, pytest.raises(TimeoutError):
        RtspClient(f"rtsp://127.0.0.1:{port}/c", timeout=0.5)


def test_play_without_data_sends_not_one_packet(sim, camera):
    client = camera(fault=Fault.STALL)

    assert client.play().status == 200
    assert list(client.packets(0.6)) == []
    assert sim.counters("c").sessions == 1


def test_a_stall_comes_after_its_time(camera):
    client = camera(fault=Fault.STALL, after_seconds=1.0)
    client.play()
    sent_ticks = sum(steps(stamps(client.packets(4.0))))

    # The pictures of up to a second before PLAY, sent at once, and those of the second after.
    assert 0.3 < sent_ticks / 90_000 < 2.2


def test_a_fault_can_begin_in_a_running_session_and_end_again(sim, camera):
    client = camera()
    client.play()
    assert next(client.packets(20.0))

    sim.set_script("c", CameraScript(small_clip(), fault=Fault.STALL), cut=False)
    list(client.packets(1.0))
    stalled = list(client.packets(0.5))
    sim.set_script("c", CameraScript(small_clip()), cut=False)

    assert stalled == []
    assert next(client.packets(20.0))


def test_a_reset_comes_in_the_middle_of_a_unit(camera):
    client = camera(fault=Fault.RESET, after_seconds=0.4)
    client.play()
    packets = list(client.packets(20.0))  # until the reset

    assert packets
    assert client.left_over()


@pytest.mark.parametrize(("fault", "hours"), [(Fault.CLOCK_FORWARD, 1), (Fault.CLOCK_BACK, -1)])
def test_the_camera_clock_jumps_by_an_hour(camera, fault, hours):
    client = camera(fault=fault, after_seconds=0.4)
    client.play()
    jumps = [each for each in steps(stamps(client.packets(3.0))) if each != FRAME_TICKS]

    assert jumps == [(hours * 3600 * 90_000 + FRAME_TICKS) & 0xFFFFFFFF]


def test_the_timestamp_wraps_early(camera):
    client = camera(fault=Fault.WRAP, after_seconds=0.5)
    client.play()
    seen = stamps(client.packets(3.0))

    assert any(after < before for before, after in pairwise(seen))
    assert set(steps(seen)) == {FRAME_TICKS}


def test_every_fifth_picture_repeats_a_time(camera):
    client = camera(fault=Fault.REPEATED_TIME)
    client.play()
    seen = steps(stamps(client.packets(3.0)))

    assert 0 in seen
    assert set(seen) <= {0, FRAME_TICKS, 2 * FRAME_TICKS}


def lost(seed):
    """Which of 200 pictures, a key frame each ten, LOSS leaves out."""
    script = CameraScript(small_clip(), fault=Fault.LOSS, seed=seed)
    units = tuple(AccessUnit((b"x",), n, n, is_key=n % 10 == 0) for n in range(200))
    track = RtpTrack(Recording("h264", 1, 1, (), units, 200), sets_in_band=False)
    ticks = [Tick(track, Moment(7, n)) for n in range(200)]
    acts = [act_on(script, tick, seconds_playing=1.0) for tick in ticks]
    return {n for n, act in enumerate(acts) if act is Act.WITHHELD}


def test_loss_leaves_out_about_a_tenth_but_no_key_frame():
    assert 4 < len(lost(seed=1)) < 40
    assert not any(n % 10 == 0 for n in lost(seed=1))


def test_loss_follows_from_the_seed():
    assert lost(seed=1) == lost(seed=1)
    assert lost(seed=1) != lost(seed=2)


def test_the_size_changes_within_a_session(sim):
    other = small_clip(size=(256, 144))
    script = CameraScript(
        small_clip(), fault=Fault.SIZE_CHANGE, after_seconds=0.5, other_clip=other
    )
    sim.set_script("c", replace(script, idr_at_play=True))
    sizes = []
    with av.open(sim.url("c"), options=OPTIONS, timeout=(20, 20)) as container:
        for frame in container.decode(video=0):
            sizes.append((frame.width, frame.height))
            if sizes[-1] == (256, 144):
                break

    assert sizes[0] == (320, 180)
    assert sizes[-1] == (256, 144)
    assert len(sizes) < 60


def test_parameter_sets_in_band_only_leave_the_sdp_without(camera):
    client = camera(parameter_sets=ParameterSets.BAND)
    body = client.ask("DESCRIBE").body
    client.play()
    kinds = {packet.payload[0] & 0x1F for packet in client.packets(3.0)}

    assert "sprop" not in body
    assert {7, 8} <= kinds


def test_parameter_sets_in_the_sdp_only_leave_the_stream_without(camera):
    client = camera(parameter_sets=ParameterSets.SDP)
    body = client.ask("DESCRIBE").body
    client.play()
    kinds = {packet.payload[0] & 0x1F for packet in client.packets(3.0)}

    assert "sprop-parameter-sets=" in body
    assert not {7, 8} & kinds


def test_a_camera_without_picture_offers_sound_only(camera):
    client = camera(audio=Audio.ONLY)
    body = client.ask("DESCRIBE").body
    client.set_up("trackID=1", channel=2)
    client.ask("PLAY")

    assert "m=audio" in body
    assert "m=video" not in body
    assert {packet.channel for packet in client.packets(2.0)} == {2}


def test_sound_beside_the_picture_shows_whether_a_client_asks_for_it(sim):
    for types, expected in (("video", {"trackID=0"}), ("video+audio", {"trackID=0", "trackID=1"})):
        sim.set_script("c", CameraScript(small_clip(), audio=Audio.BESIDE, idr_at_play=True))
        before = len(sim.counters("c").setups)
        options = {**OPTIONS, "allowed_media_types": types}
        with av.open(sim.url("c"), options=options, timeout=(20, 20)) as container:
            next(container.demux())

        assert set(sim.counters("c").setups[before:]) == expected


def test_a_flapping_camera_cuts_its_viewers_and_comes_back():
    script = CameraScript(small_clip(), up_seconds=3.0, down_seconds=3.0, idr_at_play=True)
    with simulator({"c": script}) as sim:
        with RtspClient(sim.url("c")) as client:
            client.play()
            began = time.monotonic()
            list(client.packets(20.0))
            up_for = time.monotonic() - began
        with RtspClient(sim.url("c")) as client, pytest.raises(ConnectionError):
            client.ask("DESCRIBE")
        answers = poll_until_up(sim)

    assert up_for < 8.0  # it is up for 3 s, and again from 6 s to 9 s
    assert answers


def poll_until_up(sim):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with RtspClient(sim.url("c")) as client:
                return client.ask("DESCRIBE").status == 200
        except ConnectionError:
            time.sleep(0.05)
    return False


def test_an_nvr_grants_its_sessions_to_all_channels_together():
    nvr = Nvr("n", max_sessions=3)
    channels = {f"c{n}": CameraScript(small_clip(), nvr=nvr) for n in range(16)}
    with simulator(channels) as sim:
        clients = [RtspClient(sim.url(name)) for name in list(channels)[:4]]
        granted = [client.set_up().status for client in clients]
        clients[0].ask("TEARDOWN")
        again = clients[3].set_up().status
        for client in clients:
            client.__exit__()

    assert granted == [200, 200, 200, 453]
    assert again == 200


def test_a_session_is_given_back_when_its_client_disappears():
    with simulator({"c": CameraScript(small_clip(), nvr=Nvr("n", max_sessions=1))}) as sim:
        for _ in range(5):
            with RtspClient(sim.url("c")) as client:
                assert client.set_up().status == 200
            poll_until_empty(sim)


def poll_until_empty(sim):
    until = time.monotonic() + 20
    while sim.open_connections and time.monotonic() < until:
        time.sleep(0.01)


def test_an_nvr_locks_everybody_out_after_too_many_refusals():
    nvr = Nvr("n", refusals_until_lockout=5, lockout_seconds=3.0)
    script = CameraScript(small_clip(), user="u", password="p", nvr=nvr)
    with simulator({"a": script, "b": script}) as sim:
        with RtspClient(sim.url("a")) as client:
            for _ in range(5):
                client.ask("DESCRIBE", Authorization="Digest nonsense")
        with RtspClient(sim.url("b")) as client, pytest.raises(ConnectionError):
            client.ask("DESCRIBE")
        time.sleep(3.1)
        with RtspClient(sim.url("b")) as client:
            assert client.ask("DESCRIBE").status == 401


@pytest.mark.parametrize(
    ("quirk", "told"),
    [
        (Quirk.DOUBLED_NAME, "s=s=Media Server"),
        (Quirk.BARE_CONNECTION, "c=IN\r\n"),
        (Quirk.METADATA_TRACK, "m=application/MERCURY"),
        (Quirk.PRIVATE_TRACK, "m=vnd.private"),
    ],
)
def test_an_odd_description_still_plays(sim, quirk, told):
    script = CameraScript(small_clip(), quirks=frozenset({quirk}), idr_at_play=True)
    sim.set_script("c", script)
    with RtspClient(sim.url("c")) as client:
        assert told in client.ask("DESCRIBE").body
    options = {**OPTIONS, "allowed_media_types": "video"}
    with av.open(sim.url("c"), options=options, timeout=(20, 20)) as container:
        assert next(container.decode(video=0)).width == 320


def test_other_oddities_show_in_the_description(camera):
    odd = {
        Quirk.NO_ORIGIN: lambda answer: "o=" not in answer.body,
        Quirk.NO_CONTENT_BASE: lambda answer: "content-base" not in answer.headers,
        Quirk.DOUBLED_SCHEME: lambda a: a.headers["content-base"].startswith("rtsp://rtsp://"),
        Quirk.PARTIAL_SETS: lambda a: "," not in a.body.split("sprop-parameter-sets=")[1],
    }
    for quirk, shows in odd.items():
        assert shows(camera(quirks=frozenset({quirk})).ask("DESCRIBE")), quirk


def test_a_format_line_can_stand_under_the_wrong_media(camera):
    client = camera(quirks=frozenset({Quirk.MISPLACED_FMTP}), audio=Audio.BESIDE)
    video, audio = client.ask("DESCRIBE").body.split("m=audio")

    assert "a=fmtp:96" not in video
    assert "a=fmtp:96" in audio


def test_a_failing_teardown_leaves_the_session(sim, camera):
    client = camera(quirks=frozenset({Quirk.TEARDOWN_FAILS}))
    client.play()

    assert client.ask("TEARDOWN").status == 500
    assert sim.counters("c").sessions == 1


def test_an_ignored_keep_alive_gets_no_answer(sim):
    quirks = frozenset({Quirk.KEEPALIVE_IGNORED})
    sim.set_script("c", CameraScript(small_clip(), quirks=quirks))
    with RtspClient(sim.url("c"), timeout=2.0) as client:
        client.set_up()
        with pytest.raises(TimeoutError):
            client.ask("GET_PARAMETER")


def test_long_groups_and_b_frames_are_variants_of_the_clip(sim):
    clip = small_clip(gop_seconds=4.0, b_frames=2)
    sim.set_script("c", CameraScript(clip, idr_at_play=True))
    with av.open(sim.url("c"), options=OPTIONS, timeout=(20, 20)) as container:
        packets = []
        for packet in container.demux(video=0):
            packets.append(packet)
            if len(packets) == 40:
                break

    keys = [n for n, packet in enumerate(packets) if packet.is_keyframe]
    times = [packet.pts for packet in packets if packet.pts is not None]
    assert all(b - a == 40 for a, b in pairwise(keys))
    assert times != sorted(times)
