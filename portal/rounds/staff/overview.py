"""Equipment below standard, and the service level so far this quarter."""

from flask import render_template

from portal.accounts.access import current_scope, requires
from portal.extensions import db
from portal.registry.queries import stations
from portal.registry.rules.figures import camera_adequacy, display_rate
from portal.rounds import forms, queries
from portal.rounds.forms.faults import named
from portal.rounds.rules.desk import READERS
from portal.rounds.rules.online import TARGET, Variant
from portal.rounds.rules.period import Period
from portal.rounds.staff.blueprint import bp
from portal.rounds.staff.memory import quarter_so_far
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.rules import local_day


@bp.get("/desk/faults/equipment")
@requires(*READERS)
def equipment() -> str:
    """Restaurants with fewer Cameras than required, or without a Display."""
    required = current_settings().required_cameras
    found = queries.standings(db.session(), day=local_day(clock.now()), scope=current_scope())
    judged = [(place, standing) for place, standing in found if standing.is_judged]
    standings = [standing for __, standing in judged]
    return render_template(
        "rounds/equipment.html",
        rows=[
            (place, standing)
            for place, standing in judged
            if standing.cameras < required or not standing.has_display
        ],
        adequacy=camera_adequacy(standings, required=required),
        displays=display_rate(standings),
    )


@bp.get("/desk/faults/service")
@requires(*READERS)
def service() -> str:
    """The online rate and the repairs so far this quarter, and what is still needed."""
    scope, today = current_scope(), local_day(clock.now())
    parts = [None] if scope.is_whole else sorted(scope.stations)
    session, quarter = db.session(), Period.quarter_of(today)
    required = current_settings().required_cameras
    known = {each.code: each for each in stations(session)}
    levels = [
        (
            known.get(station) if station else None,
            quarter_so_far(station, today=today, required_cameras=required),
            queries.repair_account(session, quarter, today=today, station=station),
        )
        for station in parts
    ]
    district = levels[0][1] if scope.is_whole else None
    shares = {} if district is None else district.stations
    return render_template(
        "rounds/service.html",
        levels=levels,
        quarter=quarter,
        target=forms.share_text(TARGET),
        goal=float(TARGET),
        variants=tuple(Variant),
        forms=forms,
        named=named,
        online=[(each, shares[each.code]) for each in known.values() if each.code in shares],
    )
