"""The figures page: what the district promised, and what came of it."""

from flask import render_template, request

from portal.evaluation.forms import words
from portal.evaluation.forms.following import district_text, origin_text
from portal.extensions import db
from portal.opendata import queries
from portal.opendata.forms.charts import (
    promise_chart,
    promise_text,
    spot_text,
    station_bars,
    verdict,
)
from portal.opendata.public.blueprint import bp
from portal.registry import queries as registry
from portal.shell.audience import anyone


@bp.get("/figures")
@anyone
def figures() -> str:
    """The promises of a closed year by quarter, and its figures by Station."""
    years = queries.closed_years(db.session())
    asked = request.args.get("year", "")
    own = [each for each in years if each.district is None]
    newest = next(iter(own or years), None)
    year = next((each for each in years if str(each.year) == asked), newest)
    kept = queries.promises(db.session(), year.year) if year is not None else None
    stations = registry.stations(db.session())
    targets = {each.figure: each.number for each in kept.promises} if kept else {}
    return render_template(
        "opendata/figures.html",
        year=year,
        years=years,
        promises=kept.promises if kept else (),
        charts=[
            (each, promise_chart(each)) for each in kept.promises if len(each.spots) > 1
        ] if kept else [],
        by_station=[
            (code, station_bars(shares, stations), targets.get(code))
            for code, shares in (kept.stations.items() if kept else ())
            if shares
        ],
        origin_text=origin_text,
        district_text=district_text,
        note=kept.note if kept else "",
        promise_text=promise_text,
        spot_text=spot_text,
        verdict=verdict,
        words=words,
    )  # fmt: skip
