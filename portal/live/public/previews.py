"""Preview addresses: the picture for who is entitled to it but cannot show a login."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Response, current_app, jsonify, render_template, request, url_for

from portal.extensions import limiter
from portal.live import forms, queries
from portal.live.files import Roots
from portal.live.public.blueprint import bp, decided, formless, kept_for, this_gate
from portal.live.public.watching import moving, newest_still, no_picture
from portal.live.queries import Decision
from portal.live.rules import (
    GRANT_SECONDS,
    PREVIEW_HOURS,
    GrantRefused,
    grant_key,
    granted_scope,
    make_grant,
    preview_scope,
    preview_until,
)
from portal.registry.rules import kitchen_path
from portal.shell import clock, shared_clock
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.errors import problem, wants_json
from transcoder.demand import LOOK


@bp.get("/live/<camera>/g/<grant>/")
@anyone
def preview(camera: str, grant: str) -> Response:
    """A page that plays one camera, also while the restaurant shows nothing to the public."""
    choice, _scope = _granted(camera, grant)
    roots = Roots.of(current_settings())
    view = queries.preview_view(camera, choice, now=clock.now(), roots=roots)
    page = render_template(
        "live/preview.html",
        view=view,
        playlist=url_for(".granted_playlist", camera=camera, grant=grant),
        still=url_for(".granted_still", camera=camera, grant=grant),
        renew=url_for(".renewed", camera=camera, grant=grant),
        kitchen=kitchen_address(choice.restaurant_code),
        public_state=forms.picture_text(choice.reason) if choice.reason else "",
    )
    return kept_for(Response(page), 0)


@bp.get("/live/<camera>/g/<grant>/index.m3u8")
@limiter.exempt
@anyone
def granted_playlist(camera: str, grant: str) -> Response:
    """The playlist for the holder of a grant; the media behind it are the same as everybody's."""
    choice, _scope = _granted(camera, grant)
    if not choice.is_moving_allowed:
        return no_picture(camera, choice)
    return moving(camera, choice, is_shared=False)


@bp.get("/live/<camera>/g/<grant>/still.jpg")
@limiter.exempt
@anyone
def granted_still(camera: str, grant: str) -> Response:
    """The newest still for the holder of a grant."""
    choice, _scope = _granted(camera, grant)
    this_gate().want(camera, LOOK)
    return kept_for(newest_still(camera, choice, at_any_hour=True), 0)


@bp.post("/live/<camera>/g/<grant>/renewed")
@formless  # the grant itself is the proof
@limiter.limit("30/minute")
@anyone
def renewed(camera: str, grant: str) -> Response:
    """A fresh grant for an open preview page, until the preview as a whole ends."""
    _choice, scope = _granted(camera, grant)
    now = shared_clock.now()
    key = grant_key(current_settings().signing_key())
    ends_at = min(now + timedelta(seconds=GRANT_SECONDS), preview_until(scope))
    fresh = make_grant(key, camera, scope=scope, expires_at=ends_at)
    response = jsonify(
        playlist=url_for(".granted_playlist", camera=camera, grant=fresh),
        still=url_for(".granted_still", camera=camera, grant=fresh),
        renew=url_for(".renewed", camera=camera, grant=fresh),
        seconds=int((ends_at - now).total_seconds()),
    )
    return kept_for(response, 0)


def new_preview(camera: str, *, now: datetime) -> str:
    """The path of a preview page of `camera` that begins now; raises NotFound."""
    decided(camera)
    scope = preview_scope(now + timedelta(hours=PREVIEW_HOURS))
    expires_at = now.astimezone(UTC) + timedelta(seconds=GRANT_SECONDS)
    key = grant_key(current_settings().signing_key())
    grant = make_grant(key, camera, scope=scope, expires_at=expires_at)
    return f"/live/{camera}/g/{grant}/"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the holder of a fresh grant finds a camera's picture, and the grant's successor."""

    playlist: str
    still: str
    renew: str


def granted_addresses(camera: str, *, now: datetime) -> Addresses:
    """The addresses of a known `camera` for somebody entitled to it, from `now` on."""
    key = grant_key(current_settings().signing_key())
    scope = preview_scope(now + timedelta(hours=PREVIEW_HOURS))
    expires_at = now.astimezone(UTC) + timedelta(seconds=GRANT_SECONDS)
    grant = make_grant(key, camera, scope=scope, expires_at=expires_at)
    return Addresses(
        playlist=url_for("live.granted_playlist", camera=camera, grant=grant),
        still=url_for("live.granted_still", camera=camera, grant=grant),
        renew=url_for("live.renewed", camera=camera, grant=grant),
    )


def kitchen_address(restaurant: str) -> str:
    """The path of a restaurant's kitchen page in the reader's language."""
    return f"{request.root_path}{kitchen_path(restaurant)}"


def on_refusal(error: GrantRefused) -> Response:
    """403 with a way back: a page with a link for people, the restaurant's code for machines."""
    detail = forms.refusal_text()
    if wants_json():
        response = problem(403, code=error.code, detail=detail, restaurant=error.restaurant)
    else:
        back = kitchen_address(error.restaurant) if error.restaurant else None
        page = render_template("live/refused.html", detail=detail, kitchen=back)
        response = Response(page, status=403)
    return kept_for(response, 0)


def _granted(camera: str, grant: str) -> tuple[Decision, str]:
    """What is known of the camera, and the grant's scope; raises NotFound and GrantRefused."""
    choice = decided(camera)
    key = grant_key(current_settings().signing_key())
    try:
        scope = granted_scope(key, camera, grant, now=shared_clock.now())
    except GrantRefused:
        current_app.logger.info("grant_refused", extra={"camera": camera})
        raise GrantRefused(camera, choice.restaurant_code) from None
    return choice, scope
