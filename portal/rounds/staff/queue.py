"""The queue of what fails, a Fault's page and a Camera's page."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.extensions import db
from portal.registry.queries import stations
from portal.rounds import queries
from portal.rounds.forms.fault_lists import cells, header
from portal.rounds.forms.faults import CODES
from portal.rounds.kinds import PictureMoment
from portal.rounds.operations import agree_view, view_picture
from portal.rounds.rules.desk import READERS, SUPERVISORS, Queue, Wanted, queue
from portal.rounds.rules.faults import cause_tree
from portal.rounds.rules.outages import duty_minutes
from portal.rounds.staff.blueprint import bp, pictures
from portal.shell import clock
from portal.shell.asked import typed
from portal.shell.exports import list_file
from portal.shell.rules import local_day

LINES_AT_MOST = 300  # on one page; the district's worst hour has a line a Restaurant
DAYS_SHOWN = 14


@bp.get("/desk/faults")
@keeps_filters(lambda told: _asked(told).arguments)
@requires(*READERS)
def faults() -> str:
    """What fails now: Faults by due time, and above them what is no Fault yet."""
    wanted = _wanted()
    found, now = present_queue(wanted), clock.now()
    lines = (*found.fresh[:LINES_AT_MOST], *found.faults[:LINES_AT_MOST])
    codes = {line.first.camera for line in lines if line.first.camera}
    return render_template(
        "rounds/faults.html",
        queue=found,
        wanted=wanted,
        strips=queries.strips_today(db.session(), codes, now=now),
        most=LINES_AT_MOST,
        stations=stations(db.session()),
        codes=CODES,
    )


@bp.get("/desk/faults.<any(csv, xlsx):kind>")
@requires(*READERS)
def faults_file(kind: str) -> Response:
    """The same two lists as a file, one after the other and whole."""
    found, now = present_queue(_wanted()), clock.now()
    return list_file(
        kind,
        "faults",
        header=header(),
        rows=cells((*found.faults, *found.fresh), now=now),
        day=local_day(now),
    )


@bp.get("/desk/faults/<number>")
@requires(*READERS)
def fault(number: str) -> str:
    """One Fault: its pictures, the Camera's day, what was found and done."""
    session, now = db.session(), clock.now()
    found = queries.fault_by_number(session, number, scope=current_scope())
    days = []
    if found.camera is not None:
        last = local_day(found.fault.ended_at or now)
        first = max(local_day(found.fault.opened_at), last - timedelta(days=DAYS_SHOWN - 1))
        days = queries.camera_days(session, found.camera, first=first, last=last, now=now)
    return render_template(
        "rounds/fault.html", found=found, days=days, tree=cause_tree(), siblings=siblings(number)
    )


@bp.get("/desk/faults/<number>/<any(opening, closing):moment>.jpg")
@requires(*READERS)
def picture(number: str, moment: str) -> Response:
    """An unprotected picture of a Fault; that it was seen is recorded."""
    content = view_picture(
        db.session(),
        number,
        PictureMoment(moment),
        actor=current_actor(),
        now=clock.now(),
        store=pictures(),
    )
    db.session.commit()
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/desk/cameras/<code>")
@requires(*READERS)
def camera(code: str) -> str:
    """One Camera: what it shows now, its last days, its Outages and Faults."""
    session, now = db.session(), clock.now()
    found = queries.camera_in_scope(session, code, scope=current_scope())
    outages, today = queries.outages_of_camera(session, found.id), local_day(now)
    hours = queries.hours_of(found.restaurant)
    spans = queries.dated(found.restaurant.status_spans)
    return render_template(
        "rounds/camera.html",
        camera=found,
        condition=queries.conditions(session, [found.id], now=now).get(found.id),
        days=queries.camera_days(
            session, found, first=today - timedelta(days=DAYS_SHOWN - 1), last=today, now=now
        ),
        outages=[
            (each, duty_minutes(each.began_at, each.ended_at or now, hours=hours, spans=spans))
            for each in outages
        ],
    )


@bp.post("/desk/cameras/<code>/view")
@requires(*SUPERVISORS)
def view(code: str) -> AnyResponse:
    """Agree that the Camera is aimed well as it is now."""
    agree_view(db.session(), code, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".camera", code=code), code=303)


def present_queue(wanted: Wanted) -> Queue:
    """What fails now within the signed-in person's scope, as far as it is `wanted`."""
    session, scope, now = db.session(), current_scope(), clock.now()
    return queue(
        queries.failing(session, scope=scope),
        cameras=queries.active_cameras_by_restaurant(session, day=local_day(now), scope=scope),
        wanted=wanted,
        now=now,
    )


def siblings(number: str) -> list[str]:
    """The other Faults on the same line of the queue: one probable cause, told once."""
    for line in present_queue(Wanted()).faults:
        numbers = [row.repair.number for row in line.rows if row.repair]
        if line.is_whole and number in numbers:
            return [each for each in numbers if each != number]
    return []


def _wanted() -> Wanted:
    return _asked(request.args)


def _asked(told: Mapping[str, str]) -> Wanted:
    return Wanted.asked(
        station=typed(told, "station"), code=told.get("code", ""), overdue=told.get("overdue", "")
    )
