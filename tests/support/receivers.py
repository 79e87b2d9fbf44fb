"""Real servers on loopback that receive what the portal sends: SMTP and HTTP."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Mailbox:
    """What a mail server got, and what it answers: `replies` by the verb of a command."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)


class _MailHandler(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as handing in a letter takes."""

    def handle(self):
        box = self.server.box
        self._say("220 test")
        verb = ""
        while verb != "QUIT" and (line := self.rfile.readline()):
            command = line.decode("ascii").strip()
            verb = command.partition(" ")[0].upper()
            answer = box.replies.get(verb, "221 bye" if verb == "QUIT" else "250 ok")
            if verb == "RCPT":
                box.recipients.append(command)
            if verb == "DATA" and answer.startswith("250"):
                self._say("354 go on")
                box.letters.append(message_from_bytes(self._data(), policy=policy.default))
            self._say(answer)

    def _data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    box: Mailbox


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server to which letters can be handed in."""
    with _MailServer(("127.0.0.1", 0), _MailHandler) as server:
        server.box = Mailbox(port=server.server_address[1])
        with _served(server):
            yield server.box


@dataclass
class Request:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        """Its body, read as JSON."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """What a web server got, and what it answers; `drips`: it sends a byte a moment, for ever."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    status: int = 204
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def web_server() -> Iterator[Receiver]:
    """A server that notes what is posted to it."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = {name.lower(): value for name, value in self.headers.items()}
            receiver.requests.append(Request(self.path, told, body))
            if receiver.drips:
                self._drip()
                return
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def _drip(self):
            try:
                while not receiver.ended.wait(0.05):
                    self.wfile.write(b"H")
                    self.wfile.flush()
            except OSError:
                pass  # the portal hung up, as it should

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        receiver.port = server.server_address[1]
        with _served(server):
            try:
                yield receiver
            finally:
                receiver.ended.set()


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(5)
