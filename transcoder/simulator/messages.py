"""RTSP requests and answers as bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

MAX_HEAD_BYTES = 65_536
_REASONS = {
    200: "OK",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    453: "Not Enough Bandwidth",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}


class NotRtsp(ValueError):
    """What a client sent is no RTSP request."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]


def take_request(buffer: bytearray) -> Request | None:
    """Remove the first whole request from `buffer` and return it, None when it is not all there.

    Interleaved RTCP from the client is removed and ignored. Raises NotRtsp.
    """
    while buffer[:1] == b"$":
        if len(buffer) < 4 or len(buffer) < (end := 4 + int.from_bytes(buffer[2:4], "big")):
            return None
        del buffer[:end]
    head, separator, _ = buffer.partition(b"\r\n\r\n")
    if not separator:
        if len(buffer) > MAX_HEAD_BYTES:
            raise NotRtsp("head too long")
        return None
    request = _parse(head.decode("utf-8", "replace"))
    whole = len(head) + 4 + _length(request.headers.get("content-length", "0"))
    if len(buffer) < whole:
        return None
    del buffer[:whole]
    return request


def answer(
    request: Request, status: int, headers: Mapping[str, str] | None = None, body: str = ""
) -> bytes:
    """The bytes of an answer to `request`."""
    lines = [
        f"RTSP/1.0 {status} {_REASONS.get(status, 'Unknown')}",
        f"CSeq: {request.headers.get('cseq', '0')}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    encoded = body.encode()
    if encoded:
        lines.append(f"Content-Length: {len(encoded)}")
    return "\r\n".join([*lines, "", ""]).encode() + encoded


def _parse(head: str) -> Request:
    first, *rest = head.split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("RTSP/"):
        raise NotRtsp("no RTSP request line")
    pairs = (line.partition(":") for line in rest if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(words[0], words[1], headers)


def _length(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_HEAD_BYTES:
        raise NotRtsp("bad content length")
    return int(text)
