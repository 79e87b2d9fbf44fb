"""Refuses null characters: nobody can type one, and PostgreSQL takes it in no text."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from flask import Flask, Request, abort, request

from portal.shell.refusals import refuse_as

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class PlainRequest(Request):
    """A request whose JSON holds no null character either, wherever in it somebody put one."""

    def get_json(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as Flask has it
        """The body as JSON; answers 400 for what holds a null character or is nested too deep."""
        try:
            found = super().get_json(*args, **kwargs)
        except RecursionError:
            abort(400)
        _check(_texts(found))
        return found


def _refuse() -> None:
    _check(_told())


def _check(texts: Iterator[str]) -> None:
    if any("\0" in text for text in texts):
        refuse_as("null_character")
        abort(400)


def _texts(found: object) -> Iterator[str]:
    """Every text within a value of JSON, names of fields included."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value


def _told() -> Iterator[str]:
    """Every text of the present request that a floor may read."""
    yield request.path
    yield unquote(request.query_string.decode("latin-1"))
    yield from request.cookies.values()
    if request.mimetype not in FORMS:  # reading it here would settle how long it may be
        return
    for name, text in request.form.items(multi=True):
        yield from (name, text)
    for name, sent in request.files.items(multi=True):
        yield from (name, sent.filename or "")


def init_app(app: Flask) -> None:
    """Answer a request that holds one by 400, on every floor."""
    app.request_class = PlainRequest
    app.before_request(_refuse)
