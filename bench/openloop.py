"""Open-loop load: each ask goes out at its moment, whether or not earlier ones were answered.

How long an answer took is counted from the moment at which its ask was to go out, so that a server
that stalls is charged with all who would have come meanwhile. `python -m bench.openloop` reads an
Offer as JSON and prints what Came; a process of its own, so that its work is not the server's.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 5.0  # after the last ask; what has no answer then has none
CONNECTIONS = 200
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_CLOSES = re.compile(rb"(?i)\r\nconnection: *close")
_CODE = re.compile(rb'"code": *"([a-z_]+)"')
_CHUNKED = re.compile(rb"(?i)\r\ntransfer-encoding: *chunked")
UNANSWERED = "unanswered"
STARTING = "503 starting"  # a stream that somebody asked for just now has no list yet


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `body` makes it a POST of a form."""

    path: str
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """It as it goes over the line."""
        lines = [f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", f"Host: {LOOPBACK}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(self.body.encode())}")
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


@dataclass(frozen=True, slots=True)
class Offer:
    """`rate` asks a second for `seconds`, by turns those of `asks`; on `connections` at most."""

    port: int
    rate: float
    seconds: float
    asks: Sequence[Ask]
    connections: int = CONNECTIONS

    @property
    def count(self) -> int:
        """How many asks that makes."""
        return max(1, round(self.rate * self.seconds))


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an offer: statuses by number, milliseconds, the generator's own lateness.

    The portal's word for why there is nothing yet stands behind a status of 503 ("503 starting").
    What was never answered counts in the quantiles as the longest of all.
    """

    statuses: Mapping[str, int]
    p50_ms: float
    p95_ms: float
    longest_ms: float
    late_ms: float
    received: int
    cpu_seconds: float

    @property
    def answered(self) -> int:
        """How many asks got an answer."""
        return sum(number for status, number in self.statuses.items() if status != UNANSWERED)

    def errors(self, *good: str) -> int:
        """How many asks got none of the `good` statuses."""
        return sum(number for status, number in self.statuses.items() if status not in good)


def offer(what: Offer) -> Came:
    """Make an offer from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.openloop"], input=json.dumps(asdict(what)), text=True,
        stdout=subprocess.PIPE, check=True, timeout=what.seconds + PATIENCE_SECONDS + 60,
    )  # fmt: skip
    return Came(**json.loads(done.stdout))


