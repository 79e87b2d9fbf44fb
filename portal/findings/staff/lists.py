"""The list of Findings: filtered, sorted, paged, saved as a file, and worked on in bulk."""

from collections.abc import Iterable
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.accounts.kinds import STATION_ROLES
from portal.extensions import db
from portal.findings import operations, queries
from portal.findings.forms import words
from portal.findings.forms.lists import ORDERS, QUEUES, cells, header
from portal.findings.kinds import FindingAct
from portal.findings.rules.lists import Wanted, queues_of
from portal.findings.rules.opening import Sent
from portal.findings.rules.workflow import HEADS, OFFICERS, READERS
from portal.findings.staff.acts import inspector_of
from portal.findings.staff.blueprint import bp
from portal.registry.queries import stations
from portal.shell import clock
from portal.shell.exports import list_file
from portal.shell.rules import MingchuError, local_day

MOST_AT_ONCE = 100
BULK_ROLES = HEADS | STATION_ROLES


@bp.get("/desk/findings")
@keeps_filters(lambda told: Wanted.asked(told).arguments)
@requires(*READERS)
def findings() -> str:
    """What the reader asks for of the Findings within their scope."""
    wanted, actor, now = Wanted.asked(request.args), current_actor(), clock.now()
    scope = current_scope()
    mine = queues_of(actor)
    return render_template(
        "findings/findings.html",
        wanted=wanted,
        found=queries.findings(
            db.session(), wanted, scope=scope, person_id=actor.person_id, now=now
        ),
        waits=queries.waits(db.session(), mine, scope=scope, person_id=actor.person_id, now=now),
        queues=QUEUES,
        orders=ORDERS,
        stations=stations(db.session()),
        address=_address(wanted),
        is_officer=actor.has(OFFICERS),
        may_remind=actor.has(STATION_ROLES),
        may_assign=actor.has(HEADS),
        inspectors=_inspectors() if actor.has(HEADS) else (),
        done=request.args.get("done", ""),
        left=request.args.get("left", ""),
    )


@bp.get("/desk/findings.<any(csv, xlsx):kind>")
@requires(*READERS)
def findings_file(kind: str) -> Response:
    """The same list as a file, all pages of it."""
    wanted, now = Wanted.asked(request.args), clock.now()
    rows = queries.every_finding(
        db.session(), wanted, scope=current_scope(), person_id=current_actor().person_id, now=now
    )
    return list_file(
        kind, "findings", header=header(), rows=cells(rows, now=now), day=local_day(now)
    )


@bp.post("/desk/findings/bulk/<any(assign, remind):act>")
@requires(*BULK_ROLES)
def bulk(act: str) -> AnyResponse:
    """Assign, or remind about, each Finding that is ticked; those that refuse are counted."""
    numbers = request.form.getlist("number")[:MOST_AT_ONCE]
    done = sum(_done(number, FindingAct(act)) for number in dict.fromkeys(numbers))
    arguments: dict[str, Any] = {**Wanted.asked(request.form).arguments}
    return redirect(
        url_for(".findings", **arguments, done=done, left=len(numbers) - done), code=303
    )


def _done(number: str, act: FindingAct) -> bool:
    """Whether the act could be done; each is a transaction of its own."""
    session, actor, now = db.session(), current_actor(), clock.now()
    try:
        if act is FindingAct.ASSIGN:
            person = inspector_of(number, request.form.get("person", ""))
            operations.assign(session, number, person=person, sent=Sent(), actor=actor, now=now)
        else:
            operations.remind(session, number, sent=Sent(), actor=actor, now=now)
        session.commit()
    except MingchuError:
        session.rollback()
        return False
    return True


def _inspectors() -> Iterable[tuple[int, str]]:
    """Whom the list offers: the inspectors of the Stations within the reader's scope."""
    scope = current_scope(*HEADS)
    rows = [row for row in stations(db.session()) if scope.covers(station=row.code, restaurant="")]
    return [
        (person.id, f"{person.name} · {words.named(row)}")
        for row in rows
        for person in queries.inspectors(db.session(), station=row.code)
    ]


def _address(wanted: Wanted) -> object:
    """Gives the address of a page of what is wanted, or of another queue."""

    def address(page: int = 1, queue: str = wanted.queue) -> str:
        arguments: dict[str, Any] = wanted.arguments | {"queue": str(queue)}
        return url_for(".findings", **arguments, page=page if page > 1 else None)

    return address
