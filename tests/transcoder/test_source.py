"""Opening cameras: what comes out, and which cause is told when nothing does."""

import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

import av
import pytest

from bench.processes import heap_bytes
from tests.support.clips import make_clip
from tests.support.engine import open_camera
from tests.support.simulator import simulator, small_clip, swallowing_port
from transcoder.errors import Cause, SourceFailed
from transcoder.limits import Limits
from transcoder.simulator import Audio, CameraScript, Fault, Nvr, ParameterSets, Quirk
from transcoder.source import KeyFrame, OpenSource, key_frame, open_source
from transcoder.timeline import Arrival

pytestmark = pytest.mark.media
# A camera that answers is never hurried, so that a slow machine is not taken for a bad camera.
PATIENT = Limits(open_timeout_seconds=20.0, watchdog_seconds=20.0, key_wait_seconds=20.0)
# For one that never answers, and for one that falls silent after it has answered.
SHORT = replace(PATIENT, open_timeout_seconds=1.5, watchdog_seconds=1.5)
STALLING = replace(PATIENT, watchdog_seconds=3.0)


def look(url: str, limits: Limits = PATIENT) -> KeyFrame:
    return key_frame(open_camera("cam", url), limits, deadline_seconds=limits.watchdog_seconds)


def script(**differences: object) -> CameraScript:
    return CameraScript(small_clip(), **differences)  # type: ignore[arg-type]


@contextmanager
def opened(camera: CameraScript, limits: Limits = PATIENT) -> Iterator[OpenSource]:
    with (
        simulator({"cam": camera}) as house,
        open_source(open_camera("cam", house.url("cam")), limits) as source,
    ):
        yield source


def first(count: int, source: OpenSource) -> list[Arrival]:
    return list(islice(source.arrivals(), count))


def cause_of(camera: CameraScript, limits: Limits = PATIENT) -> Cause:
    with simulator({"cam": camera}) as house, pytest.raises(SourceFailed) as failed:
        look(house.url("cam"), limits)
    return failed.value.cause


@pytest.mark.parametrize(("codec", "name"), [("h264", "h264"), ("h265", "hevc")])
def test_a_look_gives_one_whole_picture(codec: str, name: str):
    with simulator({"cam": CameraScript(small_clip(codec=codec))}) as house:
        frame = look(house.url("cam"))
    assert frame.image.shape == (180, 320, 3)
    assert frame.image.std() > 5
    assert (frame.codec, frame.width, frame.height) == (name, 320, 180)


def test_a_look_is_one_connection_and_leaves_none_open():
    with simulator({"cam": script(idr_at_play=True)}) as house:
        look(house.url("cam"))
        counters = house.counters("cam")
    assert counters.connections == 1


@pytest.mark.parametrize(
    ("camera", "cause"),
    [
        ({"status": 401}, Cause.BAD_PASSWORD),
        ({"status": 403}, Cause.BAD_PASSWORD),
        ({"status": 404}, Cause.NO_SUCH_PATH),
        ({"status": 453}, Cause.BUSY),
        ({"status": 500}, Cause.SERVER_ERROR),
        ({"status": 503}, Cause.SERVER_ERROR),
        ({"fault": Fault.GARBAGE}, Cause.NO_VIDEO),
        ({"audio": Audio.ONLY}, Cause.NO_VIDEO),
        ({"nvr": Nvr("nvr", max_sessions=0)}, Cause.BUSY),
    ],
)
def test_each_failure_has_its_cause(camera: dict[str, object], cause: Cause):
    assert cause_of(script(**camera)) is cause


def test_a_camera_that_never_answers_is_silent():
    assert cause_of(script(fault=Fault.BLACK_HOLE), SHORT) is Cause.SILENT


def test_a_camera_that_plays_nothing_is_stalled():
    assert cause_of(script(fault=Fault.STALL), STALLING) is Cause.STALLED


def test_a_closed_port_is_unreachable():
    with simulator({"cam": script()}) as house:
        url = house.url("cam")
    with pytest.raises(SourceFailed) as failed:
        look(url)
    assert failed.value.cause is Cause.UNREACHABLE


def test_swallowed_connections_end_within_the_time_limit():
    with swallowing_port() as port, pytest.raises(SourceFailed) as failed:
        look(f"rtsp://127.0.0.1:{port}/cam", SHORT)
    assert failed.value.cause is Cause.SILENT


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/cam", "file:///etc/passwd", "/etc/passwd", ""])
def test_only_rtsp_addresses_are_opened(url: str):
    with pytest.raises(SourceFailed) as failed:
        look(url)
    assert failed.value.cause is Cause.NOT_RTSP


def test_the_audio_track_is_never_set_up():
    with simulator({"cam": script(audio=Audio.BESIDE)}) as house:
        with open_source(open_camera("cam", house.url("cam")), PATIENT) as source:
            next(source.arrivals())
        setups = house.counters("cam").setups
    assert setups == ("trackID=0",)


