"""What diners wrote in their own words: read within the scope, saved as a file, never public."""

from typing import Any

from flask import Response, render_template, request, url_for

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.accounts.operations import record
from portal.extensions import db
from portal.participation.forms.remarks import MOODS, cells, header
from portal.participation.queries import remarks as queries
from portal.participation.rules.permissions import MAY, Act
from portal.participation.rules.remarks import Wanted
from portal.participation.staff.blueprint import bp
from portal.registry.queries import stations
from portal.shell import clock
from portal.shell.exports import list_file
from portal.shell.rules import local_day


@bp.get("/desk/surveys/remarks")
@keeps_filters(lambda told: Wanted.asked(told).arguments)
@requires(*MAY[Act.READ])
def remarks() -> str:
    """What the reader asks for of the remarks within their scope, newest first."""
    wanted = Wanted.asked(request.args)
    return render_template(
        "participation/desk_remarks.html",
        wanted=wanted,
        found=queries.remarks(db.session(), wanted, scope=current_scope()),
        moods=MOODS,
        stations=stations(db.session()),
        address=_address(wanted),
    )


@bp.get("/desk/surveys/remarks.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def remarks_file(kind: str) -> Response:
    """The same list as a file, all pages of it; that it was saved is recorded."""
    wanted, now, session = Wanted.asked(request.args), clock.now(), db.session()
    lines = list(cells(queries.every_remark(session, wanted, scope=current_scope())))
    facts = {"lines": len(lines)}
    record(session, current_actor(), "remarks.exported", "remark list", at=now, facts=facts)
    session.commit()
    return list_file(kind, "remarks", header=header(), rows=lines, day=local_day(now))


def _address(wanted: Wanted) -> object:
    """Gives the address of a page of what is wanted."""

    def address(page: int = 1) -> str:
        arguments: dict[str, Any] = {**wanted.arguments}
        return url_for(".remarks", **arguments, page=page if page > 1 else None)

    return address
