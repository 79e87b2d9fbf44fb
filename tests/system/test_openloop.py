"""Open-loop load counts from the moment an ask was due, and forgets nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from bench import openloop
from bench.load import NOTHING, what_gave_way
from bench.openloop import Ask, Came, Crowd, Offer

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
STALL_SECONDS = 0.5

Serve = Callable[[int, asyncio.StreamWriter], Awaitable[None]]


def came_of(serve: Serve, *, rate: float = 200.0, seconds: float = 0.2, **how: object) -> Came:
    """What comes of an offer to a server that does `serve` with each ask, by its number."""

    async def run() -> Came:
        number = 0
        lines = set()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal number
            lines.add(asyncio.current_task())
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while await reader.readuntil(b"\r\n\r\n"):
                    number += 1
                    await serve(number, writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

        async with await asyncio.start_server(answer, openloop.LOOPBACK) as server:
            port = server.sockets[0].getsockname()[1]
            came = await Crowd(Offer(port, rate, seconds, [Ask("/")], **how)).run()
            await asyncio.gather(*lines)
            return came

    return asyncio.run(run())


async def at_once(number: int, writer: asyncio.StreamWriter) -> None:
    writer.write(ANSWER)


async def stalls_once(number: int, writer: asyncio.StreamWriter) -> None:
    if number == 1:
        await asyncio.sleep(STALL_SECONDS)
    writer.write(ANSWER)


async def never(number: int, writer: asyncio.StreamWriter) -> None:
    """Take it and say nothing."""


async def closes_first(number: int, writer: asyncio.StreamWriter) -> None:
    if number == 1:
        writer.close()
    else:
        writer.write(ANSWER)


async def refuses(number: int, writer: asyncio.StreamWriter) -> None:
    writer.write(ANSWER.replace(b"200 OK", b"503 No"))


def tells(code: str, *, status: str = "503 No") -> Serve:
    """Refuse as the portal does, with its word for why."""
    body = b'{"code":"%s","status":503}' % code.encode()

    async def serve(number: int, writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status}\r\nRetry-After: 2\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)

    return serve


async def in_pieces(number: int, writer: asyncio.StreamWriter) -> None:
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
    for byte in whole:
        writer.write(bytes([byte]))
        await writer.drain()


@pytest.mark.parametrize("serve", [at_once, in_pieces, closes_first])
def test_every_ask_is_answered_once(serve: Serve) -> None:
    assert came_of(serve).statuses == {"200": 40}


def test_a_stall_is_charged_to_all_who_came_meanwhile() -> None:
    came = came_of(stalls_once, connections=1)

    # A loop that waits for each answer would have met the stall once in forty asks.
    assert came.p50_ms > 1000 * (STALL_SECONDS - 0.2)


def test_who_is_never_answered_counts_as_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openloop, "PATIENCE_SECONDS", 0.1)

    came = came_of(never)

    assert came.statuses == {openloop.UNANSWERED: 40}
    assert came.answered == 0
    assert came.p50_ms == pytest.approx(300)


def test_an_error_is_an_answer_and_an_error() -> None:
    came = came_of(refuses)

    assert (came.answered, came.errors("200")) == (40, 40)


def test_a_stream_that_starts_is_told_from_one_that_is_down() -> None:
    assert came_of(tells("starting")).statuses == {openloop.STARTING: 40}
    assert came_of(tells("offline")).statuses == {"503 offline": 40}
    assert came_of(tells("starting", status="200 OK")).statuses == {"200": 40}


def test_a_form_is_sent_whole() -> None:
    sent = Ask("/r/x/rate", "answer=好", {"Cookie": "a=b"}).encoded()

    assert sent.startswith(b"POST /r/x/rate HTTP/1.1\r\n")
    assert b"\r\nContent-Length: 10\r\n\r\n" in sent


@pytest.mark.parametrize(
    ("p95_ms", "statuses", "late_ms", "told"),
    [
        (500.0, {"200": 9, "303": 1}, 900.0, NOTHING),
        (500.1, {"200": 10}, 100.0, "server"),
        (10.0, {"200": 9, "503": 1}, 0.0, "server"),
        (10.0, {"200": 9, openloop.UNANSWERED: 1}, 0.0, "server"),
        (10.0, {"200": 9, openloop.STARTING: 1}, 0.0, "server"),  # all of these play already
        (500.1, {"200": 10}, 100.1, "generator"),
    ],
)
def test_who_gives_way_is_told_apart(
    p95_ms: float, statuses: dict[str, int], late_ms: float, told: str
) -> None:
    came = Came(statuses, 1.0, p95_ms, p95_ms, late_ms, received=0, cpu_seconds=0.0)

    assert what_gave_way(came) == told
