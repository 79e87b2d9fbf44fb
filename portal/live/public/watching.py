"""The playlist gate, the media behind it, stills, states and what players report."""

from flask import Response, jsonify, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from portal.extensions import db, limiter
from portal.live import files, forms, operations, queries
from portal.live.files import Roots
from portal.live.gate import playlist_headers, viewer_name
from portal.live.public.blueprint import bp, decided, formless, iso, kept_for, share, this_gate
from portal.live.queries import Decision
from portal.live.rules import (
    PictureKind,
    PictureState,
    ViewingForeign,
    may_show_still,
    parse_report,
    retry_seconds,
)
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.errors import problem
from portal.shell.rules import NotFound
from transcoder.demand import LOOK

FULL_RETRY_SECONDS = 30
REPORT_BYTES = 1024
NO_STILL_KINDS = frozenset({PictureKind.SUSPENDED, PictureKind.CLOSED})


@bp.get("/live/<camera>/index.m3u8")
@limiter.exempt
@anyone
def playlist(camera: str) -> Response:
    """The playlist of a camera that may be shown, or in JSON why there is none yet."""
    choice = decided(camera)
    if choice.reason is not None or not choice.is_moving_allowed:
        return no_picture(camera, choice)
    if not this_gate().seat(viewer_name(request.environ)):
        detail = _("Too many people are watching moving pictures now. Stills are shown instead.")
        return _refused(
            choice,
            code="full",
            detail=detail,
            tone="late",
            word=forms.picture_word(PictureState(PictureKind.STILL_ONLY)),
            retry=FULL_RETRY_SECONDS,
        )
    return moving(camera, choice, is_shared=current_settings().media_by_nginx)


def moving(camera: str, choice: Decision, *, is_shared: bool) -> Response:
    """Ask for the camera's moving picture and answer its playlist, or why there is none yet."""
    text = this_gate().playlist(camera)
    if text is None:
        return no_picture(camera, choice)
    origin = request.headers.get("Origin")
    return Response(text, headers=playlist_headers(choice, origin=origin, is_shared=is_shared))


def no_picture(camera: str, choice: Decision) -> Response:
    """503 with the reason; never 401 or 404, after which Safari does not ask again."""
    now = clock.now()
    root = this_gate().root
    state = queries.camera_picture(camera, choice, now=now, root=root, is_asked=True)
    if choice.reason is None and not choice.is_moving_allowed:
        state = PictureState(PictureKind.STILL_ONLY)
    elif state.kind in {PictureKind.READY, PictureKind.LIVE, PictureKind.DELAYED}:
        state = PictureState(PictureKind.STARTING)  # asked for just now, not yet taken up
    return _refused(
        choice,
        code=state.kind,
        detail=forms.picture_text(state),
        tone=forms.picture_tone(state),
        word=forms.picture_word(state),
        age=forms.picture_age(state),
        retry=retry_seconds(state, now=now),
        since=iso(state.since),
        cause=forms.public_cause(state),
        place=state.place,
        next_opening=iso(state.next_opening),
    )


def _refused(choice: Decision, *, code: str, detail: str, retry: int, **more: object) -> Response:
    response = problem(503, code=code, detail=detail, **more)
    response.headers["Retry-After"] = str(retry)
    share(response.headers, choice)
    return kept_for(response, 0)


@bp.get("/live/<camera>/<run>/<name>")
@limiter.exempt
@anyone
def media(camera: str, run: str, name: str) -> Response:
    """A segment or init file; its unguessable name is the permission."""
    choice = decided(camera)
    found = files.open_media(this_gate().root, camera, run=run, name=name)
    if found is None:
        raise NotFound("segment", name)
    response = _file(found, "video/mp4", is_seekable=True)
    share(response.headers, choice)
    response.headers["Cache-Control"] = "public, max-age=30, immutable"
    return response


@bp.get("/live/<camera>/still.jpg")
@limiter.exempt
@anyone
def still(camera: str) -> Response:
    """The newest still, and the wish for a newer one; 503 while there is none."""
    choice = decided(camera)
    if choice.reason is None:
        this_gate().want(camera, LOOK)
    elif choice.reason.kind in NO_STILL_KINDS:
        return no_picture(camera, choice)
    return newest_still(camera, choice)


def newest_still(camera: str, choice: Decision, *, at_any_hour: bool = False) -> Response:
    """The newest still of a camera, 503 while there is none, or none of the business hours."""
    found = files.open_still(current_settings().stills_directory, camera)
    if found is not None and not (at_any_hour or may_show_still(choice.standing, found.written_at)):
        found.stream.close()
        found = None
    if found is None:
        detail = _("There is no picture of this camera yet.")
        return _refused(choice, code="no_still", detail=detail, retry=2)
    response = _file(found, "image/jpeg", is_seekable=False)
    share(response.headers, choice)
    return kept_for(response, 2)


@bp.get("/live/<camera>/state.json")
@limiter.exempt
@anyone
def state(camera: str) -> Response:
    """What the picture does now, for machines and in words; asks the camera for nothing."""
    choice = decided(camera)
    roots = Roots.of(current_settings())
    picture = queries.camera_picture(camera, choice, now=clock.now(), root=roots.live)
    still_at = None if picture.kind in NO_STILL_KINDS else files.still_at(roots.stills, camera)
    if still_at is not None and not may_show_still(choice.standing, still_at):
        still_at = None
    response = jsonify(
        kind=picture.kind,
        tone=forms.picture_tone(picture),
        word=forms.picture_word(picture),
        age=forms.picture_age(picture),
        text=forms.picture_text(picture),
        flaw=forms.flaw_text(picture),
        since=iso(picture.since),
        delay_seconds=picture.delay_seconds,
        cause=forms.public_cause(picture),
        place=picture.place,
        next_opening=iso(picture.next_opening),
        still_at=iso(still_at),
    )
    share(response.headers, choice)
    return kept_for(response, 0)


@bp.post("/live/<camera>/viewing")
@formless  # a beacon carries no form; the origin is checked instead
@limiter.limit("30/second")  # the phones of one carrier share an address
@anyone
def viewing(camera: str) -> Response:
    """Take a player's report: the first begins a viewing, the further ones name it."""
    if not _is_our_page():
        raise ViewingForeign("a report comes from the portal's own pages only")
    choice = decided(camera)
    request.max_content_length = REPORT_BYTES
    report = parse_report(request.get_json(force=True, silent=True))
    session, now, row = db.session(), clock.now(), None
    if report.viewing is not None:
        row = operations.continue_viewing(session, choice.camera_id, report=report, now=now)
    status = 200 if row else 201
    row = row or operations.start_viewing(session, choice.camera_id, report=report, now=now)
    name = row.id
    session.commit()
    response = jsonify(viewing=name)
    response.status_code = status
    return kept_for(response, 0)


def _is_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    ours = {request.host_url.rstrip("/"), current_settings().public_url}
    return request.headers.get("Origin") in ours


def _file(found: files.OpenFile, mimetype: str, *, is_seekable: bool) -> Response:
    """An open file as a response that the server may send without reading it into Python."""
    response = Response(
        wrap_file(request.environ, found.stream), mimetype=mimetype, direct_passthrough=True
    )
    response.content_length = found.size_bytes
    response.last_modified = found.written_at
    response.set_etag(found.tag)
    try:
        size = found.size_bytes if is_seekable else None
        response.make_conditional(request, accept_ranges=is_seekable, complete_length=size)
    except RequestedRangeNotSatisfiable:
        found.stream.close()
        raise
    if request.method == "HEAD" or response.status_code == 304:
        found.stream.close()  # the server will not touch it
    return response
