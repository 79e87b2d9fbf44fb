"""The start page of each role, and the lists that its numbers lead to."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from portal.accounts.access import (
    current_actor,
    current_scope,
    everybody_signed_in,
    may_open,
    requires,
)
from portal.accounts.filters import keeps_filters
from portal.accounts.rules import Scope
from portal.desk import forms, queries
from portal.desk.rules import (
    CASE_WORKS,
    CONNECTED_DAYS,
    FINDING_WORKS,
    QUIET_DAYS,
    READERS,
    REPAIRERS,
    Part,
    Work,
    parts_of,
)
from portal.desk.staff.blueprint import bp
from portal.extensions import db
from portal.registry import queries as registry
from portal.registry.forms import words
from portal.registry.kinds import Ask, GapKind
from portal.registry.queries import GapRow
from portal.registry.rules.coverage import is_overdue, total_cost_fen
from portal.registry.rules.permissions import MAY, Act
from portal.rounds import forms as rounds_forms
from portal.rounds import queries as rounds
from portal.rounds.rules.ahead import CountedQuarter
from portal.rounds.rules.online import TARGET
from portal.rounds.staff.memory import quarter_so_far
from portal.shell import clock, health
from portal.shell.asked import arguments_of, member, typed
from portal.shell.current import current_settings
from portal.shell.exports import list_file
from portal.shell.filters import count
from portal.shell.languages import is_english
from portal.shell.rules import NotFound, local_day

DATABASES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
GAPS_AT_MOST = 500  # on one page; the whole list is in the file
PLANNED = (GapKind.NOT_BUILT, GapKind.NOT_CONNECTED)


@bp.get("/desk/")
@everybody_signed_in
def start() -> str:
    """What waits for who is signed in, and how things stand within their scope."""
    actor, now, session = current_actor(), clock.now(), db.session()
    parts = parts_of(grant.role for grant in actor.grants)
    required, readers = current_settings().required_cameras, actor.scope(READERS)
    known = (
        queries.present(session, scope=readers, required=required, now=now)
        if Part.DISTRICT in parts
        else None
    )
    kitchens = queries.own_kitchens(session, actor=actor, now=now) if Part.KITCHENS in parts else []
    return render_template(
        "desk/start.html",
        actor=actor,
        today=local_day(now),
        place=_place(readers),
        waiting=queries.waiting(session, actor=actor, known=known, now=now)
        if Part.QUEUES in parts
        else None,
        addresses=_addresses(),
        glance=queries.glance(session, scope=readers, known=known, required=required, now=now)
        if known
        else None,
        online=_online(readers, local_day(now)) if known else None,
        required=required,
        connected_days=CONNECTED_DAYS,
        target=rounds_forms.share_text(TARGET),
        figures=rounds_forms,
        kitchens=kitchens,
        strips=rounds.strips_today(
            session, [camera.code for own in kitchens for camera, __ in own.cameras], now=now
        ),
        may_suspend=actor.has(MAY[Act.ASK_SUSPENSION]),
        reads_evaluations=may_open("evaluation.periods"),
        reads_faults=actor.has(REPAIRERS),
        reads_surveys=actor.has(READERS),
        sees_wall=may_open("desk.wall"),
        sees_displays=may_open("surveys.display"),
        house=_house(now) if Part.ACCOUNTS in parts else None,
        asks=Ask,
    )


def _asked(told: Mapping[str, str]) -> dict[str, Any]:
    return arguments_of(kind=member(GapKind, told.get("kind")), station=typed(told, "station"))


@bp.get("/desk/coverage")
@keeps_filters(_asked)
@requires(*READERS)
def coverage() -> str:
    """Who should be connected and is not, with cause, owner and due day."""
    now, asked = clock.now(), _asked(request.args)
    found = _coverage(current_scope(), now)
    kind, station = member(GapKind, asked.get("kind")), asked.get("station", "")
    rows = [row for row in found.rows if _takes(row, kind, station)]
    return render_template(
        "desk/coverage.html",
        rows=rows[:GAPS_AT_MOST],
        total=len(rows),
        connected=found.connected,
        kind=kind,
        station=station,
        stations=registry.stations(db.session()),
        today=local_day(now),
        is_overdue=is_overdue,
        may_note=current_actor().has(MAY[Act.NOTE_GAP]),
        connected_days=CONNECTED_DAYS,
    )


@bp.get("/desk/coverage.<any(csv, xlsx):kind>")
@requires(*READERS)
def coverage_file(kind: str) -> Response:
    """The list of gaps as a file."""
    rows = _coverage(current_scope(), clock.now()).rows
    return _file("coverage-gaps", kind, rows)


@bp.get("/desk/site-plan")
@requires(*READERS)
def site_plan() -> str:
    """Restaurants that are still to be connected, with cost and day."""
    rows = _planned(current_scope())
    cost_fen, without_price = total_cost_fen(row.note for row in rows)
    return render_template(
        "desk/site_plan.html",
        rows=rows,
        cost_fen=cost_fen,
        without_price=without_price,
        may_note=current_actor().has(MAY[Act.NOTE_GAP]),
    )


@bp.get("/desk/site-plan.<any(csv, xlsx):kind>")
@requires(*READERS)
def site_plan_file(kind: str) -> Response:
    """The site plan as a file."""
    return _file("site-plan", kind, _planned(current_scope()))


@bp.get("/desk/closures")
@requires(*READERS)
def closures() -> str:
    """Restaurants that may have closed without a word, and what speaks for it."""
    return render_template(
        "desk/closures.html",
        rows=queries.suspected_closures(db.session(), scope=current_scope(), now=clock.now()),
        quiet_days=QUIET_DAYS,
        may_ask=current_actor().has(MAY[Act.ASK_CHANGE]),
    )


@bp.get("/desk/closures.<any(csv, xlsx):kind>")
@requires(*READERS)
def closures_file(kind: str) -> Response:
    """The same list as a file."""
    now = clock.now()
    rows = queries.suspected_closures(db.session(), scope=current_scope(), now=now)
    return list_file(
        kind,
        "suspected-closures",
        header=forms.closure_header(),
        rows=forms.closure_cells(rows),
        day=local_day(now),
    )


def _coverage(scope: Scope, now: datetime) -> queries.Coverage:
    return queries.coverage(
        db.session(), scope=scope, required=current_settings().required_cameras, now=now
    )


def _planned(scope: Scope) -> list[GapRow]:
    return [row for row in _coverage(scope, clock.now()).rows if row.gap.kind in PLANNED]


def _takes(row: GapRow, kind: GapKind | None, station: str) -> bool:
    return kind in {None, row.gap.kind} and station in {"", row.restaurant.station_code}


def _file(name: str, kind: str, rows: Iterable[GapRow]) -> Response:
    return list_file(
        kind,
        name,
        header=forms.gap_header(),
        rows=forms.gap_cells(rows),
        day=local_day(clock.now()),
    )


def _online(scope: Scope, today: date) -> CountedQuarter | None:
    """This quarter so far: of the district or of a Station; None for other scopes."""
    station = None if scope.is_whole else min(scope.stations, default="")
    if station == "":
        return None
    try:
        required = current_settings().required_cameras
        return quarter_so_far(station, today=today, required_cameras=required)
    except NotFound:  # a Station of a grant that the register no longer holds
        return None


def _place(scope: Scope) -> str:
    """What a scope is called: the district, or the names of its Stations."""
    site = current_settings()
    if scope.is_whole:
        return site.district_en if is_english() else site.district
    names = [
        words.named(row) for row in registry.stations(db.session()) if row.code in scope.stations
    ]
    return (", " if is_english() else "、").join(names)


def _addresses() -> dict[Work, str]:
    """Where each queue of who is signed in is worked off."""
    return {
        Work.LEADS: url_for("leads.leads"),
        Work.DECISIONS: url_for("register.status_requests"),
        Work.OWN_REQUESTS: url_for("register.status_requests"),
        Work.FAULTS: url_for("rounds.faults"),
        Work.OVERDUE_GAPS: url_for(".coverage"),
        Work.CLOSURES: url_for(".closures"),
        Work.PATROLS: url_for("patrols.tasks", mine="1"),
        Work.OVERDUE_PATROLS: url_for("patrols.tasks", state="overdue"),
        **{
            work: url_for("findings.findings", queue=queue.value)
            for queue, work in FINDING_WORKS.items()
        },
        **{
            work: url_for("casedesk.cases", queue=queue.value) for queue, work in CASE_WORKS.items()
        },
        Work.OWN_CASES: url_for("casedesk.responses"),
        Work.PICTURE_REPORTS: url_for("casedesk.picture_reports"),
    }


def _house(now: datetime) -> list[tuple[str, str]]:
    """How the portal itself is, for who runs it: each fact with its value."""
    counts = registry.register_counts(db.session(), now=now, day=local_day(now))
    wrong = health.what_is_wrong()
    return [
        (_("Ready to serve"), "; ".join(f"{name}: {said}" for name, said in wrong.items())
         or _("Yes")),
        (_("Database"), DATABASES.get(db.engine.dialect.name, db.engine.dialect.name)),
        (_("Restaurants in the register"), count(counts.restaurants)),
        (_("Cameras in use today"), count(counts.cameras)),
    ]  # fmt: skip
