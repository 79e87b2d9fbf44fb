"""The list of Cases: filtered, sorted by due time and risk, paged, saved as a file."""

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.accounts.filters import keeps_filters
from portal.accounts.operations import record
from portal.extensions import db
from portal.findings.queries import inspectors
from portal.participation.case_kinds import CaseAct, Category
from portal.participation.forms import cases as words
from portal.participation.forms.case_lists import cells, header
from portal.participation.operations.case_steps import Doing
from portal.participation.operations.working import assign_all
from portal.participation.queries import cases as queries
from portal.participation.queries.unlisted import unlisted_waiting
from portal.participation.rules.case_lists import Wanted, queues_of
from portal.participation.rules.cases import HEADS, OFFICERS, READERS
from portal.participation.rules.unlisted import scope_of as unlisted_scope
from portal.participation.staff.cases.blueprint import bp, reader
from portal.registry.queries import stations
from portal.shell import clock
from portal.shell.asked import typed
from portal.shell.exports import list_file
from portal.shell.lists import PER_PAGE
from portal.shell.rules import NotFound, local_day


@bp.get("/desk/cases")
@keeps_filters(lambda told: Wanted.asked(told).arguments)
@requires(*READERS)
def cases() -> str:
    """What the reader asks for of the Cases within their scope."""
    wanted, actor, now = Wanted.asked(request.args), current_actor(), clock.now()
    station, people = _people(wanted)
    return render_template(
        "cases/desk_list.html",
        wanted=wanted,
        found=queries.cases(db.session(), wanted, reader=reader(), now=now),
        waits=queries.waits(db.session(), queues_of(actor), reader=reader(), now=now),
        unlisted_waiting=unlisted_waiting(db.session(), scope=unlisted_scope(actor))
        if actor.has(OFFICERS)
        else None,
        queues=words.QUEUES,
        orders=words.ORDERS,
        categories=[(each, words.category_text(each)) for each in Category],
        stations=stations(db.session()),
        address=_address(wanted),
        station=station,
        people=people,
        is_head=actor.has(HEADS),
        assigned=_count("assigned"),
        left=_count("left"),
    )


@bp.get("/desk/cases.<any(csv, xlsx):kind>")
@requires(*READERS)
def cases_file(kind: str) -> Response:
    """The same list as a file, all pages of it; that it was saved is recorded."""
    wanted, now, session = Wanted.asked(request.args), clock.now(), db.session()
    rows = queries.every_case(session, wanted, reader=reader(), now=now)
    lines = list(cells(rows, now=now))
    facts = {"lines": len(lines), "queue": wanted.queue.value}
    record(session, current_actor(), "case.exported", "case list", at=now, facts=facts)
    session.commit()
    return list_file(kind, "cases", header=header(), rows=lines, day=local_day(now))


@bp.post("/desk/cases/assign")
@requires(*HEADS)
def assign() -> AnyResponse:
    """Let one inspector look after the marked Cases of a Station."""
    session, station = db.session(), typed(request.form, "station")
    wanted = Wanted.asked(request.form)
    asked, people = request.form.get("person", ""), inspectors(session, station=station)
    person = next((each for each in people if str(each.id) == asked), None)
    numbers = [each[:20] for each in request.form.getlist("number")[:PER_PAGE]]
    if person is None:
        raise NotFound("person", asked[:40])
    doing = Doing(CaseAct.ASSIGN, current_actor(), clock.now())
    left = assign_all(session, numbers, doing, person=(person.id, person.name), station=station)
    session.commit()
    told: dict[str, Any] = {**wanted.arguments, "assigned": len(numbers) - len(left)}
    return redirect(url_for(".cases", **told, left=len(left) or None), code=303)


def _people(wanted: Wanted) -> tuple[str, Sequence[object]]:
    """The Station whose Cases may be assigned together, and its people; none where it is unclear.

    It is the one that is asked for, or the only one of the reader.
    """
    actor = current_actor()
    scope = actor.scope(HEADS)
    own = next(iter(scope.stations)) if len(scope.stations) == 1 else ""
    station = wanted.station or own
    if not actor.has(HEADS) or not station:
        return "", ()
    return station, inspectors(db.session(), station=station)


def _address(wanted: Wanted) -> object:
    """Gives the address of a page of what is wanted, or of another queue."""

    def address(page: int = 1, queue: str = wanted.queue) -> str:
        arguments: dict[str, Any] = wanted.arguments | {"queue": str(queue)}
        return url_for(".cases", **arguments, page=page if page > 1 else None)

    return address


def _count(name: str) -> int | None:
    """How many the address says were assigned or left out."""
    text = request.args.get(name, "")
    return int(text[:3]) if text.isascii() and text.isdecimal() else None
