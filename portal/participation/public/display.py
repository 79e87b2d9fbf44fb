"""What the Display in the dining room shows: a code that changes every ten minutes."""

from hmac import compare_digest

from flask import Response, make_response, render_template, url_for

from portal.extensions import db, limiter
from portal.participation import operations
from portal.participation.public.blueprint import bp, derived, restaurant
from portal.participation.rules.presence import (
    keyed_hash,
    next_window,
    rotating_code,
    window_of,
)
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.codes import qr_svg
from portal.shell.current import current_settings
from portal.shell.rules import NotFound

SECRET_LENGTH = 32


@bp.get("/display/<code>/<secret>")
@limiter.limit("30/minute")  # by hand nobody needs more, and a guess has 128 bits before it
@anyone
def display(code: str, secret: str) -> Response:
    """The changing code of a Restaurant, for its Display alone: the address is the permission."""
    place, now = restaurant(code), clock.now()
    key = operations.display_key(db.session(), place.id, now=now)
    db.session.commit()
    if not compare_digest(display_secret(key).encode(), secret.encode()):
        raise NotFound("display", code)
    shown = rotating_code(key, place.code, window_of(now))
    changes_at = next_window(now)
    address = current_settings().public_url + url_for(".rate", code=place.code, c=shown)
    page = render_template(
        "participation/display.html",
        restaurant=place,
        shown=shown,
        svg=qr_svg(address),
        changes_at=changes_at,
        seconds=int((changes_at - now).total_seconds()) + 1,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def display_secret(key: str) -> str:
    """The secret part of the address that a Display opens."""
    return keyed_hash(derived("displays"), key)[:SECRET_LENGTH]
