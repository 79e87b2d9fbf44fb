"""Cookies that hold no secret: a reader's comfort, and that a survey was answered.

By https their names begin with `__Host-`, so that no other host of the same domain can set them.
Source: OWASP ASVS 5.0.0, 3.3.1 and 3.3.3.
"""

from datetime import timedelta

from flask import Flask, request
from werkzeug.wrappers import Response

from portal.shell.current import current_settings


def cookie_name(name: str) -> str:
    """The name under which a browser keeps the cookie `name`."""
    return f"__Host-{name}" if current_settings().behind_tls else name


def kept(name: str) -> str | None:
    """What the present browser keeps under `name`, None for nothing.

    One from before the portal was served by https counts as well.
    """
    return request.cookies.get(cookie_name(name), request.cookies.get(name))


def keep(response: Response, name: str, value: str, *, holds: timedelta) -> None:
    """Have the browser keep `value` for so long, out of reach of scripts and of other sites."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=holds,
        secure=current_settings().behind_tls,
        httponly=True,
        samesite="Lax",
    )


def forget(response: Response, name: str) -> None:
    """Have the browser forget what it keeps under `name`."""
    secure = current_settings().behind_tls
    for each in {name, cookie_name(name)}:
        response.delete_cookie(each, secure=secure, httponly=True, samesite="Lax")


def init_app(app: Flask) -> None:
    """Let templates ask what a browser keeps."""
    app.jinja_env.globals["kept_by_browser"] = kept
