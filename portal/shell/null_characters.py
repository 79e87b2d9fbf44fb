"""Refuses null characters: nobody can type one, and PostgreSQL takes it in no text."""

from collections.abc import Iterator
from urllib.parse import unquote

from flask import Flask, abort, request

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def _refuse() -> None:
    if any("\0" in text for text in _told()):
        abort(400)


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
    app.before_request(_refuse)
