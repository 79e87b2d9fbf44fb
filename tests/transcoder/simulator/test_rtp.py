"""Packets of a recording: cut once, stamped for each loop."""

import struct

import pytest

from transcoder.simulator.recording import AccessUnit, Recording
from transcoder.simulator.rtp import NTP_EPOCH_SECONDS, PAYLOAD_BYTES, RtpTrack, sender_report

SETS = (b"\x67sps", b"\x68pps")
BIG = b"\x65" + bytes(range(256)) * 20
SMALL = b"\x41small"


def recording(codec="h264"):
    units = (
        AccessUnit((BIG,), send_ticks=0, shown_ticks=0, is_key=True),
        AccessUnit((SMALL,), send_ticks=9000, shown_ticks=9000, is_key=False),
    )
    return Recording(codec, 320, 180, SETS, units, length_ticks=18000)


def rtp_packets(framed):
    at = 0
    while at < len(framed):
        assert framed[at] == 0x24
        (length,) = struct.unpack_from(">H", framed, at + 2)
        yield framed[at + 1], framed[at + 4 : at + 4 + length]
        at += 4 + length


def test_a_key_frame_carries_the_parameter_sets_first():
    framed = RtpTrack(recording(), sets_in_band=True).stamped(0, 0)

    assert [packet[12:] for _, packet in rtp_packets(framed)][:2] == list(SETS)


def test_parameter_sets_can_be_left_to_the_sdp():
    framed = RtpTrack(recording(), sets_in_band=False).stamped(0, 0)

    assert not set(SETS) & {packet[12:] for _, packet in rtp_packets(framed)}


def test_a_large_h264_unit_is_put_together_again_from_its_fragments():
    framed = RtpTrack(recording(), sets_in_band=False).stamped(0, 0)
    payloads = [packet[12:] for _, packet in rtp_packets(framed)]

    head = bytes((payloads[0][0] & 0xE0 | payloads[0][1] & 0x1F,))
    assert head + b"".join(payload[2:] for payload in payloads) == BIG
    assert [payload[1] & 0xC0 for payload in payloads] == [0x80, *[0] * (len(payloads) - 2), 0x40]


def test_a_large_h265_unit_is_put_together_again_from_its_fragments():
    unit = AccessUnit((b"\x26\x01" + BIG,), send_ticks=0, shown_ticks=0, is_key=True)
    hevc = Recording("h265", 320, 180, (), (unit,), length_ticks=9000)
    framed = RtpTrack(hevc, sets_in_band=False).stamped(0, 0)
    payloads = [packet[12:] for _, packet in rtp_packets(framed)]

    head = bytes((payloads[0][0] & 0x81 | (payloads[0][2] & 0x3F) << 1, payloads[0][1]))
    assert head + b"".join(payload[3:] for payload in payloads) == b"\x26\x01" + BIG
    assert all(payload[0] >> 1 & 0x3F == 49 for payload in payloads)


def test_no_packet_is_larger_than_promised():
    framed = RtpTrack(recording(), sets_in_band=True).stamped(0, 0)

    assert max(len(packet) - 12 for _, packet in rtp_packets(framed)) <= PAYLOAD_BYTES


def test_the_marker_ends_each_picture_and_only_that():
    framed = RtpTrack(recording(), sets_in_band=True).stamped(0, 0)

    markers = [packet[1] >> 7 for _, packet in rtp_packets(framed)]
    assert markers == [0] * (len(markers) - 1) + [1]


@pytest.mark.parametrize("loop", [0, 41, 10_000_019, 477_218_588])
def test_a_loop_continues_the_one_before(loop):
    track = RtpTrack(recording(), sets_in_band=True)
    last = list(rtp_packets(track.stamped(loop, 1)))[-1][1]
    first = next(rtp_packets(track.stamped(loop + 1, 0)))[1]
    _, _, last_number, last_time = struct.unpack_from(">BBHI", last)
    _, _, first_number, first_time = struct.unpack_from(">BBHI", first)

    assert (first_number - last_number) & 0xFFFF == 1
    assert (first_time - last_time) & 0xFFFFFFFF == 9000


def test_a_channel_and_a_shift_are_stamped_on_every_packet():
    track = RtpTrack(recording(), sets_in_band=True)
    plain = [struct.unpack_from(">I", p, 4)[0] for _, p in rtp_packets(track.stamped(3, 0))]
    framed = track.stamped(3, 0, channel=6, shift_ticks=-100_000)

    shifted = list(rtp_packets(framed))
    assert {channel for channel, _ in shifted} == {6}
    stamps = {struct.unpack_from(">I", packet, 4)[0] for _, packet in shifted}
    assert stamps == {(plain[0] - 100_000) & 0xFFFFFFFF}


def test_a_sender_report_ties_the_timestamp_to_the_wall_clock():
    report = sender_report(7, 2**32 + 5, unix_seconds=1000.5, channel=1)

    kind, ssrc, seconds, fraction, timestamp = struct.unpack_from(">xBxxIIII", report, 4)
    assert report[:2] == b"$\x01"
    assert (kind, ssrc, timestamp) == (200, 7, 5)
    assert (seconds - NTP_EPOCH_SECONDS, fraction / 2**32) == (1000, 0.5)
