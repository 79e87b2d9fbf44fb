"""A bare RTSP client for tests that must see every byte: RTP headers, stale answers, cuts."""

import base64
import hashlib
import re
import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Rtp:
    channel: int
    sequence: int
    timestamp: int
    marker: bool
    payload: bytes


class RtspClient:
    """One connection to a camera's address without login; use it in a `with` statement."""

    def __init__(self, url, *, timeout=60.0):
        self.url = url
        parts = urlsplit(url)
        self._timeout = timeout
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout)
        self._buffer = b""
        self._sequence = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def ask(self, method, url=None, **headers):
        """Send a request and return its answer; ConnectionError when the camera cuts."""
        self._sequence += 1
        lines = [f"{method} {url or self.url} RTSP/1.0", f"CSeq: {self._sequence}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join([*lines, "", ""]).encode())
        return self._answer()

    def send(self, data):
        self._socket.sendall(data)

    def set_up(self, control="trackID=0", *, channel=0):
        transport = f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
        return self.ask("SETUP", f"{self.url}/{control}", Transport=transport)

    def play(self):
        """SETUP of the picture, then PLAY."""
        self.set_up()
        return self.ask("PLAY", Session="any")

    def left_over(self):
        """The bytes of a frame that never came whole, once the camera has reset."""
        try:
            self._fill(time.monotonic() + 60.0)
        except ConnectionResetError:
            return self._buffer
        raise AssertionError("the connection still stands")

    def packets(self, seconds):
        """RTP packets until `seconds` have passed or the camera has closed."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                channel, data = self._frame(until)
            except (TimeoutError, ConnectionError):
                return
            if channel % 2 == 0:
                _, marked, sequence, timestamp = struct.unpack_from(">BBHI", data)
                yield Rtp(channel, sequence, timestamp, marked >= 0x80, data[12:])

    def reports(self, seconds):
        """RTCP packets within `seconds`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                channel, data = self._frame(until)
            except (TimeoutError, ConnectionError):
                return
            if channel % 2:
                yield data

    def _frame(self, until):
        head = self._take(4, until)
        length = int.from_bytes(head[2:], "big")
        return head[1], self._take(length, until)

    def _take(self, count, until):
        while len(self._buffer) < count:
            self._fill(until)
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _fill(self, until):
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionResetError("closed by the camera")
        self._buffer += data

    def _answer(self):
        until = time.monotonic() + self._timeout
        while self._take(1, until) == b"$":  # a picture on its way before the answer
            length = self._take(3, until)
            self._take(int.from_bytes(length[1:], "big"), until)
        while b"\r\n\r\n" not in self._buffer:
            self._fill(until)
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {n.strip().lower(): v.strip() for n, _, v in (x.partition(":") for x in lines)}
        body = self._take(int(headers.get("content-length", 0)), until)
        return Answer(int(first.split(" ")[1]), headers, body.decode("utf-8", "replace"))


def basic_login(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def digest_login(challenge, user, password, *, method, url):
    """The Authorization header that answers a digest challenge."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    identity = _md5(f"{user}:{said['realm']}:{password}")
    response = _md5(f"{identity}:{said['nonce']}:{_md5(f'{method}:{url}')}")
    return (
        f'Digest username="{user}", realm="{said["realm"]}", nonce="{said["nonce"]}", '
        f'uri="{url}", response="{response}"'
    )


def _md5(text):
    return hashlib.md5(text.encode()).hexdigest()
