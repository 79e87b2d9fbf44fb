"""An officer's own Finding, which neither machine nor Patrol has seen."""

from datetime import UTC, datetime, timedelta

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, current_scope, requires
from portal.extensions import db
from portal.findings.kinds import Origin, ViolationCode
from portal.findings.operations import open_finding
from portal.findings.rules.opening import NewFinding, SeenUnlikely
from portal.findings.rules.workflow import OFFICERS
from portal.findings.staff.blueprint import bp
from portal.findings.staff.sending import end_of_day, kept_photos, new_token
from portal.registry.kinds import Zone
from portal.registry.queries import Restaurant, restaurant_by_code
from portal.registry.rules import is_code
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import member
from portal.shell.rules import DISTRICT_ZONE, NotFound, local


@bp.route("/desk/findings/new/<code>", methods=["GET", "POST"])
@requires(*OFFICERS)
def new(code: str) -> str | tuple[str, int] | Response:
    """Confirm a violation at the Restaurant of this code."""
    place = _restaurant(code)
    if request.method == "GET":
        return _page(place, {"seen": f"{local(clock.now()):%Y-%m-%dT%H:%M}"}, token=new_token())
    token = request.form.get("token", "")
    chosen = member(ViolationCode, request.form.get("code"))
    if chosen is None:
        return _page(place, request.form, token=token, wrong=_("Please choose a class.")), 422
    with Attempt() as attempt, kept_photos() as photos:
        wanted = NewFinding(
            restaurant_id=place.id,
            code=chosen,
            seen_at=_moment(request.form.get("seen", "")),
            origin=Origin.MANUAL,
            origin_id=token[:40],
            camera_id=_camera(place),
            zone=member(Zone, request.form.get("zone")),
            note=request.form.get("text", ""),
            due_at=end_of_day(request.form.get("until", "")),
            evidence=photos,
        )
        found = open_finding(db.session(), wanted, actor=current_actor(), now=clock.now())
        return redirect(url_for(".finding", number=found.number, done="open"), code=303)
    return _page(_restaurant(code), request.form, token=token, wrong=attempt.words), 422


def _restaurant(code: str) -> Restaurant:
    """The Restaurant of this code, if it lies within the scope. Raises NotFound."""
    found = restaurant_by_code(db.session(), code) if is_code(code) else None
    if found is None or not current_scope().covers(
        station=found.station.code, restaurant=found.code
    ):
        raise NotFound("restaurant", code)
    return found


def _camera(place: Restaurant) -> int | None:
    """The id of the Camera of this Restaurant that the form names, None for none."""
    chosen = request.form.get("camera", "")
    return next((each.id for each in place.cameras if each.code == chosen), None)


def _page(place: Restaurant, typed: object, *, token: str, wrong: str = "") -> str:
    return render_template(
        "findings/new.html", place=place, typed=typed, token=token, wrong=wrong, zones=tuple(Zone)
    )


def _moment(text: str) -> datetime:
    """The moment that was typed on the district's clock. Raises SeenUnlikely."""
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise SeenUnlikely from None
    # The field tells minutes, so that "now" lies up to one of them ahead.
    moment = typed.replace(tzinfo=DISTRICT_ZONE).astimezone(UTC)
    return min(moment, clock.now()) if moment - clock.now() < timedelta(minutes=1) else moment
