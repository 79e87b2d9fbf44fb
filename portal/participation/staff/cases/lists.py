"""The list of Cases: filtered, sorted by due time and risk, paged, saved as a file."""

from typing import Any

from flask import Response, render_template, request, url_for

from portal.accounts.access import current_actor, requires
from portal.accounts.operations import record
from portal.extensions import db
from portal.notices.kinds import Severity
from portal.participation.case_kinds import CaseKind, Category
from portal.participation.forms import cases as words
from portal.participation.forms.case_lists import cells, header
from portal.participation.queries import cases as queries
from portal.participation.rules.case_lists import Queue, Wanted, queues_of
from portal.participation.rules.cases import READERS
from portal.participation.staff.cases.blueprint import bp, reader
from portal.registry.queries import stations
from portal.shell import clock
from portal.shell.exports import list_file
from portal.shell.rules import local_day


@bp.get("/desk/cases")
@requires(*READERS)
def cases() -> str:
    """What the reader asks for of the Cases within their scope."""
    wanted, actor, now = Wanted.asked(request.args), current_actor(), clock.now()
    return render_template(
        "cases/desk_list.html",
        wanted=wanted,
        found=queries.cases(db.session(), wanted, reader=reader(), now=now),
        waits=queries.waits(db.session(), queues_of(actor), reader=reader(), now=now),
        queues=words.QUEUES,
        orders=words.ORDERS,
        kinds=tuple(CaseKind),
        categories=tuple(Category),
        risks=tuple(Severity),
        stations=stations(db.session()),
        address=_address(wanted),
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


def _address(wanted: Wanted) -> object:
    """Gives the address of a page of what is wanted, or of another queue."""

    def address(page: int = 1, queue: Queue | None = None) -> str:
        arguments: dict[str, Any] = {**wanted.arguments}
        arguments |= {"queue": queue.value} if queue else {}
        return url_for(".cases", **arguments, page=page if page > 1 else None)

    return address
