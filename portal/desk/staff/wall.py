"""The wall: many Cameras at once, those with an alarm first, for a screen in an office."""

from flask import Response, make_response, render_template, request, url_for

from portal.accounts.access import current_scope, requires
from portal.desk import queries
from portal.desk.rules import SUPERVISORS, WALL_SECONDS, WALL_SIZES, WallAsked
from portal.desk.staff.blueprint import bp
from portal.extensions import db
from portal.live.files import Roots
from portal.live.public.previews import granted_addresses
from portal.registry import queries as registry
from portal.shell import clock, shared_clock
from portal.shell.current import current_settings


@bp.get("/wall")
@requires(*SUPERVISORS)
def wall() -> Response:
    """One page of the wall; stills without a script, moving where somebody selects one."""
    asked, now, scope = WallAsked.told(request.args), clock.now(), current_scope()
    site = current_settings()
    found = queries.wall(
        db.session(), asked, scope=scope, now=now,
        roots=Roots.of(site), has_head_finder=bool(site.head_finder),
    )  # fmt: skip
    page = render_template(
        "desk/wall.html",
        wall=found,
        asked=asked,
        sizes=WALL_SIZES,
        seconds=WALL_SECONDS,
        stations=[
            row
            for row in registry.stations(db.session())
            if scope.is_whole or row.code in scope.stations
        ],
        addresses=lambda camera: granted_addresses(camera, now=shared_clock.now()),
        address=lambda **other: url_for(".wall", **asked.words(**other)),
        now=now,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