@pytest.mark.parametrize("sets", list(ParameterSets))
def test_parameter_sets_may_stand_anywhere(sets: ParameterSets):
    with simulator({"cam": script(parameter_sets=sets)}) as house:
        assert look(house.url("cam")).width == 320


# libav asks for the track exactly as the doubled scheme names it, and cannot be told otherwise.
@pytest.mark.parametrize("quirk", sorted(set(Quirk) - {Quirk.DOUBLED_SCHEME}))
def test_odd_cameras_give_a_picture(quirk: Quirk):
    with simulator({"cam": script(quirks=frozenset({quirk}))}) as house:
        assert look(house.url("cam")).image.shape == (180, 320, 3)


def test_parameter_sets_in_band_only_are_waited_for():
    rare = CameraScript(small_clip(gop_seconds=4.0), parameter_sets=ParameterSets.BAND)
    with simulator({"cam": rare}) as house:
        assert look(house.url("cam")).image.shape == (180, 320, 3)


def test_a_look_bears_silence_until_its_deadline():
    rare = CameraScript(small_clip(gop_seconds=4.0))  # it sends nothing until its next key frame
    impatient = replace(PATIENT, open_timeout_seconds=1.0, watchdog_seconds=0.5)
    with simulator({"cam": rare}) as house:
        time.sleep((0.2 - time.time()) % 4.0)  # just missed: its key frames come every 4 s
        camera = open_camera("cam", house.url("cam"))
        assert key_frame(camera, impatient, deadline_seconds=20.0).image.shape == (180, 320, 3)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the C library of Linux")
def test_sources_left_half_way_leave_no_memory(tmp_path):
    clip = str(make_clip(tmp_path / "clip.nut", seconds=1))

    def open_and_leave(times: int) -> None:
        for _ in range(times):
            with OpenSource(open_camera("cam", ""), av.open(clip), limits=PATIENT) as source:
                next(source.arrivals())

    def grown_bytes(times: int) -> int:
        before = heap_bytes()
        open_and_leave(times)
        return heap_bytes() - before

    open_and_leave(50)
    # 150 each when PyAV's generators are only forgotten; a table that grows does so once.
    assert min(grown_bytes(200) for _ in range(3)) < 200 * 75


def test_arrivals_begin_with_a_key_frame_at_zero_and_rise():
    with opened(script()) as source:
        arrivals = first(25, source)
    times = [arrival.packet.dts for arrival in arrivals]
    assert arrivals[0].begins_run
    assert arrivals[0].packet.is_keyframe
    assert times[0] == 0
    assert times == sorted(set(times))


@pytest.mark.parametrize("fault", [Fault.CLOCK_FORWARD, Fault.CLOCK_BACK])
def test_a_clock_that_jumps_begins_a_run(fault: Fault):
    with opened(script(fault=fault, after_seconds=1.2)) as source:
        arrivals = first(50, source)
    runs = [arrival for arrival in arrivals if arrival.begins_run]
    assert [(run.packet.dts, run.packet.is_keyframe) for run in runs] == [(0, True), (0, True)]


def test_the_overflow_of_the_clock_is_no_event():
    with opened(script(fault=Fault.WRAP, after_seconds=1.2)) as source:
        arrivals = first(40, source)
    assert [arrival.begins_run for arrival in arrivals].count(True) == 1


def test_another_size_begins_a_run_with_its_own_size():
    bigger = small_clip(size=(640, 360))
    camera = script(fault=Fault.SIZE_CHANGE, after_seconds=0.5, other_clip=bigger)
    sizes = []
    with opened(camera) as source:
        for arrival in source.arrivals():
            if arrival.begins_run:
                sizes.append((source.width, source.height))
            if len(sizes) == 2:
                break
    assert sizes == [(320, 180), (640, 360)]


def test_silence_after_pictures_is_a_stall():
    with (
        opened(script(fault=Fault.STALL, after_seconds=2.0), STALLING) as source,
        pytest.raises(SourceFailed) as failed,
    ):
        list(source.arrivals())
    assert failed.value.cause is Cause.STALLED


def test_a_cut_connection_is_unreachable():
    with (
        opened(script(fault=Fault.RESET, after_seconds=0.5)) as source,
        pytest.raises(SourceFailed) as failed,
    ):
        list(source.arrivals())
    assert failed.value.cause is Cause.UNREACHABLE


@pytest.mark.parametrize("status", [401, 404, 453, 500])
def test_no_error_carries_the_address(status: int):
    with simulator({"cam": script(status=status)}) as house:
        url = house.url("cam", user="admin", password="s3cret-marker")
        with pytest.raises(SourceFailed) as failed:
            look(url)
    error = failed.value
    assert error.__cause__ is None
    assert error.__context__ is None
    told = "".join([repr(error), str(error), *traceback.format_exception(error)])
    assert "s3cret" not in told
    assert "rtsp:" not in told
