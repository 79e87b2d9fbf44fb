"""The number of a request: in its answer, in the log lines that it causes, on error pages.

Work of a queue has its name and the number of its message in its log lines.
"""

import logging
import re
import secrets

from flask import Flask, Response, g, has_app_context, has_request_context, request

from portal.shell.current import current_settings

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


def request_id() -> str:
    """The present request's number; a proxy that is trusted may have given it."""
    if "request_id" not in g:
        settings = current_settings()
        given = request.headers.get(HEADER, "") if settings.trusted_proxies else ""
        g.request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
    number: str = g.request_id
    return number


class WithRequest(logging.Filter):
    """Adds to a line the number of the request, or name and number of the work, that is done."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True: every line passes."""
        if has_request_context():
            record.request = request_id()
        elif has_app_context() and "task" in g:
            record.work, record.task = g.work, g.task
        return True


def _add_header(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response


def init_app(app: Flask) -> None:
    """Number every request."""
    app.after_request(_add_header)
    app.jinja_env.globals["request_id"] = request_id
    for handler in logging.getLogger().handlers:
        if not any(isinstance(each, WithRequest) for each in handler.filters):
            handler.addFilter(WithRequest())