class Line(asyncio.Protocol):
    """One connection that is kept open; one ask at a time."""

    def __init__(self, crowd: "Crowd") -> None:
        self._crowd = crowd
        self._got = bytearray()
        self._number: int | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the next ask that waits."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._crowd.free(self)

    def send(self, number: int, ask: bytes) -> None:
        """Send the ask of this number."""
        assert self._transport is not None
        self._number = number
        self._transport.write(ask)

    def close(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Gather an answer; when it is whole, be free again."""
        got, number = self._got, self._number
        got += data
        head = got.find(b"\r\n\r\n")
        if number is None or head < 0 or not _is_whole(got, head):
            return
        status, closes = _status(got, head), _CLOSES.search(got, 0, head + 2)
        self._crowd.answered(number, status, len(got))
        self._number = None
        got.clear()
        if closes and self._transport is not None:
            self._transport.close()
        else:
            self._crowd.free(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Give back what was asked here; a kept line may end as one asks."""
        self._crowd.lost(self, self._number)
        self._number = None


def _status(got: bytearray, head: int) -> str:
    """The status of an answer; behind that of 503 the portal's own word for it, if it has one."""
    status = bytes(got[9:12]).decode()
    code = _CODE.search(got, head) if status == "503" else None
    return f"{status} {code[1].decode()}" if code else status


def _is_whole(got: bytearray, head: int) -> bool:
    length = _LENGTH.search(got, 0, head + 2)
    if length is not None:
        return len(got) >= head + 4 + int(length[1])
    if _CHUNKED.search(got, 0, head + 2) is not None:
        return got.endswith(b"0\r\n\r\n")
    return True  # as 204 and 304 come


class Crowd:
    """Sends the asks of an offer at their moments."""

    def __init__(self, what: Offer) -> None:
        self._what = what
        self._asks = [ask.encoded() for ask in what.asks]
        self._lines: set[Line] = set()
        self._idle: list[Line] = []
        self._open = 0
        self._waiting: deque[int] = deque()
        self._again: set[int] = set()
        self._began = 0.0
        self._statuses: Counter[str] = Counter()
        self._took: list[float] = []
        self._late: list[float] = []
        self._received = 0
        self._opening: set[asyncio.Task[None]] = set()

    async def run(self) -> Came:
        """Send all, wait for the answers, tell what came."""
        self._began = time.monotonic() + 0.05
        for number in range(self._what.count):
            due = self._due(number)
            if (early := due - time.monotonic()) > 0:
                await asyncio.sleep(early)
            elif number % 50 == 0:
                await asyncio.sleep(0)  # let answers in, however late it is
            self._late.append(time.monotonic() - due)
            self._waiting.append(number)
            self._serve()
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self._took) < self._what.count and time.monotonic() < until:
            await asyncio.sleep(0.01)
        came = self._came()
        await self._end()
        return came

    def free(self, line: Line) -> None:
        """A line has nothing to do."""
        self._lines.add(line)
        self._idle.append(line)
        self._serve()

    def answered(self, number: int, status: str, size: int) -> None:
        """An ask was answered."""
        self._took.append(time.monotonic() - self._due(number))
        self._statuses[status] += 1
        self._received += size

    def lost(self, line: Line, number: int | None) -> None:
        """A line ended; its ask is asked again once, as browsers do."""
        self._open -= 1
        self._lines.discard(line)
        if line in self._idle:
            self._idle.remove(line)
        if number is not None and number not in self._again:
            self._again.add(number)
            self._waiting.append(number)
        self._serve()

    def _serve(self) -> None:
        """Give what waits to lines that are free, and open more while it is more than they."""
        while self._waiting and self._idle:
            number = self._waiting.popleft()
            self._idle.pop().send(number, self._asks[number % len(self._asks)])
        missing = len(self._waiting) - len(self._opening)
        for _ in range(min(missing, self._what.connections - self._open)):
            self._open += 1
            task = asyncio.ensure_future(self._connect())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: Line(self), LOOPBACK, self._what.port)
        except OSError:
            self._open -= 1
            if self._waiting:
                self.answered(self._waiting.popleft(), "refused", 0)

    async def _end(self) -> None:
        """Close every line, and ask nothing again."""
        self._waiting.clear()
        self._again.update(range(self._what.count))
        for task in self._opening:
            task.cancel()
        for line in list(self._lines):
            line.close()
        while self._opening or self._lines:
            await asyncio.sleep(0)

    def _due(self, number: int) -> float:
        return self._began + number / self._what.rate

    def _came(self) -> Came:
        missing = self._what.count - len(self._took)
        if missing:
            self._statuses[UNANSWERED] += missing
        longest = self._what.seconds + PATIENCE_SECONDS
        took = sorted(self._took) + [longest] * missing
        late = sorted(self._late)
        return Came(
            statuses=dict(self._statuses),
            p50_ms=1000 * took[len(took) // 2],
            p95_ms=1000 * took[int(len(took) * 0.95)],
            longest_ms=1000 * took[-1],
            late_ms=1000 * late[int(len(late) * 0.95)],
            received=self._received,
            cpu_seconds=time.process_time(),
        )


def main() -> int:
    """Read an Offer, make it, print what Came."""
    told = json.load(sys.stdin)
    asks = [Ask(**each) for each in told.pop("asks")]
    print(json.dumps(asdict(asyncio.run(Crowd(Offer(asks=asks, **told)).run()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
