"""The table of the interface's operations, and how each is answered.

A view gets what was asked, checked, and gives back a shape from shapes.py; all that every answer
must have is added here: the tag by which a client asks whether it changed, for how long it may be
kept, the link to the next page. document.py describes the same table.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from hashlib import sha256
from threading import Lock
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, current_app, g, request
from flask_babel.speaklater import LazyString

from portal.extensions import limiter
from portal.opendata.calls import Calls, Left, TooManyCalls
from portal.opendata.shapes import Asked, Page
from portal.opendata.xml import xml_of
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.rules import MingchuError

PATH = "/api/"
JSON, XML = "application/json", "text/xml"
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
MEMORY_SECONDS = 5  # as long as the playlist gate remembers
MOST_REMEMBERED = 2000  # answers; a list of 500 restaurants has some 300 KB, a status 400 bytes
MOST_BYTES = 20_000  # of an answer that is remembered

View = Callable[..., Any]
Answer = Callable[..., Response]


class QuestionUnreadable(MingchuError):
    """What is asked behind the question mark is not what the document says."""

    code = "question_unreadable"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; see the description of the interface")
        self.what = what


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what it gives to what is asked, and for how long that may be kept.

    `path` is as Flask writes it. `formats` other than JSON are named in the path.
    """

    name: str
    path: str
    summary: LazyString
    gives: Any
    asks: type[Asked] = Asked
    keep_seconds: int = 60
    formats: tuple[str, ...] = (JSON,)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was sent; `until` is a Unix second."""

    body: bytes
    mimetype: str
    tag: str
    link: str | None
    until: float


class Answers:
    """Remembers small answers for some seconds; safe with many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def find(self, question: str) -> Kept | None:
        """The answer given to `question` a moment ago, None when there is none."""
        kept = self._kept.get(question)
        now = clock.now().timestamp()
        return kept if kept is not None and 0 <= kept.until - now <= MEMORY_SECONDS else None

    def keep(self, question: str, answer: Kept) -> None:
        """Remember an answer, and forget the oldest past the limit."""
        if len(answer.body) > MOST_BYTES:
            return
        with self._lock:
            self._kept[question] = answer
            self._kept.move_to_end(question)
            while len(self._kept) > MOST_REMEMBERED:
                self._kept.popitem(last=False)


MEMORY, CALLS = "mingchu_api", "mingchu_api_calls"
OPERATIONS: list[Operation] = []
"""Every operation, in the order of the document."""


def operation(bp: Blueprint, described: Operation) -> Callable[[View], Answer]:
    """Have a view answer as `described`, at its path; it gets what was asked as `asked`."""
    OPERATIONS.append(described)

    def wrap(view: View) -> Answer:
        @wraps(view)
        def answer(**path: Any) -> Response:  # noqa: ANN401 - as the route's converters make them
            count_call()
            return _answer(described, view, path)

        exempt: Answer = limiter.exempt(anyone(answer))
        return bp.get(described.path, endpoint=described.name)(exempt)

    return wrap


def count_call() -> None:
    """Count the present call among those of its address. Raises TooManyCalls."""
    settings = current_settings()
    calls: Calls = current_app.extensions[CALLS]
    g.calls_left, is_given = calls.take(
        request.remote_addr or "", most=settings.api_calls, unix_seconds=clock.now().timestamp()
    )
    if not is_given and current_app.config.get("RATELIMIT_ENABLED", True):
        raise TooManyCalls(settings.api_calls)


def read_question(asks: type[Asked]) -> Asked:
    """What the present address asks. Raises QuestionUnreadable."""
    told = request.args.to_dict(flat=False)
    for name, values in told.items():
        if len(values) > 1:
            raise QuestionUnreadable(f"{name} is given more than once")
        if not values[0].isprintable():
            raise QuestionUnreadable(f"{name} holds what cannot be printed")
    numbers = _number_fields(asks)
    plain = {
        name: int(text) if name in numbers and WHOLE_NUMBER.fullmatch(text) else text
        for name, (text,) in told.items()
    }
    try:
        return msgspec.convert(plain, asks)
    except msgspec.ValidationError as error:
        raise QuestionUnreadable(str(error)) from None


@cache
def _number_fields(asks: type[Asked]) -> frozenset[str]:
    """What is a number; msgspec would read one out of a text, but a moment as well."""
    info = msgspec.inspect.type_info(asks)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - as every Asked is
    return frozenset(
        each.name for each in info.fields if isinstance(each.type, msgspec.inspect.IntType)
    )


def _answer(described: Operation, view: Callable[..., Any], path: dict[str, Any]) -> Response:
    mimetype = XML if path.pop("format", "json") == "xml" else JSON
    accepted = request.headers.get("Accept")
    if accepted and request.accept_mimetypes.best_match([mimetype]) is None:
        abort(406)
    answers: Answers = current_app.extensions[MEMORY]
    question = request.root_path + request.full_path
    kept = answers.find(question)
    if kept is None:
        asked = read_question(described.asks)
        kept = _kept(view(asked=asked, **path), mimetype)
        answers.keep(question, kept)
    response = Response(kept.body, mimetype=kept.mimetype)
    response.set_etag(kept.tag)
    response.headers["Cache-Control"] = f"public, max-age={described.keep_seconds}"
    if kept.link:
        response.headers["Link"] = kept.link
    return response.make_conditional(request)  # type: ignore[return-value]  # it is the same one


def _kept(value: object, mimetype: str) -> Kept:
    body = msgspec.json.encode(value) if mimetype == JSON else xml_of(value)
    return Kept(
        body=body,
        mimetype=mimetype,
        tag=sha256(body).hexdigest()[:24],
        link=_next_link(value.next) if isinstance(value, Page) and value.next else None,
        until=clock.now().timestamp() + MEMORY_SECONDS,
    )


def _next_link(after: str) -> str:
    """The header that names the next page; source: RFC 8288."""
    settings = current_settings()
    told = {**request.args, "after": after}
    query = "&".join(f"{name}={text}" for name, text in told.items())  # codes, numbers and dates
    return f'<{settings.public_url}{request.path}?{query}>; rel="next"'


def share(response: Response) -> Response:
    """Let any page read what lies under /api/, and tell how many calls are left."""
    if not request.path.startswith(PATH):
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = (
        "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
    )
    left: Left | None = g.get("calls_left")
    if left is not None:
        headers["RateLimit-Limit"] = str(left.most)
        headers["RateLimit-Remaining"] = str(left.left)
        headers["RateLimit-Reset"] = str(left.seconds)
        if response.status_code == TooManyCalls.status:
            headers["Retry-After"] = str(left.seconds)
    return response
