"""RTSP requests taken from a stream of bytes."""

import pytest

from transcoder.simulator.messages import MAX_HEAD_BYTES, NotRtsp, answer, take_request

OPTIONS = b"OPTIONS rtsp://h/a RTSP/1.0\r\nCSeq: 7\r\nUser-Agent:  x\r\n\r\n"


def test_a_request_is_taken_and_the_next_one_stays():
    buffer = bytearray(OPTIONS + b"PLAY")

    request = take_request(buffer)

    assert (request.method, request.url, request.headers["cseq"]) == ("OPTIONS", "rtsp://h/a", "7")
    assert buffer == b"PLAY"


@pytest.mark.parametrize("length", range(1, len(OPTIONS)))
def test_a_half_request_waits(length):
    buffer = bytearray(OPTIONS[:length])

    assert take_request(buffer) is None
    assert buffer == OPTIONS[:length]


def test_a_body_belongs_to_its_request():
    buffer = bytearray(b"SET_PARAMETER * RTSP/1.0\r\nContent-Length: 3\r\n\r\nab")
    assert take_request(buffer) is None

    buffer += b"cX"
    assert take_request(buffer).method == "SET_PARAMETER"
    assert buffer == b"X"


def test_interleaved_reports_of_the_client_are_passed_over():
    buffer = bytearray(b"$\x01\x00\x02ab$\x01\x00\x01c" + OPTIONS)

    assert take_request(buffer).method == "OPTIONS"


def test_a_half_interleaved_report_waits():
    assert take_request(bytearray(b"$\x01\x00\x09ab")) is None


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
        b"PLAY rtsp://h/a RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
        b"PLAY rtsp://h/a RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n",
        b"x" * (MAX_HEAD_BYTES + 1),
    ],
)
def test_what_is_no_rtsp_is_refused(sent):
    with pytest.raises(NotRtsp):
        take_request(bytearray(sent))


def test_an_answer_repeats_the_sequence_and_counts_its_bytes():
    request = take_request(bytearray(OPTIONS))

    sent = answer(request, 453, {"A": "b"}, "明")

    assert sent.startswith(b"RTSP/1.0 453 Not Enough Bandwidth\r\nCSeq: 7\r\nA: b\r\n")
    assert sent.endswith(b"Content-Length: 3\r\n\r\n\xe6\x98\x8e")
