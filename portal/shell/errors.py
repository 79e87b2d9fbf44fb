"""Turns errors into pages in the reader's language, or into problem JSON (RFC 9457)."""

import math
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.extensions import limiter
from portal.shell import filters
from portal.shell.forms import typed_words
from portal.shell.refusals import refuse_as
from portal.shell.rules import MingchuError
from portal.shell.tracing import request_id

API_PATH = "/api/"
AWAY_SECONDS = 5  # after which whoever found the database away may ask again
JSON_PATHS = ("/live/", "/embed/")

TITLES = {
    400: lazy_gettext("We could not read this request"),
    401: lazy_gettext("Please sign in"),
    403: lazy_gettext("This page is not open to you"),
    404: lazy_gettext("This page does not exist"),
    405: lazy_gettext("This page cannot be used in this way"),
    406: lazy_gettext("This is not given in the format you accept"),
    410: lazy_gettext("This is here no longer"),
    413: lazy_gettext("What you sent is too large"),
    414: lazy_gettext("This address is too long"),
    429: lazy_gettext("Too many requests at once"),
    500: lazy_gettext("Something went wrong on our side"),
    503: lazy_gettext("Not available at the moment"),
}
ADVICE = {
    400: lazy_gettext("Please go back, check what you entered and try again."),
    401: lazy_gettext("Please sign in, then try again."),
    403: lazy_gettext("The link may have expired. Please start again from the restaurant's page."),
    404: lazy_gettext("Please check the address, or search for the restaurant by name below."),
    405: lazy_gettext("Please go back and use the buttons on the page."),
    406: lazy_gettext("Please accept the format that this address gives, or any."),
    410: lazy_gettext("Its time is over. Please start again from the front page."),
    413: lazy_gettext("Please send less at once; nothing has been stored."),
    414: lazy_gettext("Please start again from the front page."),
    429: lazy_gettext("Please wait a minute, then try again."),
    500: lazy_gettext("It has been recorded. Please try again in a minute."),
    503: lazy_gettext("Please try again in a minute."),
}

Telling = Callable[[Any], str]
type_texts: dict[type[MingchuError], Telling] = {}
type_fields: dict[type[MingchuError], Telling] = {}


def says(error: type[MingchuError], text: Telling, *, field: str | Telling = "") -> None:
    """Register what an error of this type tells people; `text` runs in their language.

    `field` names the field of a form at which it is told, none for above the form.
    """
    type_texts[error] = text
    type_fields[error] = field if callable(field) else lambda _error: field


def wants_json() -> bool:
    """Whether the present request is a machine's: by its path, or by what it accepts."""
    if request.path.startswith(API_PATH):
        return True  # whoever asks: what it gives has one format, and so have its errors
    if request.path.startswith(JSON_PATHS) or request.path.endswith(".json"):
        return "text/html" not in request.headers.get("Accept", "")
    accepts = request.accept_mimetypes
    return bool(accepts["application/json"] > accepts["text/html"])


def problem(status: int, *, code: str, detail: str, **more: object) -> Response:
    """A problem JSON response: `code` for machines, `detail` for people, `more` as they stand."""
    refuse_as(code)
    title = str(TITLES.get(status, HTTPStatus(status).phrase))
    body = jsonify({"type": "about:blank", "title": title, "status": status, "code": code,
                    "detail": detail, "instance": f"urn:mingchu:request:{request_id()}",
                    **more})  # fmt: skip
    body.status_code = status
    body.mimetype = "application/problem+json"
    return body


def answer(status: int, *, code: str, detail: str) -> Response:
    """An error as the reader wants it: a page, or problem JSON."""
    if wants_json():
        return problem(status, code=code, detail=detail)
    refuse_as(code)
    page = render_template(
        "shell/error.html",
        status=status,
        title=TITLES.get(status, HTTPStatus(status).phrase),
        detail=detail,
        kept=() if status == 413 else typed_words(),
    )
    return Response(page, status=status)


def text_of(error: MingchuError) -> str:
    """What `error` tells people, in the reader's language."""
    text = _of_type(type_texts, error)
    return text(error) if text else str(ADVICE.get(error.status, ADVICE[400]))


def field_of(error: MingchuError) -> str:
    """The field of a form that `error` is about, empty for none."""
    field = _of_type(type_fields, error)
    return field(error) if field else ""


def _of_type(known: dict[type[MingchuError], Telling], error: MingchuError) -> Telling | None:
    return next((known[kind] for kind in type(error).__mro__ if kind in known), None)


def _on_mingchu_error(error: MingchuError) -> Response:
    return answer(error.status, code=error.code, detail=text_of(error))


def _on_http_error(error: HTTPException) -> Response:
    if error.response is not None:  # an abort that brought its own response
        return current_app.make_response(error.response)
    status = error.code or 500
    code = HTTPStatus(status).name.lower()
    detail = _too_many() if status == 429 else str(ADVICE.get(status, ADVICE[400]))
    response = answer(status, code=code, detail=detail)
    for name, value in error.get_headers():  # Allow, Retry-After, Location
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _too_many() -> str:
    """When whoever asked too often may ask again, as `Retry-After` tells it to machines."""
    reached = limiter.current_limit
    if reached is None:
        return str(ADVICE[429])
    seconds = max(1, math.ceil(reached.reset_at - time.time()))
    if seconds > 60:
        seconds = 60 * math.ceil(seconds / 60)  # never shorter than it is
    text: str = _(
        "You have asked too often. Please try again in %(time)s.", time=filters.duration(seconds)
    )
    return text


def _on_csrf_error(error: CSRFError) -> Response:
    detail = _(
        "This form was open for too long. Please go back, reload the page and send it again."
    )
    return answer(400, code="stale_form", detail=detail)


def _on_database_away(error: OperationalError | PoolTimeout) -> Response:
    # One line and no traceback: while the database is away, every request ends here.
    reason = type(error.orig if isinstance(error, OperationalError) else error).__name__
    current_app.logger.error("database_away", extra={"reason": reason})
    response = answer(503, code="database_away", detail=str(ADVICE[503]))
    response.headers["Retry-After"] = str(AWAY_SECONDS)
    return response


def _on_any_error(error: Exception) -> Response:
    current_app.logger.error("unhandled_error", exc_info=error)
    return answer(500, code="internal_server_error", detail=str(ADVICE[500]))


def init_app(app: Flask) -> None:
    """Answer every error; tracebacks go to the log alone."""
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(MingchuError, _on_mingchu_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(OperationalError, _on_database_away)
    app.register_error_handler(PoolTimeout, _on_database_away)  # all its connections hang
    app.register_error_handler(Exception, _on_any_error)
