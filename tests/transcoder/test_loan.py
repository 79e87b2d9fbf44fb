"""The key frame that a running stream lends."""

import errno
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.engine import open_camera
from tests.support.simulator import simulator, small_clip
from transcoder.errors import StoreFull
from transcoder.limits import Limits
from transcoder.loan import LEND_SECONDS, Lender, lent_frame, write_loan
from transcoder.publication import Publication
from transcoder.simulator import CameraScript
from transcoder.source import KeyPacket, open_source
from transcoder.storage import MemoryStore

TAKEN_AT = 1_790_000_000.25
CODECS = {"h264": "h264", "hevc": "h265"}


def key_packet_of(codec: str) -> KeyPacket:
    """The first key frame of a simulated camera."""
    script = CameraScript(small_clip(codec=CODECS[codec]), idr_at_play=True)
    with (
        simulator({"cam": script}) as house,
        open_source(open_camera("cam", house.url("cam")), Limits()) as source,
    ):
        for arrival in source.arrivals():
            if arrival.packet.is_keyframe:
                return source.key_packet(arrival.packet, taken_at=TAKEN_AT)
    raise AssertionError("no key frame came")


@pytest.fixture(scope="module")
def key() -> KeyPacket:
    return key_packet_of("h264")


@pytest.fixture
def private(tmp_path: Path) -> Path:
    directory = tmp_path / "cam" / "private"
    directory.mkdir(parents=True)
    return directory


def borrowed(root: Path, *, after_seconds: float = 0.0):
    return lent_frame(root, "cam", wall=lambda: TAKEN_AT + after_seconds)


@pytest.mark.media
@pytest.mark.parametrize("codec", list(CODECS))
def test_what_was_lent_is_one_whole_picture(codec, tmp_path, private):
    write_loan(private, key_packet_of(codec))
    frame = borrowed(tmp_path)
    assert frame is not None
    assert (frame.image.shape, frame.image.std() > 5) == ((180, 320, 3), True)
    assert (frame.codec, frame.taken_at) == (codec, TAKEN_AT)
    assert (frame.width, frame.height) == (320, 180)


@pytest.mark.media
def test_parameter_sets_beside_the_packet_are_lent_as_well(key, tmp_path, private):
    sets_end = key.data.index(b"\x00\x00\x01\x65")  # the picture itself begins here
    apart = replace(key, extradata=key.data[:sets_end], data=key.data[sets_end:])
    write_loan(private, apart)
    assert borrowed(tmp_path) is not None


@pytest.mark.media
def test_only_its_owner_may_read_a_loan_and_nothing_lies_beside_it(key, private):
    write_loan(private, key)
    write_loan(private, key)
    (loan,) = private.iterdir()
    assert stat.S_IMODE(loan.stat().st_mode) == 0o600


@pytest.mark.media
@pytest.mark.parametrize(
    ("after_seconds", "is_lent"),
    [(0.0, True), (10.0, True), (10.1, False), (-10.0, True), (-3600.0, False)],
)
def test_only_a_fresh_loan_is_given(key, tmp_path, private, after_seconds, is_lent):
    write_loan(private, key)
    assert (borrowed(tmp_path, after_seconds=after_seconds) is not None) is is_lent


def test_where_nothing_is_lent_nothing_is_given(tmp_path):
    assert borrowed(tmp_path) is None


@pytest.mark.media
def test_a_damaged_loan_is_none(key, tmp_path, private):
    write_loan(private, key)
    loan = private / "loan"
    whole = loan.read_bytes()
    middle = len(whole) // 2
    for damaged in (
        b"",
        b"\n\n\n",
        whole[:middle],
        whole[:-1],
        whole + b"\x00",
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        whole[:20] + whole[40:],
        b"mingchu loan 1 00000000\n",  # what it names is the sum of no bytes at all
    ):
        loan.write_bytes(damaged)
        assert borrowed(tmp_path) is None, damaged[:60]


@pytest.mark.parametrize(
    ("codec", "data"), [("h264", b"\x00" * 500), ("h264", b""), ("mjpeg", b"x"), ("no-such", b"x")]
)
def test_what_is_no_picture_is_none(tmp_path, private, codec, data):
    packet = KeyPacket(data, None, codec=codec, width=320, height=180, taken_at=TAKEN_AT)
    write_loan(private, packet)
    assert borrowed(tmp_path) is None


class Lending:
    """A Lender whose clock the test moves, and the packets it was given."""

    def __init__(self, directory: Path) -> None:
        self.now = 100.0
        self.made = 0
        self.loan = directory / "cam" / "loan"  # a store in memory keeps private files there
        store = MemoryStore(private=directory)
        self.lender = Lender(Publication(store, "cam"), tick=lambda: self.now)

    def offer(self) -> None:
        self.lender.offer(self._make)

    def _make(self) -> KeyPacket:
        self.made += 1
        return KeyPacket(b"x", None, codec="h264", width=1, height=1, taken_at=TAKEN_AT)


@pytest.fixture
def lending(tmp_path: Path) -> Lending:
    return Lending(tmp_path)


def test_the_first_key_frame_is_lent_at_once(lending):
    lending.offer()
    assert lending.loan.exists()


def test_key_frames_that_come_quicker_are_not_even_copied(lending):
    for _ in range(50):  # a camera that sends key frames only
        lending.offer()
        lending.now += LEND_SECONDS / 10
    assert lending.made == 5


def test_a_loan_is_taken_back_when_its_stream_ends(lending):
    lending.offer()
    lending.lender.close()
    lending.lender.close()
    assert not lending.loan.exists()


def test_a_full_disk_costs_the_loan_and_not_the_stream(lending, monkeypatch):
    def refuse(*_args) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("transcoder.storage.os.fchmod", refuse)
        lending.offer()
        assert not lending.loan.exists()
    lending.now += LEND_SECONDS
    lending.offer()
    assert lending.loan.exists()


def test_writing_without_room_says_so_and_keeps_the_former(private, monkeypatch):
    packet = KeyPacket(b"x", None, codec="h264", width=1, height=1, taken_at=TAKEN_AT)
    write_loan(private, packet)
    before = (private / "loan").read_bytes()

    def refuse(*_args) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("transcoder.storage.os.fchmod", refuse)
    with pytest.raises(StoreFull):
        write_loan(private, replace(packet, data=b"y"))
    assert (private / "loan").read_bytes() == before
