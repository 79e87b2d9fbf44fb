"""Equipment below standard, and the service level so far this quarter."""

from datetime import date

from flask import render_template

from portal.accounts.access import current_scope, requires
from portal.extensions import db
from portal.registry.queries import stations
from portal.registry.rules.figures import camera_adequacy, display_rate
from portal.rounds import forms, queries
from portal.rounds.forms.faults import Named
from portal.rounds.rules.desk import READERS
from portal.rounds.rules.figures import DistrictFigures, online_by_group
from portal.rounds.rules.online import TARGET, Variant
from portal.rounds.rules.period import Period
from portal.rounds.staff.blueprint import bp
from portal.rounds.staff.memory import remembered
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.rules import Ratio, local_day


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
    return render_template(
        "rounds/service.html",
        accounts=[(station, _figures(station, today)) for station in parts],
        target=forms.share_text(TARGET),
        goal=float(TARGET),
        variants=tuple(Variant),
        forms=forms,
        online=_online_of_stations(today) if scope.is_whole else (),
    )


def _online_of_stations(today: date) -> list[tuple[Named, Ratio]]:
    """The district's days online by Station, in the order in which Stations stand."""
    session, figures = db.session(), _figures(None, today)
    shares = online_by_group(figures.account, queries.station_codes(session))
    return [(each, shares[each.code]) for each in stations(session) if each.code in shares]


def _figures(station: str | None, today: date) -> DistrictFigures:
    """This quarter's figures of a Station, or of the district; counted anew every ten minutes."""
    return remembered(
        (station, today),
        lambda: queries.district_figures(
            db.session(),
            Period.quarter_of(today),
            today=today,
            required_cameras=current_settings().required_cameras,
            station=station,
        ),
    )
