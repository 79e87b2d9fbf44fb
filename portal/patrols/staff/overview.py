"""How the year's patrols stand: by quarter and Station, who is not reached, and my tasks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, render_template, request

from portal.accounts.access import current_actor, current_scope, requires
from portal.accounts.filters import keeps_filters
from portal.accounts.rules import Scope
from portal.extensions import db
from portal.patrols import queries
from portal.patrols.forms import lists
from portal.patrols.queries import PatrolFilter
from portal.patrols.rules.calendar import Half
from portal.patrols.rules.permissions import MAY, Act
from portal.patrols.staff.blueprint import bp
from portal.registry.queries import stations
from portal.rounds.rules.period import Period
from portal.shell import clock, filters
from portal.shell.asked import arguments_of, typed
from portal.shell.exports import TYPES, list_file
from portal.shell.rules import NotFound, local_day

MINE_AT_MOST = 8
NEVER_AT_MOST = 200  # on one page; the whole list is in the file


@bp.get("/desk/patrols")
@requires(*MAY[Act.READ])
def overview() -> str:
    """The year so far within the scope of who is signed in."""
    session, scope, today = db.session(), current_scope(), local_day(clock.now())
    half = Half.of(today)
    figures = queries.patrol_figures(
        session, Period.parse(half.name), scope=scope, today=_next(today)
    )
    mine = queries.patrols(
        session,
        PatrolFilter(scope, today, mine=current_actor().person_id),
        page=1,
    )
    return render_template(
        "patrols/overview.html",
        year=today.year,
        half=half.name,
        figures=figures,
        board=queries.plan_overview(session, year=today.year, scope=scope, today=today),
        stations=[row for row in stations(session) if row.code in figures.stations],
        mine=mine.rows[:MINE_AT_MOST],
        plans=queries.plans(session)[:3],
    )


def _asked(told: Mapping[str, str]) -> dict[str, Any]:
    named = _named_half(told.get("half", ""))
    return arguments_of(half=named and named.name, station=typed(told, "station"))


@bp.get("/desk/patrols/unreached")
@keeps_filters(_asked)
@requires(*MAY[Act.READ])
def unreached() -> str:
    """The Restaurants that were not visited in a half-year."""
    half, station = _half(request.args.get("half")), typed(request.args, "station")
    rows = _unreached(half, station)
    return render_template(
        "patrols/unreached.html",
        half=half.name,
        halves=[(each, filters.period(each)) for each in (_half(None).name, _before(half.name))],
        station=station,
        stations=stations(db.session()),
        rows=rows[:NEVER_AT_MOST],
        total=len(rows),
        today=local_day(clock.now()),
    )


@bp.get("/desk/patrols/unreached.<any(csv, xlsx):kind>")
@requires(*MAY[Act.READ])
def unreached_file(kind: str) -> Response:
    """The same list as a file."""
    half = _half(request.args.get("half"))
    rows = _unreached(half, request.args.get("station", ""))
    return list_file(
        kind if kind in TYPES else "csv",
        f"not-reached-{half.name}",
        header=lists.unreached_header(),
        rows=[lists.unreached_cells(row) for row in rows],
        day=local_day(clock.now()),
    )


def _unreached(half: Half, station: str) -> list[queries.Unreached]:
    today = local_day(clock.now())
    scope = current_scope()
    if station:
        is_seen = scope.is_whole or station in scope.stations
        scope = Scope(stations=frozenset({station} if is_seen else ()))
    figures = queries.patrol_figures(
        db.session(), Period.parse(half.name), scope=scope, today=_next(today)
    )
    return queries.unreached(db.session(), figures.reach.whole.never)


def _half(text: str | None) -> Half:
    """The half-year that an address names, the present one for none. Raises NotFound."""
    if not text:
        return Half.of(local_day(clock.now()))
    named = _named_half(text)
    if named is None:
        raise NotFound("period", text)
    return named


def _named_half(text: str) -> Half | None:
    """The half-year of this name, None for what is none."""
    year, __, number = text.partition("H")
    is_year = year.isascii() and year.isdecimal() and len(year) == 4 and year >= "2000"
    return Half(int(year), int(number)) if is_year and number in {"1", "2"} else None


def _before(name: str) -> str:
    year, number = int(name[:4]), int(name[-1])
    return f"{year}H1" if number == 2 else f"{year - 1}H2"


def _next(today: date) -> date:
    """Tomorrow: what was done today counts on the desk at once."""
    return date.fromordinal(today.toordinal() + 1)
