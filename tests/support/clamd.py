"""A clamd of a few lines: its socket protocol, and one thing that it calls harmful."""

import socket
import struct
import threading
from contextlib import contextmanager, suppress

HARM = b"harmful, for tests alone"
FOUND, CLEAN, PONG = b"stream: Test-Signature FOUND\0", b"stream: OK\0", b"PONG\0"
TOO_LONG = b"INSTREAM size limit exceeded. ERROR\0"
WAIT_SECONDS = 30.0


class FakeClamd:
    """Answers each connection; `seen` is what was streamed, `answer` what it says instead."""

    def __init__(self, listener: socket.socket, address: str) -> None:
        self.address = address
        self.seen: list[bytes] = []
        self.answer: bytes | None = None
        self._listener = listener

    def serve(self) -> None:
        """Answer until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(WAIT_SECONDS)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        stream = connection.makefile("rwb")
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        if command == b"zPING\0":
            said = PONG
        else:
            content = self._streamed(stream)
            self.seen.append(content)
            said = FOUND if HARM in content else CLEAN
        stream.write(said if self.answer is None else self.answer)
        stream.flush()

    @staticmethod
    def _streamed(stream) -> bytes:
        content = b""
        while size := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(size)
        return content


@contextmanager
def running_clamd(folder=None):
    """A scanner on a socket within `folder`, or on a port of this machine."""
    if folder is None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(folder / "clamd.ctl"))
        listener.listen()
        address = f"unix://{folder / 'clamd.ctl'}"
    clamd = FakeClamd(listener, address)
    thread = threading.Thread(target=clamd.serve)
    thread.start()
    try:
        yield clamd
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        listener.close()
        thread.join(WAIT_SECONDS)


def away(folder):
    """The address of a scanner that is not there."""
    return f"unix://{folder / 'away.ctl'}"
